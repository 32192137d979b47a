// SPDX-License-Identifier: Apache-2.0
// SQL functions called one at a time, with the values written as SQL. Only for the tests of this
// folder.
#pragma once

#include "tests/support/query_tables.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace plexus::query {

/// It is 2026-03-01 10:00:00 UTC, a Sunday. Table w has v (double), n (int64) and s (string).
struct function_fixture {
  using lines = std::vector<std::string>;

  function_fixture() { REQUIRE(engine.add_table("w", rows)); }

  result<lines> run(const std::string& sql) {
    auto query = engine.prepare(sql, names);
    if (!query)
      return query.error();
    return rows_of(**query);
  }
  /// The rows of a query over w, each "a|b".
  lines all(const std::string& sql) {
    auto found = run(sql);
    if (!found)
      FAIL(sql << ": " << found.error().to_string());
    return *found;
  }
  /// `select expressions` as "a|b".
  std::string value(const std::string& expressions) {
    const auto found = all("select " + expressions);
    REQUIRE(found.size() == 1);
    return found.front();
  }
  /// The code with which expressions are refused or fail; errc{} when they do not.
  errc code(const std::string& expressions) { return code_of(run("select " + expressions)); }

  manual_clock time{from_microseconds(1'772'359'200'000'000)};
  fleeting_table rows{layout_of({{"v", model::value_type::float64},
                                 {"n", model::value_type::int64},
                                 {"s", model::value_type::string}})};
  sql_engine engine{time};
  std::vector<table_name> names{{"w", "w", {}}};
};

} // namespace plexus::query
