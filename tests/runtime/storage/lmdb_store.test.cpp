// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/lmdb_store.hpp"

#include "runtime/base/rng.hpp"
#include "tests/runtime/storage/store_fixture.hpp"

#include <csignal>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace plexus;
using namespace plexus::test;
using storage::open_lmdb_store;

namespace {

std::unique_ptr<storage::store> open_store(const storage::lmdb_store_settings& settings) {
  auto opened = open_lmdb_store(settings);
  if (!opened)
    FAIL(opened.error().to_string());
  return std::move(*opened);
}

/// Runs in a child process; its exit code.
template <class Work>
int in_child(Work work) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0)
    _exit(work());
  int outcome = 0;
  REQUIRE(waitpid(child, &outcome, 0) == child);
  return WIFEXITED(outcome) ? WEXITSTATUS(outcome) : -1;
}

} // namespace

TEST_CASE("history outlives the process that wrote it") {
  const scratch_folder folder;
  const auto settings = small_settings(folder.path() / "history"); // made when missing
  storage::stream_options options;
  options.history = {model::retention_kind::count, 5000, {}};
  {
    const auto history = open_store(settings);
    const auto a = history->open_stream("a", number_layout(), options).value();
    const auto b = history->open_stream("b", number_layout(), {}).value();
    for (int part = 0; part < 40; ++part) {
      REQUIRE(history->append(a, seconds_from(part * 37, 37)));
      REQUIRE(history->append(b, seconds_from(part, 1)));
      REQUIRE(history->commit());
    }
    REQUIRE(history->append(b, seconds_from(1000, 5))); // never committed
  }
  const auto history = open_store(settings);
  REQUIRE(history->streams().size() == 2);
  const auto a = *history->find_stream("a");
  const auto b = *history->find_stream("b");
  CHECK(scan(*history, a).readings.size() == 40 * 37);
  CHECK(scan(*history, b).readings.size() == 40);
  CHECK(history->info(b)->last == 40);
  CHECK(history->info(b)->durable == 40);
  const auto other = model::schema::make({{"x", model::value_type::int64, {}, {}, {}, {}, 0}});
  CHECK(history->open_stream("a", *other, {}).error().code == errc::stream_conflict);
  CHECK(history->append(b, seconds_from(1000, 5)).value().last == 45);
}

TEST_CASE("a folder belongs to one store at a time") {
  const scratch_folder folder;
  const auto settings = small_settings(folder.path());
  const auto history = open_store(settings);
  CHECK(open_lmdb_store(settings).error().code == errc::node_running);
  CHECK(in_child([&] {
          const auto second = open_lmdb_store(settings);
          return !second && second.error().code == errc::node_running ? 0 : 1;
        }) == 0);
}

TEST_CASE("a full store keeps what it accepted and refuses more in time") {
  const scratch_folder folder;
  auto settings = small_settings(folder.path());
  settings.map_bytes_max = 512u << 10;
  settings.chunks.pending_bytes_max = 1u << 20;
  std::int64_t accepted = 0;
  storage::sequence durable = 0;
  {
    const auto history = open_store(settings);
    const auto stream = history->open_stream("s", number_layout(), {}).value();
    rng random{5};
    status last;
    for (int part = 0; part < 2000 && last; ++part) {
      std::vector<reading> rows; // of full entropy, so that they take space
      for (int i = 0; i < 500; ++i)
        rows.push_back({++accepted * 1'000, static_cast<std::int64_t>(random())});
      REQUIRE(history->append(stream, batch_of(rows)));
      last = history->commit();
    }
    REQUIRE_FALSE(last);
    CHECK(last.error().code == errc::storage_full);
    CHECK(history->health().commits_failed == 1);
    CHECK(history->health().pending_elements == 500);
    durable = history->info(stream)->durable;
    CHECK(durable == static_cast<storage::sequence>(accepted) - 500);
    CHECK(scan(*history, stream).sequences.size() == static_cast<std::size_t>(accepted));
    errc refused{};
    for (int part = 0; part < 1000 && refused == errc{}; ++part) {
      const auto more = history->append(stream, seconds_from(1'000'000 + part * 500, 500));
      refused = more ? errc{} : more.error().code;
    }
    CHECK(refused == errc::storage_busy);
    CHECK(history->commit().error().code == errc::storage_full);
  }
  settings.map_bytes_max = 64u << 20;
  const auto history = open_store(settings);
  CHECK(scan(*history, 1).sequences.size() == durable);
  REQUIRE(history->append(1, seconds_from(2'000'000, 500)));
  CHECK(history->commit());
}

TEST_CASE("a folder that cannot be written is opened for queries alone") {
  const scratch_folder folder;
  const auto settings = small_settings(folder.path());
  {
    const auto history = open_store(settings);
    const auto stream = history->open_stream("s", number_layout(), {}).value();
    REQUIRE(history->append(stream, seconds_from(0, 500)));
    REQUIRE(history->commit());
  }
  for (const auto& entry : std::filesystem::directory_iterator{folder.path()})
    REQUIRE(chmod(entry.path().c_str(), 0444) == 0);
  REQUIRE(chmod(folder.path().c_str(), 0555) == 0);
  const int outcome = in_child([&] {
    if (getuid() == 0 && seteuid(65'534) != 0) // permissions do not bind the superuser
      return 2;
    auto opened = open_lmdb_store(settings);
    if (!opened)
      return 3;
    auto& history = **opened;
    std::size_t rows = 0;
    const auto done = history.scan(1, {}, [&](const storage::scan_piece& piece) {
      rows += piece.rows->rows();
      return true;
    });
    if (!done || rows != 500 || !history.health().read_only)
      return 4;
    const auto more = history.append(1, seconds_from(1000, 1));
    const auto fresh = history.open_stream("t", number_layout(), {});
    const auto removed = history.remove_stream(1);
    return !more && more.error().code == errc::storage_read_only && !fresh &&
                   fresh.error().code == errc::storage_read_only && !removed &&
                   removed.error().code == errc::storage_read_only
               ? 0
               : 5;
  });
  CHECK(outcome == 0);
  CHECK(chmod(folder.path().c_str(), 0755) == 0);
}

TEST_CASE("something else in the folder is not mistaken for history") {
  const scratch_folder folder;
  REQUIRE(std::filesystem::create_directory(folder.path() / "data.mdb"));
  CHECK_FALSE(open_lmdb_store(small_settings(folder.path())));
  const scratch_folder text;
  std::FILE* file = std::fopen((text.path() / "data.mdb").c_str(), "w");
  REQUIRE(file != nullptr);
  for (int i = 0; i < 2000; ++i)
    std::fputs("not a store\n", file);
  std::fclose(file);
  CHECK(open_lmdb_store(small_settings(text.path())).error().code == errc::storage_unavailable);
}

TEST_CASE("a killed writer loses nothing it acknowledged") {
  rng random{6};
  for (int round = 0; round < 6; ++round) {
    const scratch_folder folder;
    auto settings = small_settings(folder.path());
    int channel[2];
    REQUIRE(pipe(channel) == 0);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      auto opened = open_lmdb_store(settings);
      if (!opened)
        _exit(1);
      auto& history = **opened;
      const auto a = history.open_stream("a", number_layout(), {}).value();
      const auto b = history.open_stream("b", number_layout(), {}).value();
      for (std::int64_t part = 0;; ++part) {
        if (!history.append(a, seconds_from(part * 30, 30)) ||
            !history.append(b, seconds_from(part, 1)) || !history.commit())
          _exit(2);
        if (write(channel[1], &part, sizeof part) != sizeof part)
          _exit(3);
      }
    }
    close(channel[1]);
    std::int64_t acknowledged = -1;
    const auto enough = static_cast<std::int64_t>(20 + random.below(150));
    std::int64_t part = 0;
    while (acknowledged < enough && read(channel[0], &part, sizeof part) == sizeof part)
      acknowledged = part;
    REQUIRE(acknowledged == enough);
    kill(child, SIGKILL);
    int outcome = 0;
    REQUIRE(waitpid(child, &outcome, 0) == child);
    while (read(channel[0], &part, sizeof part) == sizeof part)
      acknowledged = part;
    close(channel[0]);

    const auto history = open_store(settings);
    for (const auto& [name, each] : {std::pair{"a", 30}, std::pair{"b", 1}}) {
      const auto all = scan(*history, *history->find_stream(name));
      REQUIRE(all.outcome);
      REQUIRE(all.readings.size() >= static_cast<std::size_t>((acknowledged + 1) * each));
      for (std::size_t i = 0; i < all.readings.size(); ++i) {
        REQUIRE(all.sequences[i] == i + 1);
        REQUIRE(all.readings[i].number == static_cast<std::int64_t>(i));
      }
    }
  }
}
