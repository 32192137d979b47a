// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/commit_thread.hpp"

#include "tests/runtime/storage/memory_engine.hpp"
#include "tests/runtime/storage/store_fixture.hpp"

#include <future>

using namespace plexus;
using namespace plexus::test;
using storage::commit_thread;
using storage::inline_committer;
using storage::memory_store;

TEST_CASE("whoever asks the thread learns when his elements are durable") {
  const auto history = std::make_shared<memory_store>();
  const auto stream = history->open_stream("s", number_layout(), {}).value();
  commit_thread thread{history, std::chrono::hours{1}};
  for (int i = 0; i < 20; ++i) {
    REQUIRE(history->append(stream, seconds_from(i, 1)));
    std::promise<storage::sequence> durable;
    thread.commit(
        [&](const status& done) { durable.set_value(done ? history->info(stream)->durable : 0); });
    REQUIRE(durable.get_future().get() >= static_cast<storage::sequence>(i + 1));
  }
}

TEST_CASE("the thread commits when the store has enough, and a last time when it stops") {
  const auto history = std::make_shared<memory_store>(storage::memory_store_settings{10});
  const auto stream = history->open_stream("s", number_layout(), {}).value();
  commit_thread thread{history, std::chrono::hours{1}};
  REQUIRE(history->append(stream, seconds_from(0, 9)));
  thread.appended();
  CHECK(history->health().commits == 0);
  REQUIRE(history->append(stream, seconds_from(9, 1)));
  thread.appended();
  while (history->info(stream)->durable < 10)
    std::this_thread::yield();
  REQUIRE(history->append(stream, seconds_from(10, 5)));
  thread.stop();
  CHECK(history->info(stream)->durable == 15);
  std::optional<errc> late;
  thread.commit([&](const status& done) { late = done.error().code; });
  CHECK(late == errc::cancelled);
}

TEST_CASE("a failing commit is logged once until it works again") {
  const auto disk = std::make_shared<memory_disk>();
  const std::shared_ptr<storage::store> history =
      std::move(*storage::chunk_store::open(std::make_unique<memory_engine>(disk), {}, {}));
  const auto stream = history->open_stream("s", number_layout(), {}).value();
  REQUIRE(history->append(stream, seconds_from(0, 1)));
  disk->next_writes_fail = errc::storage_full;
  const auto lines = std::make_shared<memory_log_sink>();
  const manual_clock time;
  commit_thread thread{history, std::chrono::hours{1}, logger{lines, time}};
  const auto outcome = [&] {
    std::promise<status> done;
    thread.commit([&](const status& how) { done.set_value(how); });
    return done.get_future().get();
  };
  for (int i = 0; i < 3; ++i)
    CHECK(outcome().error().code == errc::storage_full);
  disk->next_writes_fail.reset();
  CHECK(outcome());
  thread.stop();
  CHECK(lines->count("storage.commit-failed") == 1);
  CHECK(lines->count("storage.commit-recovered") == 1);
}

TEST_CASE("the inline form follows the clock it is given") {
  const auto history = std::make_shared<memory_store>(storage::memory_store_settings{10});
  const auto stream = history->open_stream("s", number_layout(), {}).value();
  manual_clock time;
  inline_committer inlined{history, milliseconds{100}, time};
  REQUIRE(history->append(stream, seconds_from(0, 1)));
  inlined.appended();
  CHECK(history->info(stream)->durable == 0);
  time.advance(milliseconds{100});
  inlined.appended();
  CHECK(history->info(stream)->durable == 1);
  REQUIRE(history->append(stream, seconds_from(1, 10)));
  inlined.appended();
  CHECK(history->info(stream)->durable == 11);
  REQUIRE(history->append(stream, seconds_from(20, 1)));
  bool told = false;
  inlined.commit([&](const status& done) { told = done.has_value(); });
  CHECK(told);
  CHECK(history->info(stream)->durable == 12);
  inlined.stop();
  inlined.commit([&](const status& done) { told = done.has_value(); });
  CHECK_FALSE(told);
}
