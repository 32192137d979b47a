// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/stream_query.hpp"

#include "runtime/query/window.hpp"
#include "tests/runtime/query/pipeline_fixture.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::query;
using namespace plexus::test;

TEST_CASE("which source queries keep every row of their table") {
  CHECK(keeps_every_row("select * from wrapper"));
  CHECK(keeps_every_row("SELECT avg(v) AS wherever FROM WRAPPER"));
  CHECK(keeps_every_row("select 'where' as s, \"limit\" from wrapper"));
  CHECK_FALSE(keeps_every_row("select * from wrapper WHERE v > 1"));
  CHECK_FALSE(keeps_every_row("select v from wrapper limit 0"));
  CHECK_FALSE(keeps_every_row("select max(v) from wrapper having max(v) > 3"));
  CHECK_FALSE(keeps_every_row("select n, max(v) from wrapper group by n having max(v) > 3"));
  CHECK_FALSE(keeps_every_row("select * from wrapper a join wrapper b on a.v = b.n"));
  CHECK_FALSE(keeps_every_row("select v from (select v from wrapper)"));
  CHECK_FALSE(keeps_every_row("select v from wrapper -- where"));
}

namespace {

/// A stream over one source without rows.
struct stream_fixture {
  manual_clock time;
  sql_engine engine{time};
  window rows{input_layout(), 1};

  result<std::unique_ptr<stream_query>> make(const model::stream& wanted) {
    return stream_query::make(wanted, {{"w", &rows}}, engine, model::compatibility::intended,
                              *model::schema::empty());
  }
  stream_fixture() { REQUIRE(engine.add_table("w", rows)); }
  ~stream_fixture() { engine.remove_table("w"); }
};

model::stream stream_of(std::string source_query, std::string query = "select * from a") {
  model::stream made;
  made.name = "input";
  made.query = std::move(query);
  made.sources.push_back(source_of("a", {}, std::move(source_query)));
  return made;
}

} // namespace

TEST_CASE_METHOD(stream_fixture, "an aggregate has a row over nothing, a projection has none") {
  const auto plain = make(stream_of("")).value();
  CHECK_FALSE(plain->view_has_rows(0, false).value());
  CHECK(plain->view_has_rows(0, true).value());
  const auto aggregate = make(stream_of("select count(*) as n from wrapper")).value();
  CHECK(aggregate->view_has_rows(0, false).value());
  const auto filtered = make(stream_of("select * from wrapper where v > 1")).value();
  CHECK_FALSE(filtered->view_has_rows(0, true).value()); // asked, not guessed
}

TEST_CASE_METHOD(stream_fixture, "the rate counts from the last attempt") {
  auto wanted = stream_of("");
  wanted.rate = seconds{1};
  const auto query = make(wanted).value();
  evaluation_history past;
  CHECK(query->may_evaluate(past, time));
  time.advance(milliseconds{999});
  CHECK_FALSE(query->may_evaluate(past, time));
  time.advance(milliseconds{1});
  CHECK(query->may_evaluate(past, time));
}

TEST_CASE_METHOD(stream_fixture, "the count is of evaluations with rows") {
  auto wanted = stream_of("");
  wanted.count = 2;
  const auto query = make(wanted).value();
  evaluation_history past;
  CHECK(query->may_evaluate(past, time));
  past.with_rows = 2;
  CHECK_FALSE(query->may_evaluate(past, time));
}

TEST_CASE_METHOD(stream_fixture, "errors name the query's place") {
  auto wanted = stream_of("select none_such from wrapper");
  wanted.sources[0].position = {"room.toml", 12};
  const auto failure = make(wanted).error();
  CHECK(failure.code == errc::sql_unknown_column);
  CHECK(failure.where.find("room.toml:12") == 0);
}
