// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/sqlite_process.hpp"

#include "tests/support/query_tables.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <limits>
#include <set>
#include <thread>

using namespace plexus;
using namespace plexus::query;
using lines = std::vector<std::string>;

namespace {

constexpr std::uint64_t no_bound = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t bound = 16u << 20;

/// A table of 200 numbers in an engine that has time. The other tests of the program must not feel
/// the bound.
struct bounded {
  bounded() {
    model::batch_builder builder{rows.layout()};
    for (std::int64_t i = 0; i < 200; ++i) {
      builder.begin_row(from_microseconds(i));
      builder.set_integer(0, i);
    }
    rows.show(builder.finish());
    REQUIRE(engine.add_table("w", rows));
  }
  ~bounded() { CHECK(limit_query_memory(no_bound)); }
  bounded(const bounded&) = delete;
  bounded& operator=(const bounded&) = delete;

  static result<lines> run(sql_engine& in, const std::string& sql) {
    auto query = in.prepare(sql, std::vector<table_name>{{"w", "w", {}}});
    if (!query)
      return query.error();
    return rows_of(**query);
  }
  result<lines> run(const std::string& sql) { return run(engine, sql); }

  const system_clock time;
  batch_table rows{layout_of({{"n", model::value_type::int64}})};
  sql_engine engine{time, {seconds{60}, 100'000, 1u << 20}};
};

const std::string greedy = "select a.n from w a, w b order by repeat('x', 20000) || b.n";

} // namespace

TEST_CASE_METHOD(bounded, "a query that would exceed the bound fails and gives back its memory") {
  REQUIRE(limit_query_memory(bound));
  const auto before = query_memory_used();
  for (int again = 0; again < 3; ++again) {
    CHECK(code_of(run(greedy)) == errc::out_of_memory);
    CHECK(query_memory_used() < before + (1u << 20));
  }
  CHECK(*run("select count(*) from w") == lines{"200"});
}

TEST_CASE_METHOD(bounded, "the bound is of all engines together and leaves none broken") {
  REQUIRE(limit_query_memory(bound));
  sql_engine other{time};
  REQUIRE(other.add_table("w", rows));
  // While one query holds most of the memory another fails, and the first goes on.
  auto holding = engine.prepare("select a.n, repeat('x', 20000) || b.n as t from w a, w b where "
                                "a.n < 3 order by t",
                                std::vector<table_name>{{"w", "w", {}}});
  REQUIRE(holding);
  int seen = 0;
  bool was_refused = false;
  const auto done = (*holding)->run([&](const result_row&) {
    if (seen++ == 0)
      was_refused = code_of(run(other, "select n from w, (select 1) order by repeat('x', 60000) "
                                       "|| n")) == errc::out_of_memory;
    return true;
  });
  CHECK(done);
  CHECK(seen == 600);
  CHECK(was_refused);
  CHECK(*run(other, "select count(*) from w") == lines{"200"});
}

TEST_CASE_METHOD(bounded, "what aggregates keep counts") {
  REQUIRE(limit_query_memory(bound));
  for (const auto* sql :
       {"select median(a.n), median(b.n), percentile(c.n, 3) from w a, w b, w c where c.n < 24",
        "select group_concat('' order by repeat('k', 20000) separator '') from w a, w b",
        "select group_concat('' order by a.n separator '') from w a, w b, w c",
        "select count(distinct repeat('x', 20000) || a.n || b.n) from w a, w b",
        "select max(n) from (select a.n, row_number() over (order by repeat('x', 9000)) from w a, "
        "w b)"}) {
    INFO(sql);
    CHECK(code_of(run(sql)) == errc::out_of_memory);
  }
  CHECK(*run("select median(n), group_concat(n order by n desc separator '') from w where n < 3") ==
        lines{"1.0|'210'"});
}

TEST_CASE_METHOD(bounded, "an engine without memory for itself says so and nothing worse") {
  const auto used = query_memory_used();
  REQUIRE(limit_query_memory(used + 1));
  sql_engine starved{time};
  CHECK(code_of(starved.add_table("w", rows)) == errc::out_of_memory);
  CHECK(code_of(starved.prepare("select 1", {})) == errc::out_of_memory);
  CHECK(code_of(starved.translate("select 1", {}, {})) == errc::out_of_memory);
  starved.remove_table("w");
  starved.set_limits({});
  REQUIRE(limit_query_memory(no_bound));
  sql_engine fed{time};
  CHECK(fed.add_table("w", rows));
}

// Wherever the memory ends while an engine is made and used, there is a code and no crash.
TEST_CASE_METHOD(bounded, "memory may end at any place") {
  std::size_t refused = 0;
  bool worked = false;
  std::set<errc> codes;
  for (std::uint64_t more = 1; more < 100'000 && !worked; more += 97) {
    REQUIRE(limit_query_memory(query_memory_used() + more));
    {
      sql_engine tried{time};
      const auto added = tried.add_table("w", rows);
      const auto outcome =
          added ? run(tried, "select count(*), median(n), group_concat(n order by n) from w where "
                             "n < 2 order by repeat('x', 2000)")
                : added.error();
      worked = outcome.has_value();
      if (worked)
        CHECK(*outcome == lines{"2|0.5|'0,1'"});
      else
        codes.insert(outcome.error().code);
      refused += worked ? 0 : 1;
    }
    REQUIRE(limit_query_memory(no_bound));
  }
  CHECK(worked);
  CHECK(refused > 10);
  CHECK(codes.erase(errc::out_of_memory) == 1);
  codes.erase(errc::sql_limit); // SQLite reports a statement too large to be prepared as the same
  CHECK(codes.empty());
}

TEST_CASE_METHOD(bounded, "threads share the bound and give back what they took") {
  REQUIRE(limit_query_memory(bound));
  const auto before = query_memory_used();
  std::atomic<int> refused = 0;
  std::atomic<int> answered = 0;
  {
    std::vector<std::jthread> all;
    for (int i = 0; i < 4; ++i)
      all.emplace_back([&] {
        sql_engine own{time, {seconds{60}, 100'000, 1u << 20}};
        refused += own.add_table("w", rows) && code_of(run(own, greedy)) == errc::out_of_memory;
        const auto counted = run(own, "select count(*) from w");
        answered += counted && *counted == lines{"200"};
      });
  }
  CHECK(refused == 4);
  CHECK(answered == 4);
  CHECK(query_memory_used() < before + (1u << 16));
}

TEST_CASE_METHOD(bounded, "the bound can be raised again") {
  REQUIRE(limit_query_memory(bound));
  const std::string sort = "select a.n from w a, w b where b.n < 10 order by repeat('x', 20000)";
  CHECK(code_of(run(sort)) == errc::out_of_memory);
  REQUIRE(limit_query_memory(64u << 20));
  CHECK(run(sort)->size() == 2'000);
}
