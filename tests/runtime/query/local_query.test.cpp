// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/local_query.hpp"

#include "tests/support/query_tables.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::query;

namespace {

local_query parsed(std::string_view sql) {
  auto made = parse_local_query(sql);
  if (!made)
    FAIL(made.error().to_string());
  return *made;
}
std::vector<std::string> columns_of(const std::string& sql) {
  std::vector<std::string> all;
  for (const auto& [field, name] : parsed(sql).columns)
    all.push_back(field + ">" + name);
  return all;
}
using texts = std::vector<std::string>;

} // namespace

TEST_CASE("everything of a virtual sensor needs no query", "[local_query]") {
  for (const auto* sql :
       {"SELECT * FROM Room", "select r.* from \"ROOM\" as r;", "select timed, *\nfrom room"}) {
    const auto made = parsed(sql);
    CHECK(made.publisher == "room");
    CHECK(made.columns.empty());
    CHECK(made.sql.empty());
  }
}

TEST_CASE("fields may be picked and renamed", "[local_query]") {
  CHECK(columns_of("select A, room.b, c as D, e f, timed from room") ==
        texts{"a>a", "b>b", "c>d", "e>f"});
  CHECK(parsed("select a from room").sql.empty());
}

TEST_CASE("a condition is kept as written", "[local_query]") {
  const auto made = parsed("select a from Room r where r.b > 'X;' ; ");
  CHECK(made.publisher == "room");
  CHECK(made.sql == "SELECT timed, * from Room r where r.b > 'X;'");
}

TEST_CASE("what needs more than one element is refused", "[local_query]") {
  for (const auto* sql :
       {"select", "select * from", "select 1 from room", "select avg(a) from room",
        "select a + 1 as b from room", "select timed as t from room", "select *, a from room",
        "select * from room, yard", "select * from room where", "select * from room order by a",
        "select * from room where a > 1 group by b", "select * from room where a > 1 limit 3",
        "select * from room where a = (select max(a) from room)", "delete from room",
        "select a as from room", "select * from room where a; select 1"})
    CHECK(code_of(parse_local_query(sql)) == errc::sql_refused);
  CHECK(code_of(parse_local_query("select 'a from room")) == errc::sql_syntax);
}

TEST_CASE("the layout is the virtual sensor's, picked and renamed", "[local_query]") {
  const auto all = layout_of({{"a", model::value_type::int32}, {"b", model::value_type::string}});
  CHECK(*parsed("select * from room").layout_of(all) == all);
  const auto some = *parsed("select b as text, a from room").layout_of(all);
  REQUIRE(some->size() == 2);
  CHECK((*some)[0].name == "text");
  CHECK((*some)[0].type == model::value_type::string);
  CHECK((*some)[1].type == model::value_type::int32);
  CHECK(code_of(parsed("select c from room").layout_of(all)) == errc::unknown_field);
  CHECK(code_of(parsed("select a, b as a from room").layout_of(all)) != errc{});
}
