// SPDX-License-Identifier: Apache-2.0
// Elements per second through one virtual sensor's pipeline, beside SQLite alone doing the same
// average over an in-memory table, an element at a time. One thread, no mailbox, no storage.
#include "tests/runtime/query/pipeline_fixture.hpp"
#include "tests/support/bare_sqlite.hpp"
#include "tests/support/bench_report.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>

using namespace plexus;
using namespace plexus::test;

namespace {

constexpr std::int64_t elements = 400'000;
constexpr std::int64_t window_rows = 10;
constexpr int repetitions = 5;

/// The best of some runs, in elements per second: other work on the machine only makes it slower.
template <class Run>
double best_rate(Run run) {
  double best = 0;
  for (int i = 0; i < repetitions; ++i) {
    const auto start = std::chrono::steady_clock::now();
    run();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    best = std::max(best, static_cast<double>(elements) / took.count());
  }
  return best;
}

void require(bool kept) {
  if (!kept) {
    std::fprintf(stderr, "the bench does not do what it says\n");
    std::exit(1);
  }
}

/// Builds batches of `rows` elements and sends them to source 0.
void feed(pipeline_fixture& fixture, std::int64_t rows) {
  model::batch_builder batch{input_layout()};
  for (std::int64_t timed = 1; timed <= elements;) {
    for (std::int64_t i = 0; i < rows && timed <= elements; ++i, ++timed) {
      batch.begin_row(timestamp{milliseconds{timed}});
      batch.set_floating(0, static_cast<double>(timed % 100));
      batch.set_integer(1, timed);
    }
    const auto out = fixture.tested->on_elements({0, 0}, batch.finish());
    require(out && out->rows() > 0);
  }
}

double pipeline_rate(const model::virtual_sensor_descriptor& wanted, std::int64_t rows) {
  return best_rate([&] {
    pipeline_fixture fixture;
    fixture.start(wanted);
    for (std::size_t i = 1; i < wanted.streams[0].sources.size(); ++i)
      fixture.put({{1, 1, 1}}, i);
    feed(fixture, rows);
    require(fixture.tested->counters().published == static_cast<std::uint64_t>(elements));
  });
}

/// The baseline: rows in an ordinary in-memory table, statements prepared once.
double sqlite_rate() {
  bench::bare_sqlite bare;
  bare.create_window();
  return best_rate([&] {
    bare.clear_window();
    for (std::int64_t timed = 1; timed <= elements; ++timed)
      require(bare.slide(timed, static_cast<double>(timed % 100), window_rows) >= 0);
  });
}

} // namespace

int main(int argc, char** argv) {
  bench::report report{"pipeline_core", argc, argv};
  const auto baseline = sqlite_rate();
  const auto average =
      sensor_of({source_of("src", {model::element_count{window_rows}, model::element_count{1}},
                           "select avg(v) as v, max(timed) as timed from wrapper")},
                "select * from src", {field_of("v")});
  report.add("average of 10, batches of 1", pipeline_rate(average, 1), "elements/s", baseline);
  report.add("average of 10, batches of 256", pipeline_rate(average, 256), "elements/s", baseline);

  const std::vector<model::field> output{field_of("v"), field_of("n", model::value_type::int64)};
  const auto pass = sensor_of({source_of("src")}, "select * from src", output);
  report.add("select *, batches of 1", pipeline_rate(pass, 1), "elements/s");
  report.add("select *, batches of 256", pipeline_rate(pass, 256), "elements/s");
  const auto join = sensor_of({source_of("a"), source_of("b"), source_of("c")},
                              "select a.v, b.n, a.timed from a, b, c", output);
  report.add("join of three, batches of 256", pipeline_rate(join, 256), "elements/s");
  return 0;
}
