// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/journal_pins.hpp"

#include "runtime/base/rng.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace plexus;
using storage::journal_pins;

TEST_CASE("blobs go once everything in them and before them is in chunks") {
  journal_pins pins;
  for (std::uint64_t blob = 1; blob <= 3; ++blob)
    pins.add_blob(blob, 100);
  pins.pin(1, 1, 10);
  pins.pin(2, 1, 5);
  pins.pin(1, 2, 20);
  pins.pin(2, 3, 9);
  CHECK(pins.free_after({}).empty());
  CHECK(pins.free_after({{1, 20}}).empty());
  CHECK(pins.free_after({{1, 9}, {2, 5}}).empty());
  CHECK(pins.free_after({{1, 10}, {2, 5}}) == std::vector<std::uint64_t>{1});
  CHECK(pins.free_after({{1, 20}, {2, 5}}) == std::vector<std::uint64_t>{1, 2});
  CHECK(pins.bytes() == 300);
  pins.release({{1, 20}, {2, 5}});
  CHECK(pins.bytes() == 100);
  CHECK(pins.oldest(1.0, 10) == std::vector<storage::stream_id>{2});
  pins.forget(2);
  CHECK(pins.free_after({}) == std::vector<std::uint64_t>{3});
}

TEST_CASE("the streams of the oldest blobs are found") {
  journal_pins pins;
  for (std::uint64_t blob = 1; blob <= 10; ++blob) {
    pins.add_blob(blob, 100);
    pins.pin(static_cast<storage::stream_id>(blob), blob, 1);
  }
  CHECK(pins.oldest(0.25, 10) == std::vector<storage::stream_id>{1, 2, 3});
  CHECK(pins.oldest(0.25, 2).size() == 2);
}

TEST_CASE("random histories never free a blob that is needed nor keep one that is not") {
  rng random{1};
  journal_pins pins;
  std::map<storage::stream_id, std::vector<std::pair<std::uint64_t, storage::sequence>>> needed;
  std::map<storage::stream_id, storage::sequence> last;
  std::uint64_t lowest = 1;
  for (std::uint64_t blob = 1; blob < 500; ++blob) {
    pins.add_blob(blob, 10);
    for (int i = 0; i < 3; ++i) {
      const auto stream = static_cast<storage::stream_id>(random.below(6));
      last[stream] += 1 + random.below(5);
      pins.pin(stream, blob, last[stream]);
      needed[stream].emplace_back(blob, last[stream]);
    }
    journal_pins::sealed_streams sealed;
    for (auto& [stream, blobs] : needed)
      if (random.chance(0.3)) {
        const auto until = last[stream] - random.below(8);
        sealed[stream] = until;
        std::erase_if(blobs, [&](const auto& one) { return one.second <= until; });
      }
    auto least = blob + 1;
    for (const auto& [stream, blobs] : needed)
      if (!blobs.empty())
        least = std::min(least, blobs.front().first);
    const auto freed = pins.free_after(sealed);
    REQUIRE(freed.size() == least - lowest);
    pins.release(sealed);
    lowest = least;
    REQUIRE(pins.blobs() == blob + 1 - lowest);
  }
}
