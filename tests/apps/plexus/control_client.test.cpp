// SPDX-License-Identifier: Apache-2.0
#include "apps/plexus/control_client.hpp"

#include "tests/apps/plexus/fake_node.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using apps::control_client;

namespace {
constexpr seconds patience{30};
}

TEST_CASE("nobody listens", "[control_client]") {
  const test::scratch_folder place;
  const auto client = control_client::connect(place.path() / "none.sock");
  REQUIRE_FALSE(client);
  CHECK(client.error().code == errc::node_unreachable);
  const auto far = control_client::connect(place.path() / std::string(200, 'x'));
  REQUIRE_FALSE(far);
  CHECK(far.error().code == errc::invalid_argument);
}

TEST_CASE("lines come one by one, whatever pieces they arrive in", "[control_client]") {
  const std::string large(300'000, 'x');
  const test::fake_node node{[&](const nlohmann::json&) {
    return std::vector<std::string>{"one", "", large, "last"};
  }};
  auto client = control_client::connect(node.socket());
  REQUIRE(client);
  REQUIRE(client->send("{}"));
  CHECK(*client->receive(patience) == "one");
  CHECK(client->receive(patience)->empty());
  CHECK(*client->receive(patience) == large);
  CHECK(*client->receive(patience) == "last");
}

TEST_CASE("waiting has an end", "[control_client]") {
  const test::fake_node node{[](const nlohmann::json&) { return std::vector<std::string>{}; }};
  auto client = control_client::connect(node.socket());
  REQUIRE(client);
  const auto nothing = client->receive(milliseconds{0});
  REQUIRE_FALSE(nothing);
  CHECK(nothing.error().code == errc::timed_out);
}

TEST_CASE("a node that goes away", "[control_client]") {
  const test::fake_node node{[](const nlohmann::json&) {
    return std::vector<std::string>{"last words", "hang up"};
  }};
  auto client = control_client::connect(node.socket());
  REQUIRE(client);
  REQUIRE(client->send("{}"));
  CHECK(*client->receive(patience) == "last words");
  const auto gone = client->receive(patience);
  REQUIRE_FALSE(gone);
  CHECK(gone.error().code == errc::node_unreachable);
}
