// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/stream_history.hpp"

#include "tests/runtime/storage/memory_engine.hpp"
#include "tests/runtime/storage/store_fixture.hpp"

using namespace plexus;
using namespace plexus::test;
using storage::chunk_entry;

namespace {

void put_chunk(memory_disk& disk, const storage::stream_history& history, storage::sequence first,
               const model::batch_ptr& rows) {
  std::vector<std::uint8_t> bytes;
  const codec::row_range all{rows.get(), 0, static_cast<std::uint32_t>(rows->rows())};
  history.codec.encode({&all, 1}, first, bytes);
  disk.tables[2][storage::chunk_key(history.record.id, first)] = bytes;
}

} // namespace

TEST_CASE("the index lists a stream's chunks and nobody else's") {
  const auto disk = std::make_shared<memory_disk>();
  const memory_engine engine{disk};
  const storage::stream_history one{{1, "one", number_layout(), {}}};
  const storage::stream_history two{{2, "two", number_layout(), {}}};
  for (storage::sequence first = 1; first < 1000 * 3; first += 3) {
    put_chunk(*disk, one, first, seconds_from(static_cast<std::int64_t>(first), 3));
    put_chunk(*disk, two, first, seconds_from(0, 1));
  }
  disk->tables[2].begin()->second.back() ^= 1;
  const auto index = one.read_index(engine);
  REQUIRE(index);
  REQUIRE(index->size() == 1000);
  CHECK(index->front().damaged);
  CHECK(index->back().first == 2998);
  CHECK(index->back().last() == 3000);
  CHECK(index->back().time_max == 3000 * 1'000'000LL);
  const auto read = storage::read_chunk(engine, one, 4);
  REQUIRE(read);
  CHECK((*read)->rows() == 3);
  CHECK_FALSE(*storage::read_chunk(engine, one, 5));
  CHECK(storage::read_chunk(engine, one, 1).error().code == errc::checksum_mismatch);
}

TEST_CASE("counters follow chunks that are added and that grow") {
  storage::chunk_counters counters;
  counters = with_chunk(counters, {1, 10, 100, 50, 60, false});
  counters = with_chunk(counters, {11, 5, 40, 20, 90, false});
  counters = with_chunk(counters, {11, 15, 90, 10, 95, false});
  CHECK(counters.rows == 25);
  CHECK(counters.bytes == 190);
  CHECK(counters.last == 25);
  CHECK(counters.oldest == 10);
  CHECK(counters.newest == 95);
  CHECK(counters.tip.first == 11);
  const auto again = storage::counters_of(
      {{1, 10, 100, 50, 60, false}, {11, 15, 90, 10, 95, false}, {99, 1, 7, 0, 0, true}}, 300);
  CHECK(again.rows == 25);
  CHECK(again.last == 300);
}

TEST_CASE("a chunk that grew since the snapshot counts as it was") {
  const auto disk = std::make_shared<memory_disk>();
  const memory_engine engine{disk};
  storage::stream_history history{
      {1, "s", number_layout(), {{model::retention_kind::count, 12, {}}, true}}};
  history.index_loaded = true;
  history.add_chunk({1, 10, 100, 0, 9'000'000, false});
  history.tail.append(storage::make_run(11, seconds_from(10, 5), 0, 5));
  put_chunk(*disk, history, 1, seconds_from(0, 15)); // sealed by a commit meanwhile
  const auto kept = kept_of(engine, history, snapshot_of(history));
  CHECK(kept.rows == 12);
  CHECK(kept.cutoff == 3'000'000);
}
