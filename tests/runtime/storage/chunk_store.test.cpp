// SPDX-License-Identifier: Apache-2.0
// What is chunk_store's alone: how scans and appends meet the disk. The rest is in store.test.cpp.
#include "runtime/storage/chunk_store.hpp"

#include "tests/runtime/storage/memory_engine.hpp"
#include "tests/runtime/storage/store_fixture.hpp"

using namespace plexus;
using namespace plexus::test;

namespace {

/// Counts reads of chunks.
class counting_engine final : public storage::engine {
public:
  counting_engine(std::shared_ptr<memory_disk> disk, std::size_t& chunks_read)
      : under_(std::move(disk)), chunks_read_(chunks_read) {}
  status write(std::span<const storage::change> changes) override { return under_.write(changes); }
  status read(storage::table where, std::span<const std::string> keys,
              const on_value& visit) const override {
    chunks_read_ += where == storage::table::chunk ? keys.size() : 0;
    return under_.read(where, keys, visit);
  }
  status visit(storage::table where, std::string_view from,
               const on_entry& visitor) const override {
    return under_.visit(where, from, visitor);
  }
  std::uint64_t bytes_on_disk() const override { return 0; }
  bool read_only() const override { return false; }

private:
  memory_engine under_;
  std::size_t& chunks_read_;
};

} // namespace

TEST_CASE("scans read the chunks they need and duplicates few") {
  const auto disk = std::make_shared<memory_disk>();
  std::size_t chunks_read = 0;
  storage::chunk_store_settings settings;
  settings.chunk_bytes_max = 300;
  const auto history = std::move(*storage::chunk_store::open(
      std::make_unique<counting_engine>(disk, chunks_read), settings, {}));
  const auto stream = history->open_stream("s", number_layout(), {}).value();
  std::int64_t noise = 1;
  std::vector<reading> rows;
  for (std::int64_t i = 0; i < 10'000; ++i)
    rows.push_back({i * 1'000'000, noise = noise * 48'271 % 2'147'483'647});
  for (std::size_t at = 0; at < rows.size(); at += 500) {
    REQUIRE(
        history->append(stream, batch_of({rows.begin() + static_cast<std::ptrdiff_t>(at),
                                          rows.begin() + static_cast<std::ptrdiff_t>(at) + 500})));
    REQUIRE(history->commit());
  }
  REQUIRE(disk->tables[2].size() > 100);
  chunks_read = 0;
  CHECK(scan(*history, stream, {.from = 5'000'000'000, .to = 5'009'000'000}).readings.size() == 10);
  CHECK(chunks_read <= 2);
  chunks_read = 0;
  CHECK(scan(*history, stream, {.descending = true, .limit = 5}).readings.size() == 5);
  CHECK(chunks_read <= 8);
  chunks_read = 0;
  CHECK(scan(*history, stream, {.after = 9'000, .limit = 10}).sequences.front() == 9'001);
  CHECK(chunks_read <= 8);
  chunks_read = 0;
  // The rows of a window, again and again: from memory.
  for (int i = 0; i < 100; ++i)
    CHECK(history->append(stream, batch_of({rows.end() - 1000, rows.end()}))->duplicates == 1000);
  CHECK(chunks_read == 0);
  // A larger window than is remembered: the same few chunks once.
  for (int i = 0; i < 10; ++i)
    CHECK(history->append(stream, batch_of({rows.begin() + 100, rows.begin() + 300}))->duplicates ==
          200);
  CHECK(chunks_read < 12);
}

TEST_CASE("too much pending is refused until a commit") {
  storage::chunk_store_settings settings;
  settings.pending_bytes_max = 20'000;
  const auto history = std::move(*storage::chunk_store::open(
      std::make_unique<memory_engine>(std::make_shared<memory_disk>()), settings, {}));
  const auto stream = history->open_stream("s", number_layout(), {}).value();
  REQUIRE(history->append(stream, seconds_from(0, 900)));
  CHECK(history->append(stream, seconds_from(900, 900)).error().code == errc::storage_busy);
  CHECK(history->info(stream)->last == 900);
  REQUIRE(history->commit());
  CHECK(history->append(stream, seconds_from(900, 900)));
}
