// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/functions/aggregate_functions.hpp"

#include "tests/runtime/query/functions/function_fixture.hpp"

#include <cmath>

using namespace plexus;
using namespace plexus::query;

namespace {

struct aggregates : function_fixture {
  aggregates() {
    rows.add(1'000, {2.0, std::int64_t{6}, std::string{"b"}});
    rows.add(2'000, {std::monostate{}, std::int64_t{3}, std::string{"a"}});
    rows.add(3'000, {4.0, std::monostate{}, std::monostate{}});
    rows.add(4'000, {9.0, std::int64_t{7}, std::string{"b"}});
  }
  /// `select expressions from w more` as one line.
  std::string of(const std::string& expressions, const std::string& more = {}) {
    const auto found = all("select " + expressions + " from w " + more);
    REQUIRE(found.size() == 1);
    return found.front();
  }
};

} // namespace

TEST_CASE_METHOD(aggregates, "spread of a sample and of a population, nulls skipped") {
  // Of 2, 4, 9: mean 5, squares 9 + 1 + 16 = 26.
  CHECK(of("variance(v), var_samp(v)") == "13.0|13.0");
  CHECK(of("abs(var_pop(v) - 26.0 / 3) < 1e-12, abs(stddev_pop(v) - sqrt(26.0 / 3)) < 1e-12") ==
        "1|1");
  CHECK(of("stddev(v) = sqrt(13.0), stddev_samp(v) = stddev(v), std(v) = stddev_pop(v)") ==
        "1|1|1");
  CHECK(of("stddev(v), variance(v), std(v), var_pop(v)", "where v = 2") == "null|null|0.0|0.0");
  CHECK(of("stddev(v), std(v)", "where v is null") == "null|null");
  CHECK(of("std(v)", "where v > 99") == "null");
}

TEST_CASE_METHOD(aggregates, "a small spread of large values is not lost") {
  rows.clear();
  for (int i = 0; i < 1'000; ++i)
    rows.add(i, {1e9 + i % 2, std::int64_t{0}, std::string{}});
  CHECK(of("var_pop(v)") == "0.25");
}

TEST_CASE_METHOD(aggregates, "MEDIAN and PERCENTILE lie between values in proportion") {
  CHECK(of("median(v), median(n), median(s)") == "4.0|6.0|0.0");
  CHECK(of("median(v)", "where v < 9") == "3.0");
  CHECK(of("percentile(v, 0), percentile(v, 25), percentile(v, 50), percentile(v, 100)") ==
        "2.0|3.0|4.0|9.0");
  CHECK(of("percentile(v, 90), median(v)", "where v = 9") == "9.0|9.0");
  CHECK(of("median(v), percentile(v, 10), percentile(v, null)", "where v is null") ==
        "null|null|null");
  CHECK(code("percentile(v, -1) from w") == errc::sql_failed);
  CHECK(code("percentile(v, 100.5) from w") == errc::sql_failed);
}

TEST_CASE_METHOD(aggregates, "FIRST and LAST as rows come and by a key") {
  CHECK(of("first(v), last(v), any_value(s)") == "2.0|9.0|'b'");
  CHECK(of("first(v, n), last(v, n)") == "null|9.0"); // the row with the least n has no v
  CHECK(of("first(s, -timed), last(s, -timed)") == "'b'|'b'");
  CHECK(of("first(n, 1), last(n, 1)") == "6|7"); // equal keys: as rows come
  CHECK(of("first(v, null), last(v, null)") == "null|null");
  CHECK(of("first(v), last(s)", "where v > 99") == "null|null");
  CHECK(of("first(s) || last(s)", "where timed in (2, 4)") == "'ab'");
}

TEST_CASE_METHOD(aggregates, "bits of all rows; of none there are none") {
  CHECK(of("bit_and(n), bit_or(n), bit_xor(n)") == "2|7|2"); // 110, 011, 111
  CHECK(of("bit_and(n)", "where n = 3") == "3");
  CHECK(of("bit_and(n), bit_or(n), bit_xor(n)", "where n > 99") == "null|null|null");
}

TEST_CASE_METHOD(aggregates, "EVERY and ANY skip what is unknown") {
  CHECK(of("every(v > 1), bool_and(v > 2), any(v > 8), some(v > 9), bool_or(n = 3)") ==
        "1|0|1|0|1");
  CHECK(of("every(v > 1), any(v > 1)", "where v is null") == "null|null");
}

TEST_CASE_METHOD(aggregates, "the strict average of integers is an integer") {
  CHECK(of("avg_strict(n), avg_strict(-n), avg_strict(v)") == "5|-5|5.0");
  CHECK(of("avg_strict(n)", "where n > 99") == "null");
  CHECK(of("avg_strict(column1)", ", (values (1), (2.0))") == "1.5");
  CHECK(code("avg_strict(9223372036854775807) from w") == errc::sql_failed);
}

TEST_CASE_METHOD(aggregates, "GROUP_CONCAT in an order of its own") {
  CHECK(of("group_concat(s order by timed desc separator '/')") == "'b/a/b'");
  CHECK(of("group_concat(distinct s order by s)") == "'a,b'");
  CHECK(of("group_concat(s order by n)") == "'a,b,b'");
  CHECK(of("group_concat(n order by v desc separator '')") == "'763'"); // null is least
  CHECK(of("group_concat(s order by n)", "where s is null") == "null");
  CHECK(code("group_concat(repeat('x', 40000) order by n) from w") == errc::sql_limit);
}

TEST_CASE_METHOD(aggregates, "groups do not touch one another") {
  CHECK(all("select s, median(n), group_concat(n order by n), bit_or(n), first(v) from w "
            "group by s order by s") ==
        lines{"null|null|null|null|4.0", "'a'|3.0|'3'|3|null", "'b'|6.5|'6,7'|7|2.0"});
}

TEST_CASE_METHOD(aggregates, "no aggregate of ours is a window function") {
  for (const auto* each : {"stddev(v)", "median(v)", "first(v)", "bit_or(n)", "every(v)"}) {
    INFO(each);
    CHECK(code(std::string{each} + " over () from w") == errc::sql_syntax);
  }
}

// What a group holds goes with its statement; leaks and double frees are the sanitizers' to see.
TEST_CASE_METHOD(aggregates, "a statement that ends early leaves nothing") {
  auto query = engine.prepare("select first(s), median(n), group_concat(s order by n) from w "
                              "group by timed",
                              names);
  REQUIRE(query);
  int seen = 0;
  CHECK((*query)->run([&seen](const result_row&) { return ++seen < 2; }));
  CHECK(seen == 2);
  rows.break_after(2);
  CHECK(code("first(s), median(n), group_concat(s order by n) from w") == errc::chunk_damaged);
}
