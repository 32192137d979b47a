// SPDX-License-Identifier: Apache-2.0
#include "apps/plexus/node_session.hpp"

#include "tests/apps/plexus/fake_node.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using apps::node_session;
using nlohmann::json;
using lines = std::vector<std::string>;

namespace {

constexpr seconds patience{30};
const json one_field = json::array({{{"name", "n"}, {"type", "int64"}}});

} // namespace

TEST_CASE("a command gets its answer", "[node_session]") {
  const test::fake_node node{[](const json& command) {
    return lines{test::fake_node::ok(command, {{"verb", command["verb"]}, {"x", command["x"]}})};
  }};
  auto session = node_session::connect(node.socket());
  REQUIRE(session);
  CHECK(*session->command("first", {{"x", 1}}) == json{{"verb", "first"}, {"x", 1}});
  CHECK((*session->command("second", {{"x", 2}}))["x"] == 2);
}

TEST_CASE("a refusal comes back as the node's error", "[node_session]") {
  const test::fake_node node{[](const json& command) {
    return lines{test::fake_node::refusal(command, command["verb"])};
  }};
  auto session = node_session::connect(node.socket());
  REQUIRE(session);
  const auto refused = session->command("sql-refused");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == errc::sql_refused);
  CHECK(refused.error().where == "here");
  const auto strange = session->command("code-of-a-later-version");
  REQUIRE_FALSE(strange);
  CHECK(strange.error().code == errc::protocol_violation);
}

TEST_CASE("answers to others and rows in between are passed over", "[node_session]") {
  const test::fake_node node{[](const json& command) {
    return lines{R"({"id":77,"ok":true,"result":"not mine"})", R"({"id":1,"request":3,"rows":[]})",
                 test::fake_node::ok(command, "mine")};
  }};
  auto session = node_session::connect(node.socket());
  REQUIRE(session);
  CHECK(*session->command("any") == "mine");
}

TEST_CASE("what is no answer at all", "[node_session]") {
  for (const auto* text : {"nonsense", "[1]", "7"}) {
    const test::fake_node node{[&](const json&) { return lines{text}; }};
    auto session = node_session::connect(node.socket());
    REQUIRE(session);
    const auto answer = session->command("any");
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == errc::protocol_violation);
  }
}

TEST_CASE("rows of a request, with the layout told once", "[node_session]") {
  const test::fake_node node{[](const json& command) {
    const json first{{"id", 1},
                     {"request", 5},
                     {"schema", one_field},
                     {"rows", json::array({json::array({1'000, 41})})}};
    const json second{{"id", 1}, {"request", 5}, {"rows", json::array({json::array({2'000, 42})})}};
    const json last{{"id", 1},
                    {"request", 5},
                    {"ended", true},
                    {"counters", {{"delivered", 2}}},
                    {"error", {{"code", "sql-deadline"}, {"what", "slow"}, {"where", ""}}}};
    return lines{test::fake_node::ok(command, {{"request", 5}}), first.dump(), second.dump(),
                 last.dump()};
  }};
  auto session = node_session::connect(node.socket());
  REQUIRE(session);
  model::request wanted;
  wanted.source = "room";
  CHECK(*session->open(wanted) == 5);
  auto portion = session->next(patience);
  REQUIRE(portion);
  REQUIRE(portion->rows);
  CHECK(portion->rows->integer(0, 0) == 41);
  CHECK_FALSE(portion->ended);
  portion = session->next(patience);
  REQUIRE(portion);
  REQUIRE(portion->rows);
  CHECK(portion->rows->integer(0, 0) == 42);
  portion = session->next(patience);
  REQUIRE(portion);
  CHECK_FALSE(portion->rows);
  CHECK(portion->layout);
  CHECK(portion->ended);
  REQUIRE(portion->failure);
  CHECK(portion->failure->code == errc::sql_deadline);
  CHECK(portion->counters["delivered"] == 2);
}

TEST_CASE("members of another kind", "[node_session]") {
  for (const auto* text : {R"({"ended":"yes"})", R"({"counters":7})", R"({"schema":{}})"}) {
    const test::fake_node node{[&](const json& command) {
      return lines{test::fake_node::ok(command, {{"request", 5}}), text};
    }};
    auto session = node_session::connect(node.socket());
    REQUIRE(session);
    REQUIRE(session->open({}));
    const auto portion = session->next(patience);
    REQUIRE_FALSE(portion);
    CHECK(portion.error().code == errc::protocol_violation);
  }
}

TEST_CASE("rows that do not fit their layout", "[node_session]") {
  const test::fake_node node{[](const json& command) {
    const json bad{{"id", 1}, {"request", 5}, {"schema", one_field}, {"rows", {{1, 2, 3, 4}}}};
    return lines{test::fake_node::ok(command, {{"request", 5}}), bad.dump()};
  }};
  auto session = node_session::connect(node.socket());
  REQUIRE(session);
  model::request wanted;
  wanted.source = "room";
  REQUIRE(session->open(wanted));
  const auto portion = session->next(patience);
  REQUIRE_FALSE(portion);
  CHECK(portion.error().code == errc::protocol_violation);
}
