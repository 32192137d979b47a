// SPDX-License-Identifier: Apache-2.0
#include "runtime/codec/json_codec.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace plexus;
using namespace plexus::codec;
using model::request;

namespace {

void check_reads_back(const request& written) {
  const auto text = to_json(written);
  INFO(text);
  const auto read = request_from_json(text);
  REQUIRE(read);
  CHECK(*read == written);
}

error read_error(const std::string& text) {
  INFO(text.substr(0, 200));
  const auto outcome = request_from_json(text);
  REQUIRE_FALSE(outcome);
  return outcome.error();
}

} // namespace

TEST_CASE("a request reads back from its JSON") {
  check_reads_back(request{});
  request all;
  all.source = "room \"1\"";
  all.fields = {"a", "b"};
  all.filter = "a > 1";
  all.covers = model::coverage::history_then_live;
  all.from = from_microseconds(-5);
  all.to = from_microseconds(std::numeric_limits<std::int64_t>::max());
  all.limit = std::numeric_limits<std::uint64_t>::max();
  all.every = microseconds{1'500'001};
  all.change_field = "a";
  all.minimum_change = 0.1;
  all.batch_rows = 7;
  all.batch_linger = seconds{90};
  all.queue_rows_max = std::numeric_limits<std::uint32_t>::max();
  all.overflow = model::overflow_policy::buffer;
  all.mode = model::delivery::pull;
  all.expires_after = seconds{3600};
  check_reads_back(all);
  request by_sql;
  by_sql.sql = "select * from room";
  by_sql.covers = model::coverage::history;
  by_sql.overflow = model::overflow_policy::latest;
  check_reads_back(by_sql);
}

TEST_CASE("a member of the wrong kind is refused by its name") {
  for (const auto* key : {"sql", "source", "fields", "filter", "covers", "from", "to", "limit",
                          "every", "change_field", "minimum_change", "batch_rows", "batch_linger",
                          "queue_rows_max", "overflow", "mode", "expires_after"})
    for (const auto* content : {"null", "true", "{}", "[1]"}) {
      const auto failure = read_error(std::string{"{\""} + key + "\":" + content + "}");
      CHECK(failure.code == errc::invalid_request);
      CHECK(failure.where == key);
    }
}

TEST_CASE("unknown members and words are refused") {
  CHECK(read_error(R"({"souce":"room"})").where == "souce");
  CHECK(read_error(R"({"overflow":"explode"})").code == errc::invalid_request);
  CHECK(read_error(R"({"covers":"future"})").code == errc::invalid_request);
  CHECK(read_error(R"({"mode":"shove"})").code == errc::invalid_request);
  CHECK(read_error(R"({"every":"soon"})").code == errc::invalid_duration);
  CHECK(read_error(R"({"every":"-1s"})").code == errc::invalid_duration);
}

TEST_CASE("numbers out of range are refused, not wrapped") {
  for (const auto* text :
       {R"({"batch_rows":4294967296})", R"({"batch_rows":-1})", R"({"batch_rows":1.5})",
        R"({"limit":-1})", R"({"limit":1e30})", R"({"from":9223372036854775808})",
        R"({"to":18446744073709551615})", R"({"from":1.5})"})
    CHECK(read_error(text).code == errc::invalid_request);
}

TEST_CASE("what is no request is refused") {
  for (const auto* text : {"", "[]", "\"select 1\"", "{", "{\"limit\":1e999}"})
    CHECK(read_error(text).code == errc::malformed_json);
  CHECK(read_error("{\"fields\":" + std::string(200'000, '[')).code == errc::limit_exceeded);
}
