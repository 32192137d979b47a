// SPDX-License-Identifier: Apache-2.0
// What one evaluation costs: the average of windows of 1 to 1000 elements, and the join of two
// windows of 1000 on equal keys; beside SQLite alone on ordinary tables in the same run.
#include "tests/runtime/query/pipeline_fixture.hpp"
#include "tests/support/bare_sqlite.hpp"
#include "tests/support/bench_report.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

using namespace plexus;
using namespace plexus::test;

namespace {

constexpr std::int64_t join_rows = 1'000;
constexpr int repetitions = 5;

/// Seconds of the best of some runs.
double best_seconds(const std::function<void()>& work) {
  double best = 1e9;
  for (int i = 0; i < repetitions; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    best = std::min(best, took.count());
  }
  return best;
}

model::batch_ptr one_row(std::int64_t timed, double value, std::int64_t number) {
  model::batch_builder rows{input_layout()};
  rows.begin_row(timestamp{milliseconds{timed}});
  rows.set_floating(0, value);
  rows.set_integer(1, number);
  return rows.finish();
}

/// A sliding average, an element at a time. Microseconds per element: ours, SQLite's.
void sliding_average(bench::report& report, std::int64_t window) {
  const std::int64_t elements = std::max<std::int64_t>(2'000, 100'000 / window);
  const auto wanted =
      sensor_of({source_of("src",
                           {model::element_count{static_cast<std::uint64_t>(window)},
                            model::element_count{1}},
                           "select avg(v) as v, max(timed) as timed from wrapper")},
                "select * from src", {field_of("v")});
  pipeline_fixture fixture;
  fixture.start(wanted);
  std::int64_t timed = 0;
  for (; timed < window; ++timed)
    fixture.tested->on_elements({0, 0}, one_row(timed + 1, 1, timed));
  const double ours = best_seconds([&] {
    for (std::int64_t i = 0; i < elements; ++i, ++timed) {
      const auto out = fixture.tested->on_elements({0, 0}, one_row(timed + 1, 1, timed));
      PLEXUS_ASSERT(out && out->rows() == 1);
    }
  });
  bench::bare_sqlite bare;
  bare.create_window();
  std::int64_t bare_timed = 1;
  for (; bare_timed <= window; ++bare_timed)
    bare.slide(bare_timed, 1, window);
  const double theirs = best_seconds([&] {
    for (std::int64_t i = 0; i < elements; ++i, ++bare_timed)
      PLEXUS_ASSERT(bare.slide(bare_timed, 1, window) == 1);
  });
  const auto per_element = 1e6 / static_cast<double>(elements);
  report.add("average_microseconds, window of " + std::to_string(window), ours * per_element, "us",
             theirs * per_element);
}

/// Two windows of 1000 rows each, every key once in each: milliseconds of one evaluation, which
/// includes the element that triggers it.
void equal_key_join(bench::report& report) {
  const model::window_spec window{model::element_count{join_rows}, model::element_count{1}};
  auto quiet = source_of("b", window);
  const auto wanted = sensor_of({source_of("a", window), quiet},
                                "select count(*) as n, sum(a.v + b.v) as v, max(a.timed) as timed "
                                "from a, b where a.n = b.n",
                                {field_of("n", model::value_type::int64), field_of("v")});
  pipeline_fixture fixture;
  fixture.start(wanted);
  std::int64_t timed = 0;
  model::batch_builder rows{input_layout()};
  for (std::size_t source = 0; source < 2; ++source) {
    for (std::int64_t i = 0; i < join_rows; ++i) {
      rows.begin_row(timestamp{milliseconds{++timed}});
      rows.set_floating(0, 1);
      rows.set_integer(1, (i * 7) % join_rows); // not in order of the keys
    }
    fixture.tested->on_elements({0, source}, rows.finish());
  }
  std::int64_t next = 0; // the key that leaves the window comes back
  const double ours = best_seconds([&] {
    const auto out = fixture.tested->on_elements({0, 0}, one_row(++timed, 1, next));
    next = (next + 7) % join_rows;
    PLEXUS_ASSERT(out && out->rows() == 1 && out->integer(0, 0) == join_rows);
  });
  bench::bare_sqlite bare;
  bare.execute("create table a(timed integer, v real, n integer);"
               "create table b(timed integer, v real, n integer);"
               "with recursive c(i) as (select 0 union all select i + 1 from c where i < 999) "
               "insert into a select i, 1, (i * 7) % 1000 from c;"
               "insert into b select timed, v, n from a");
  const double theirs = best_seconds([&] {
    PLEXUS_ASSERT(bare.number("select count(*), sum(a.v + b.v), max(a.timed) from a, b "
                              "where a.n = b.n") == join_rows);
  });
  report.add("join_milliseconds, 1000 x 1000", ours * 1e3, "ms", theirs * 1e3);
}

} // namespace

int main(int argc, char** argv) {
  bench::report report{"query", argc, argv};
  for (const std::int64_t window : {1, 10, 100, 1'000})
    sliding_average(report, window);
  equal_key_join(report);
  return 0;
}
