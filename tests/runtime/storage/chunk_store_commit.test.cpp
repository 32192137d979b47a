// SPDX-License-Identifier: Apache-2.0
// What a commit writes: journal, chunks, deletions.
#include "tests/runtime/storage/memory_engine.hpp"
#include "tests/runtime/storage/store_fixture.hpp"

using namespace plexus;
using namespace plexus::test;

namespace {

struct committed_store {
  std::shared_ptr<memory_disk> disk = std::make_shared<memory_disk>();
  std::unique_ptr<storage::store> history;

  explicit committed_store(const storage::chunk_store_settings& settings) { open(settings); }
  void open(const storage::chunk_store_settings& settings) {
    history =
        std::move(*storage::chunk_store::open(std::make_unique<memory_engine>(disk), settings, {}));
  }
  std::size_t blobs() const { return disk->tables[1].size(); }
  std::size_t chunks() const { return disk->tables[2].size(); }
  std::size_t journal_bytes() const {
    std::size_t bytes = 0;
    for (const auto& [key, value] : disk->tables[1])
      bytes += value.size();
    return bytes;
  }
};

/// Rows that no codec makes much smaller.
std::vector<reading> noisy_rows(std::int64_t count) {
  std::vector<reading> rows;
  std::int64_t noise = 1;
  for (std::int64_t i = 0; i < count; ++i)
    rows.push_back({i, noise = noise * 48'271 % 2'147'483'647});
  return rows;
}

} // namespace

TEST_CASE("a commit without anything new writes nothing") {
  committed_store store{{}};
  const auto stream = store.history->open_stream("s", number_layout(), {}).value();
  REQUIRE(store.history->append(stream, seconds_from(0, 1)));
  REQUIRE(store.history->commit());
  const auto writes = store.disk->writes;
  REQUIRE(store.history->commit());
  CHECK(store.disk->writes == writes);
}

TEST_CASE("what fills chunks at once does not pass through the journal") {
  storage::chunk_store_settings settings;
  settings.chunk_bytes_max = 300;
  committed_store store{settings};
  const auto stream = store.history->open_stream("s", number_layout(), {}).value();
  REQUIRE(store.history->append(stream, batch_of(noisy_rows(5000))));
  REQUIRE(store.history->commit());
  CHECK(store.chunks() > 50);
  CHECK(store.journal_bytes() < 600);
}

TEST_CASE("ten thousand slow streams keep the journal short and their chunks whole") {
  storage::chunk_store_settings settings;
  settings.journal_bytes_max = 256u << 10;
  committed_store store{settings};
  std::vector<storage::stream_id> ids;
  constexpr std::size_t streams = 10'000;
  for (std::size_t i = 0; i < streams; ++i)
    ids.push_back(store.history->open_stream("s" + std::to_string(i), number_layout(), {}).value());
  std::size_t largest = 0;
  for (std::int64_t round = 0; round < 100; ++round)
    for (std::size_t part = 0; part < 4; ++part) {
      for (std::size_t i = part; i < streams; i += 4 * 10) // a tenth of them each time
        REQUIRE(store.history->append(ids[i], seconds_from(round, 1)));
      REQUIRE(store.history->commit());
      largest = std::max(largest, store.journal_bytes());
    }
  CHECK(largest < 3 * settings.journal_bytes_max);
  CHECK(store.chunks() <= streams / 10); // short chunks grow instead of piling up
  store.history.reset();
  store.open(settings);
  for (std::size_t i = 0; i < streams; i += 40)
    REQUIRE(scan(*store.history, ids[i]).readings.size() == 100);
}

TEST_CASE("one slow stream does not hold the journal of a fast one") {
  storage::chunk_store_settings settings;
  settings.journal_bytes_max = 64u << 10;
  committed_store store{settings};
  const auto slow = store.history->open_stream("slow", number_layout(), {}).value();
  const auto fast = store.history->open_stream("fast", number_layout(), {}).value();
  REQUIRE(store.history->append(slow, seconds_from(0, 1)));
  for (std::int64_t i = 0; i < 3000; ++i) {
    REQUIRE(store.history->append(fast, seconds_from(i, 1)));
    REQUIRE(store.history->commit());
  }
  CHECK(store.journal_bytes() < 128u << 10);
  CHECK(scan(*store.history, slow).readings.size() == 1);
}

TEST_CASE("a failed commit loses nothing and the next one brings it") {
  committed_store store{{}};
  const auto stream = store.history->open_stream("s", number_layout(), {}).value();
  REQUIRE(store.history->append(stream, seconds_from(0, 10)));
  store.disk->next_writes_fail = errc::io_failed;
  CHECK(store.history->commit().error().code == errc::io_failed);
  CHECK(store.history->health().last_commit.error().code == errc::io_failed);
  CHECK(store.history->health().pending_elements == 10);
  REQUIRE(store.history->append(stream, seconds_from(10, 5000)));
  CHECK_FALSE(store.history->commit());
  CHECK(scan(*store.history, stream).readings.size() == 5010);
  store.disk->next_writes_fail.reset();
  REQUIRE(store.history->commit());
  CHECK(store.history->health().last_commit);
  CHECK(store.history->info(stream)->durable == 5010);
  store.history.reset();
  store.open({});
  CHECK(scan(*store.history, stream).readings.size() == 5010);
}

TEST_CASE("changed retention takes effect on what is there") {
  storage::chunk_store_settings settings;
  settings.chunk_bytes_max = 200;
  committed_store store{settings};
  const auto stream = store.history->open_stream("s", number_layout(), {}).value();
  REQUIRE(store.history->append(stream, batch_of(noisy_rows(5000))));
  REQUIRE(store.history->commit());
  const auto before = store.chunks();
  storage::stream_options options;
  options.history = {model::retention_kind::count, 100, {}};
  CHECK(store.history->open_stream("s", number_layout(), options).value() == stream);
  REQUIRE(store.history->commit());
  CHECK(store.chunks() < before / 10);
  CHECK(scan(*store.history, stream).readings.size() == 100);
  CHECK(store.history->info(stream)->bytes < 4000);
}
