// SPDX-License-Identifier: Apache-2.0
// The queries of hostile.txt against the machine's clock: none runs much longer than its deadline.
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

std::vector<std::string> hostile_queries() {
  std::ifstream in{PLEXUS_SOURCE_DIR "/tests/query/hostile.txt"};
  std::vector<std::string> queries;
  for (std::string line; std::getline(in, line);)
    if (!line.empty() && line[0] != '#')
      queries.push_back(line);
  return queries;
}

} // namespace

TEST_CASE("no query runs much longer than its deadline") {
  const system_clock time;
  const auto layout = layout_of({{"n", model::value_type::int64},
                                 {"k", model::value_type::int64},
                                 {"s", model::value_type::string},
                                 {"long", model::value_type::string}});
  batch_table rows{layout};
  rows.show(hostile_rows(layout));
  sql_engine engine{time};
  REQUIRE(engine.add_table("w", rows));
  const std::vector<table_name> names{{"wrapper", "w", {}}};

  const auto queries = hostile_queries();
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
  // The engine still works.
  auto query = engine.prepare("select count(*) from wrapper", names);
  REQUIRE(query);
  CHECK(*rows_of(**query) == std::vector<std::string>{"1000"});
}
