// SPDX-License-Identifier: Apache-2.0
// Elements per second through one virtual sensor's pipeline, beside SQLite alone doing the same
// average over an in-memory table. One thread, no mailbox, no storage.
#include "tests/runtime/query/pipeline_fixture.hpp"

#include <sqlite3.h>

#include <benchmark/benchmark.h>
#include <cstdint>

using namespace plexus;
using namespace plexus::test;

namespace {

constexpr std::int64_t window_rows = 10;

void run(benchmark::State& state, const model::virtual_sensor_descriptor& wanted) {
  pipeline_fixture fixture;
  fixture.start(wanted);
  const auto rows = static_cast<std::size_t>(state.range(0));
  const auto layout = input_layout();
  std::int64_t timed = 0;
  for (auto _ : state) {
    model::batch_builder batch{layout};
    for (std::size_t i = 0; i < rows; ++i) {
      batch.begin_row(timestamp{milliseconds{++timed}});
      batch.set_floating(0, static_cast<double>(timed % 100));
      batch.set_integer(1, timed);
    }
    benchmark::DoNotOptimize(fixture.tested->on_elements({0, 0}, batch.finish()));
  }
  const auto counters = fixture.tested->counters();
  if (counters.published != static_cast<std::uint64_t>(timed))
    state.SkipWithError("not every element was published");
  state.SetItemsProcessed(timed);
}

void average_of_ten(benchmark::State& state) {
  run(state,
      sensor_of({source_of("src", {model::element_count{window_rows}, model::element_count{1}},
                           "select avg(v) as v, max(timed) as timed from wrapper")},
                "select * from src", {field_of("v")}));
}
BENCHMARK(average_of_ten)->Arg(1)->Arg(256);

void pass_through(benchmark::State& state) {
  run(state, sensor_of({source_of("src")}, "select * from src",
                       {field_of("v"), field_of("n", model::value_type::int64)}));
}
BENCHMARK(pass_through)->Arg(1)->Arg(256);

void join_of_two(benchmark::State& state) {
  auto wanted =
      sensor_of({source_of("a"), source_of("b")}, "select a.v as v, b.n as n, a.timed from a, b",
                {field_of("v"), field_of("n", model::value_type::int64)});
  pipeline_fixture fixture;
  fixture.start(wanted);
  fixture.put({{1, 1, 1}}, 1);
  std::int64_t timed = 0;
  for (auto _ : state) {
    model::batch_builder batch{input_layout()};
    for (std::int64_t i = 0; i < state.range(0); ++i)
      batch.begin_row(timestamp{milliseconds{++timed}});
    benchmark::DoNotOptimize(fixture.tested->on_elements({0, 0}, batch.finish()));
  }
  state.SetItemsProcessed(timed);
}
BENCHMARK(join_of_two)->Arg(256);

/// The baseline: rows in an ordinary in-memory table, statements prepared once.
void sqlite_alone(benchmark::State& state) {
  sqlite3* db = nullptr;
  sqlite3_open(":memory:", &db);
  sqlite3_exec(db, "create table w(timed integer primary key, v real, n integer)", nullptr, nullptr,
               nullptr);
  sqlite3_stmt* insert = nullptr;
  sqlite3_stmt* remove = nullptr;
  sqlite3_stmt* average = nullptr;
  sqlite3_prepare_v2(db, "insert into w values(?, ?, ?)", -1, &insert, nullptr);
  sqlite3_prepare_v2(db, "delete from w where timed <= ?", -1, &remove, nullptr);
  sqlite3_prepare_v2(db, "select avg(v), max(timed) from w", -1, &average, nullptr);
  std::int64_t timed = 0;
  for (auto _ : state) {
    ++timed;
    sqlite3_bind_int64(insert, 1, timed);
    sqlite3_bind_double(insert, 2, static_cast<double>(timed % 100));
    sqlite3_bind_int64(insert, 3, timed);
    sqlite3_step(insert);
    sqlite3_reset(insert);
    sqlite3_bind_int64(remove, 1, timed - window_rows);
    sqlite3_step(remove);
    sqlite3_reset(remove);
    sqlite3_step(average);
    benchmark::DoNotOptimize(sqlite3_column_double(average, 0));
    sqlite3_reset(average);
  }
  state.SetItemsProcessed(timed);
  sqlite3_finalize(insert);
  sqlite3_finalize(remove);
  sqlite3_finalize(average);
  sqlite3_close(db);
}
BENCHMARK(sqlite_alone);

} // namespace

BENCHMARK_MAIN();
