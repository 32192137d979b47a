// SPDX-License-Identifier: Apache-2.0
// Opening a store whose bytes are not all what they were.
#include "runtime/storage/store_records.hpp"
#include "tests/runtime/storage/memory_engine.hpp"
#include "tests/runtime/storage/store_fixture.hpp"

using namespace plexus;
using namespace plexus::test;
using storage::table;

namespace {

struct damaged_store {
  std::shared_ptr<memory_disk> disk = std::make_shared<memory_disk>();
  std::shared_ptr<memory_log_sink> lines = std::make_shared<memory_log_sink>();
  manual_clock time;

  std::unique_ptr<storage::store> open() {
    storage::chunk_store_settings settings;
    settings.chunk_bytes_max = 300;
    auto opened = storage::chunk_store::open(std::make_unique<memory_engine>(disk), settings,
                                             logger{lines, time});
    if (!opened)
      FAIL(opened.error().to_string());
    return std::move(*opened);
  }

  /// Two streams; 600 elements of "a" in chunks, some of both in the journal.
  void fill() {
    const auto history = open();
    const auto a = history->open_stream("a", number_layout(), {}).value();
    const auto b = history->open_stream("b", number_layout(), {}).value();
    for (int part = 0; part < 60; ++part) {
      REQUIRE(history->append(a, batch_of({{part * 1000, part * part * 7919 % 100'003}})));
      REQUIRE(history->append(b, seconds_from(part, 1)));
      for (int i = 1; i < 10; ++i)
        REQUIRE(history->append(a, batch_of({{part * 1000 + i, i * part * 104'729 % 1'000'003}})));
      REQUIRE(history->commit());
    }
    REQUIRE(disk->tables[static_cast<std::size_t>(table::chunk)].size() > 3);
    REQUIRE(disk->tables[static_cast<std::size_t>(table::journal)].size() > 3);
  }

  auto& entries(table where) { return disk->tables[static_cast<std::size_t>(where)]; }
  static void damage(std::vector<std::uint8_t>& bytes) { bytes[bytes.size() / 2] ^= 0x10; }
};

} // namespace

TEST_CASE("a damaged chunk is left out, reported and counted once") {
  damaged_store damaged;
  damaged.fill();
  auto& chunks = damaged.entries(table::chunk);
  const auto place = storage::parse_chunk_key(std::next(chunks.begin())->first);
  const auto next = storage::parse_chunk_key(std::next(chunks.begin(), 2)->first);
  damaged.damage(std::next(chunks.begin())->second);
  const auto history = damaged.open();
  const auto a = *history->find_stream("a");
  for (int round = 0; round < 2; ++round) {
    const auto all = scan(*history, a);
    CHECK(all.outcome.error().code == errc::chunk_damaged);
    CHECK(all.sequences.size() == 600 - (next->first - place->first));
    CHECK(std::ranges::find(all.sequences, place->first) == all.sequences.end());
  }
  CHECK(scan(*history, a, {.descending = true}).outcome.error().code == errc::chunk_damaged);
  CHECK(history->info(a)->damaged_chunks == 1);
  CHECK(history->health().damaged == 1);
  CHECK(damaged.lines->count("storage.damaged") == 1);
  CHECK(scan(*history, *history->find_stream("b")).outcome);
  CHECK(history->append(a, batch_of({{1'000'000, 1}})).value().last == 601);
  CHECK(history->commit());
}

TEST_CASE("a chunk damaged while the store is open is found by the scan") {
  damaged_store damaged;
  damaged.fill();
  const auto history = damaged.open();
  const auto a = *history->find_stream("a");
  REQUIRE(scan(*history, a).outcome);
  damaged.damage(damaged.entries(table::chunk).begin()->second);
  CHECK(scan(*history, a).outcome.error().code == errc::chunk_damaged);
  CHECK(history->info(a)->damaged_chunks == 1);
}

TEST_CASE("a damaged journal blob loses its damaged section at most") {
  damaged_store damaged;
  damaged.fill();
  auto& blobs = damaged.entries(table::journal);
  damaged.damage(std::prev(blobs.end())->second);
  const auto history = damaged.open();
  CHECK(history->health().damaged >= 1);
  CHECK(damaged.lines->count("storage.damaged") >= 1);
  const auto a = scan(*history, *history->find_stream("a"));
  const auto b = scan(*history, *history->find_stream("b"));
  CHECK(a.readings.size() + b.readings.size() >= 660 - 11);
  CHECK(a.readings.size() + b.readings.size() < 660);
}

TEST_CASE("damaged counters are made again from the chunks") {
  damaged_store damaged;
  damaged.fill();
  const auto before = *damaged.open()->info(1);
  damaged.damage(damaged.entries(table::meta).at(storage::counters_key(1)));
  const auto history = damaged.open();
  const auto after = *history->info(1);
  CHECK(after.elements == before.elements);
  CHECK(after.last == before.last);
  CHECK(after.bytes == before.bytes);
  CHECK(after.newest == before.newest);
  CHECK(history->health().damaged == 1);
}

TEST_CASE("a damaged stream record hides the stream and spares its chunks") {
  damaged_store damaged;
  damaged.fill();
  const auto chunks = damaged.entries(table::chunk).size();
  damaged.damage(damaged.entries(table::meta).at(storage::stream_key(1)));
  const auto history = damaged.open();
  CHECK_FALSE(history->find_stream("a"));
  CHECK(history->find_stream("b"));
  CHECK(damaged.entries(table::chunk).size() == chunks);
}

TEST_CASE("chunks of a stream that is gone are removed") {
  damaged_store damaged;
  damaged.fill();
  damaged.entries(table::meta).erase(storage::stream_key(1));
  damaged.entries(table::meta).erase(storage::counters_key(1));
  const auto history = damaged.open();
  CHECK(damaged.entries(table::chunk).empty());
  CHECK(history->streams().size() == 1);
}

TEST_CASE("history of a newer format is not touched") {
  damaged_store damaged;
  damaged.fill();
  damaged.entries(table::meta)[std::string{storage::format_key}] =
      storage::encode_number(storage::store_format + 1);
  CHECK(storage::chunk_store::open(std::make_unique<memory_engine>(damaged.disk), {}, {})
            .error()
            .code == errc::storage_unavailable);
}
