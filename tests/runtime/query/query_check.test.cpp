// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/query_check.hpp"

#include <catch2/catch.hpp>

#include <utility>

using namespace plexus;
using namespace plexus::query;

namespace {

/// A virtual sensor of one stream: the stream's query, then alias and query of its sources.
model::virtual_sensor_descriptor
sensor(const std::string& stream_sql,
       const std::vector<std::pair<std::string, std::string>>& sources) {
  model::virtual_sensor_descriptor made;
  made.name = "v";
  auto& stream = made.streams.emplace_back();
  stream.name = "main";
  stream.query = stream_sql;
  stream.position = {"v.toml", 1};
  for (const auto& [alias, sql] : sources) {
    auto& source = stream.sources.emplace_back();
    source.alias = alias;
    source.query = sql;
    source.position = {"v.toml", static_cast<std::uint32_t>(stream.sources.size() * 10)};
  }
  return made;
}

/// Line and code of the only problem; 0 when there is none.
std::pair<std::uint32_t, errc> found(const model::virtual_sensor_descriptor& wanted) {
  const auto problems = check_queries(wanted);
  if (problems.empty())
    return {0, errc{}};
  CHECK(problems.size() == 1);
  CHECK(problems.front().position.file == "v.toml");
  return {problems.front().position.line, problems.front().why.code};
}
std::pair<std::uint32_t, errc> of_source(const std::string& sql) {
  return found(sensor("select * from s", {{"s", sql}}));
}

constexpr std::pair<std::uint32_t, errc> nothing{0, errc{}};
using problem = std::pair<std::uint32_t, errc>;

} // namespace

TEST_CASE("columns that a wrapper may have are no problem", "[query_check]") {
  CHECK(of_source("") == nothing);
  CHECK(of_source("select avg(a) as a, max(b + c) as b, timed from wrapper where d > 1") ==
        nothing);
  CHECK(of_source("select w.a, \"b\" from Wrapper w group by c having count(*) > 2") == nothing);
  CHECK(of_source("select casewhen(a > 1, b, c) as x from wrapper") == nothing);
  CHECK(found(sensor("select x.a, y.b, c, y.timed from x, y where x.d = y.d",
                     {{"x", ""}, {"y", ""}})) == nothing);
}

TEST_CASE("what no source can mend is a problem at the source", "[query_check]") {
  CHECK(of_source("drop table x") == problem{10, errc::sql_refused});
  CHECK(of_source("select a from wrapper; select 1") == problem{10, errc::sql_refused});
  CHECK(of_source("selec a from wrapper") == problem{10, errc::sql_syntax});
  CHECK(of_source("select a, middle(b) as m from wrapper") ==
        problem{10, errc::sql_unknown_function});
  CHECK(of_source("select a from other") == problem{10, errc::sql_unknown_table});
  CHECK(of_source("select q.a from wrapper w") == problem{10, errc::sql_unknown_column});
}

TEST_CASE("the stream knows the columns that its sources select", "[query_check]") {
  const auto stream = [](const std::string& sql) {
    return found(sensor(sql, {{"x", "select a, timed from wrapper"}}));
  };
  CHECK(stream("select a from x") == nothing);
  CHECK(stream("select b from x") == problem{1, errc::sql_unknown_column});
  CHECK(stream("select a from y") == problem{1, errc::sql_unknown_table});
  CHECK(stream("select a from x where") == problem{1, errc::sql_syntax});
}

TEST_CASE("an ambiguity is a problem only where it is certain", "[query_check]") {
  // `v` may be y's alone.
  CHECK(found(sensor("select v, x.timed from x, y where y.v > 1", {{"x", ""}, {"y", ""}})) ==
        nothing);
  CHECK(found(sensor("select timed from x, y", {{"x", ""}, {"y", ""}})) ==
        problem{1, errc::sql_unknown_column});
}

TEST_CASE("the query of a local address is read too", "[query_check]") {
  auto wanted = sensor("select * from s", {{"s", ""}});
  auto& address = wanted.streams[0].sources[0].alternatives.emplace_back();
  address.wrapper = "local";
  address.position = {"v.toml", 12};
  address.predicates = {{"query", "select a from room where b > 1"}};
  CHECK(found(wanted) == nothing);
  address.predicates = {{"query", "select avg(a) from room"}};
  CHECK(found(wanted) == problem{12, errc::sql_refused});
}

TEST_CASE("every stream has its own problem", "[query_check]") {
  auto two = sensor("select 1 as a from nobody", {{"x", "select a from wrapper"}});
  two.streams.push_back(two.streams.front());
  CHECK(check_queries(two).size() == 2);
}
