// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/chunk_cutter.hpp"

#include "runtime/base/rng.hpp"
#include "tests/runtime/storage/store_fixture.hpp"

using namespace plexus;
using namespace plexus::test;
using storage::make_run;

namespace {

std::vector<storage::element_run> noisy_runs(std::size_t count, std::size_t rows) {
  rng random{1};
  std::vector<storage::element_run> runs;
  storage::sequence next = 1;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<reading> readings;
    for (std::size_t row = 0; row < rows; ++row)
      readings.push_back({static_cast<std::int64_t>(next + row) * 1'000'000,
                          random.between(0, i % 2 == 0 ? 100 : 1'000'000'000)});
    runs.push_back(make_run(next, batch_of(readings), 0, static_cast<std::uint32_t>(rows)));
    next += rows;
  }
  return runs;
}

} // namespace

TEST_CASE("chunks are nearly full and never too large") {
  const storage::chunk_cutter cutter{1000};
  const codec::chunk_codec codec{number_layout()};
  auto runs = noisy_runs(20, 300);
  double row_bytes = 0;
  std::size_t chunks = 0;
  std::size_t bytes = 0;
  storage::sequence next = 1;
  while (auto chunk = cutter.cut(codec, runs, false, row_bytes)) {
    CHECK(chunk->entry.first == next);
    CHECK(chunk->bytes.size() <= 1000);
    bytes += chunk->bytes.size();
    CHECK(chunk->entry.bytes == chunk->bytes.size());
    next = chunk->entry.last() + 1;
    ++chunks;
    std::erase_if(runs, [&](const auto& run) { return run.last() < next; });
    if (!runs.empty() && runs.front().first < next)
      runs.front() =
          make_run(next, runs.front().block, static_cast<std::uint32_t>((next - 1) % 300), 300);
  }
  CHECK(chunks > 10);
  CHECK(bytes / chunks > 850); // one wide element may widen a column, so not each is full
  CHECK(next > 5500);          // what is left fills no chunk
}

TEST_CASE("a short chunk is cut when asked for, or before a gap") {
  const storage::chunk_cutter cutter{4000};
  const codec::chunk_codec codec{number_layout()};
  double row_bytes = 4;
  std::vector<storage::element_run> runs{make_run(1, seconds_from(0, 10), 0, 10)};
  CHECK_FALSE(cutter.cut(codec, runs, false, row_bytes));
  CHECK(cutter.cut(codec, runs, true, row_bytes)->entry.rows == 10);
  runs.push_back(make_run(20, seconds_from(20, 5000), 0, 5000));
  CHECK(cutter.cut(codec, runs, true, row_bytes)->entry.rows == 10);
  CHECK_FALSE(cutter.cut(codec, {}, true, row_bytes));
}

TEST_CASE("an element larger than a chunk gets one of its own") {
  const auto layout =
      model::schema::make({{"s", model::value_type::string, {}, {}, {}, {}, 0}}).value();
  const storage::chunk_cutter cutter{500};
  const codec::chunk_codec codec{layout};
  model::batch_builder builder{layout};
  for (int i = 0; i < 5; ++i) {
    builder.begin_row(from_microseconds(i));
    std::string text;
    for (int n = 0; n < 400; ++n)
      text += std::to_string(n * 7919 + i);
    REQUIRE(builder.set_bytes(0, text));
  }
  const std::vector<storage::element_run> runs{make_run(1, builder.finish(), 0, 5)};
  double row_bytes = 0;
  const auto chunk = cutter.cut(codec, runs, false, row_bytes);
  REQUIRE(chunk);
  CHECK(chunk->entry.rows == 1);
  CHECK(chunk->bytes.size() > 500);
}
