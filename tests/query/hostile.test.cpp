// SPDX-License-Identifier: Apache-2.0
// The queries of hostile.txt against the machine's clock: none runs much longer than its deadline;
// those of hostile_memory.txt against the bound of the process: each fails and nothing else does.
#include "runtime/query/sqlite_process.hpp"
#include "tests/support/query_tables.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace plexus;
using namespace plexus::query;

namespace {

// The deadline is 100 ms. What it may be exceeded by is one call of a function on a long text and,
// in the slowest build, the sanitizers' price for it.
constexpr milliseconds span_max{1'500};

model::batch_ptr hostile_rows(const model::schema_ptr& layout) {
  model::batch_builder rows{layout};
  const std::string text(60'000, 'a');
  for (std::int64_t i = 0; i < 1'000; ++i) {
    rows.begin_row(from_microseconds(i * 1'000));
    rows.set_integer(0, i);
    rows.set_integer(1, i % 10);
    REQUIRE(rows.set_bytes(2, "s" + std::to_string(i)));
    REQUIRE(rows.set_bytes(3, text));
  }
  return rows.finish();
}

std::vector<std::string> queries_of(const char* file) {
  std::ifstream in{std::string{PLEXUS_SOURCE_DIR "/tests/query/"} + file};
  std::vector<std::string> queries;
  for (std::string line; std::getline(in, line);)
    if (!line.empty() && line[0] != '#')
      queries.push_back(line);
  return queries;
}

struct hostile_fixture {
  explicit hostile_fixture(microseconds deadline = milliseconds{100})
      : engine(time, {.deadline = deadline}) {
    rows.show(hostile_rows(rows.layout()));
    REQUIRE(engine.add_table("w", rows));
  }
  /// Whether the engine still works.
  bool lives() {
    auto query = engine.prepare("select count(*) from wrapper", names);
    return query && *rows_of(**query) == std::vector<std::string>{"1000"};
  }

  const system_clock time;
  batch_table rows{layout_of({{"n", model::value_type::int64},
                              {"k", model::value_type::int64},
                              {"s", model::value_type::string},
                              {"long", model::value_type::string}})};
  sql_engine engine;
  std::vector<table_name> names{{"wrapper", "w", {}}};
};

/// Queries over history have more time, so that it is their memory that ends.
struct patient_fixture : hostile_fixture {
  patient_fixture() : hostile_fixture(seconds{60}) {}
};

} // namespace

TEST_CASE_METHOD(hostile_fixture, "no query runs much longer than its deadline") {
  const auto queries = queries_of("hostile.txt");
  REQUIRE(queries.size() >= 50);
  for (const auto& sql : queries) {
    INFO(sql);
    const auto begin = time.monotonic();
    if (auto query = engine.prepare(sql, names)) {
      const auto done = (*query)->run([](const result_row&) { return true; });
      if (!done) {
        INFO(done.error().to_string());
        CHECK(done.error().code != errc::out_of_memory);
      }
    } else {
      CHECK(query.error().code != errc::sql_unknown_column); // a slip in the list
      CHECK(query.error().code != errc::sql_unknown_table);
    }
    const auto span = time.monotonic() - begin;
    INFO(span.count() / 1'000'000 << " ms");
    CHECK(span < span_max);
  }
  CHECK(lives());
}

TEST_CASE_METHOD(patient_fixture, "no query takes the memory of the process") {
  constexpr std::uint64_t bound = 16u << 20;
  REQUIRE(limit_query_memory(bound));
  const auto before = query_memory_used();
  const auto queries = queries_of("hostile_memory.txt");
  REQUIRE(queries.size() >= 10);
  for (const auto& sql : queries) {
    INFO(sql);
    auto query = engine.prepare(sql, names);
    if (!query)
      FAIL(query.error().to_string());
    const auto done = (*query)->run([](const result_row&) { return true; });
    CHECK(code_of(done) == errc::out_of_memory);
    CHECK(query_memory_used() < before + (2u << 20)); // given back, but for the statement
    CHECK(lives());
    CHECK(sql_engine{time}.prepare("select 1", {}));
  }
  CHECK(limit_query_memory(std::uint64_t{1} << 40));
}
