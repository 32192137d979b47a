// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/commit_thread.hpp"

#include "tests/runtime/storage/memory_engine.hpp"
#include "tests/runtime/storage/store_fixture.hpp"

#include <atomic>
#include <future>

using namespace plexus;
using namespace plexus::test;
using storage::commit_thread;
using storage::memory_store;

namespace {

constexpr seconds patience{30};

/// What a commit asked of the thread ended with.
status committed(commit_thread& thread) {
  const auto outcome = std::make_shared<std::promise<status>>(); // outlives both sides' use
  thread.commit([outcome](const status& done) { outcome->set_value(done); });
  return outcome->get_future().get();
}

/// Waits for what another thread does; false when it takes unreasonably long.
template <class Condition>
bool becomes(Condition condition) {
  const system_clock time;
  const auto end = time.monotonic() + patience;
  while (!condition())
    if (time.monotonic() > end)
      return false;
    else
      std::this_thread::yield();
  return true;
}

} // namespace

TEST_CASE("whoever asks the thread learns when his elements are durable") {
  const auto history = std::make_shared<memory_store>();
  const auto stream = history->open_stream("s", number_layout(), {}).value();
  const system_clock time;
  commit_thread thread{history, std::chrono::hours{1}, time, {}};
  for (int i = 0; i < 20; ++i) {
    REQUIRE(history->append(stream, seconds_from(i, 1)));
    REQUIRE(committed(thread));
    REQUIRE(history->info(stream)->durable == static_cast<storage::sequence>(i + 1));
  }
}

TEST_CASE("what is pending is committed on schedule, and nothing otherwise") {
  const auto history = std::make_shared<memory_store>();
  const auto stream = history->open_stream("s", number_layout(), {}).value();
  const system_clock time;
  const commit_thread thread{history, milliseconds{4}, time, {}};
  REQUIRE(history->append(stream, seconds_from(0, 1)));
  REQUIRE(becomes([&] { return history->info(stream)->durable == 1; }));
  CHECK(history->health().commits == 1);
}

TEST_CASE("the thread commits before its time when the store has enough") {
  const auto history = std::make_shared<memory_store>(storage::memory_store_settings{10});
  const auto stream = history->open_stream("s", number_layout(), {}).value();
  const manual_clock time; // stands still: no commit is due by time
  const commit_thread thread{history, milliseconds{4}, time, {}};
  REQUIRE(history->append(stream, seconds_from(0, 10)));
  CHECK(becomes([&] { return history->info(stream)->durable == 10; }));
}

TEST_CASE("what was asked for before the end is done") {
  const auto history = std::make_shared<memory_store>();
  const auto stream = history->open_stream("s", number_layout(), {}).value();
  REQUIRE(history->append(stream, seconds_from(0, 5)));
  std::atomic<int> answered = 0;
  {
    const system_clock time;
    commit_thread thread{history, std::chrono::hours{1}, time, {}};
    for (int i = 0; i < 100; ++i)
      thread.commit([&](const status& done) { answered += done ? 1 : 0; });
  }
  CHECK(answered == 100);
  CHECK(history->info(stream)->durable == 5);
}

TEST_CASE("a failing commit is told to who asked, and logged once until it works again") {
  const auto disk = std::make_shared<memory_disk>();
  const std::shared_ptr<storage::store> history =
      std::move(*storage::chunk_store::open(std::make_unique<memory_engine>(disk), {}, {}));
  const auto stream = history->open_stream("s", number_layout(), {}).value();
  REQUIRE(history->append(stream, seconds_from(0, 1)));
  disk->next_writes_fail = errc::storage_full;
  const auto lines = std::make_shared<memory_log_sink>();
  const manual_clock time;
  commit_thread thread{history, std::chrono::hours{1}, time, logger{lines, time}};
  for (int i = 0; i < 3; ++i)
    CHECK(committed(thread).error().code == errc::storage_full);
  disk->next_writes_fail.reset();
  CHECK(committed(thread));
  CHECK(lines->count("storage.commit-failed") == 1);
  CHECK(lines->count("storage.commit-recovered") == 1);
}
