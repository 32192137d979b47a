// SPDX-License-Identifier: Apache-2.0
#include "actors/storage/storage_actor.hpp"

#include "runtime/storage/memory_store.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/query_tables.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <catch2/catch.hpp>

#include <deque>

using namespace plexus;
using namespace plexus::messages;

namespace {

/// A STORAGE whose commits wait until the test concludes them.
class storage_fixture : public test::actor_fixture {
public:
  explicit storage_fixture(microseconds period = {}) {
    actors::storage_settings settings;
    settings.history = history;
    settings.commit = [this](std::function<void(status)> done) {
      commits.push_back(std::move(done));
    };
    settings.period = period;
    settings.log = log;
    storage = spawn(actors::storage, settings);
    const auto listen = [this](caf::event_based_actor* self) -> caf::behavior {
      return {[this, self](flush_atom) {
                system::ask(self, storage, seconds{5}, flush_v)
                    .then([this](const outcome& done) { answers.push_back(done); },
                          [this](const error& why) { answers.push_back({why}); });
              },
              [this, self](stop_atom) {
                system::ask(self, storage, seconds{5}, stop_v)
                    .then([this](ok_atom) { stopped = true; }, [](const error&) {});
              }};
    };
    asker = spawn(listen);
  }
  ~storage_fixture() {
    stop(asker);
    stop(storage);
  }
  void append(std::int64_t at) {
    const auto layout = query::layout_of({{"n", model::value_type::int64}});
    const auto stream = history->open_stream("room", layout, {});
    REQUIRE(stream);
    REQUIRE(history->append(*stream, *model::make_element(layout, from_microseconds(at), {at})));
  }
  void flush() {
    tell(asker, flush_v);
    run();
  }
  void conclude(const status& how = {}) {
    REQUIRE_FALSE(commits.empty());
    const auto done = std::move(commits.front());
    commits.pop_front();
    done(how);
    run();
  }

  std::shared_ptr<storage::memory_store> history = std::make_shared<storage::memory_store>();
  std::deque<std::function<void(status)>> commits; // begun and not concluded
  std::vector<outcome> answers;
  bool stopped = false;
  storage_actor storage;
  caf::actor asker;
};

struct periodic_storage : storage_fixture {
  periodic_storage() : storage_fixture(milliseconds{100}) {}
};

} // namespace

TEST_CASE_METHOD(storage_fixture, "a flush is answered when its own commit is done",
                 "[storage_actor]") {
  flush();
  flush();
  REQUIRE(commits.size() == 2);
  CHECK(answers.empty());
  const auto first = std::move(commits.front());
  commits.pop_front();
  conclude(fail(errc::storage_full, "the second one")); // they may end in any order
  REQUIRE(answers.size() == 1);
  REQUIRE(answers[0].failure);
  CHECK(answers[0].failure->code == errc::storage_full);
  first({});
  run();
  REQUIRE(answers.size() == 2);
  CHECK_FALSE(answers[1].failure);
}

TEST_CASE_METHOD(storage_fixture, "a failed commit is logged once and answered with its code",
                 "[storage_actor]") {
  flush();
  conclude(fail(errc::io_failed, "no disk"));
  REQUIRE(answers.size() == 1);
  REQUIRE(answers[0].failure);
  CHECK(answers[0].failure->code == errc::io_failed);
  CHECK(lines->count("storage.commit-failed") == 1);
}

TEST_CASE_METHOD(storage_fixture, "a conclusion nobody waits for is left alone",
                 "[storage_actor]") {
  tell(storage, commit_done{77, fail(errc::io_failed, "of another life")});
  run();
  CHECK(lines->count("storage.commit-failed") == 0);
  flush();
  conclude();
  CHECK(answers.size() == 1);
}

TEST_CASE_METHOD(storage_fixture, "the report shows the store as it is", "[storage_actor]") {
  append(1);
  append(2);
  auto report = ask<storage_report>(storage, describe_v);
  REQUIRE(report);
  CHECK(report->health.pending_elements == 2);
  REQUIRE(report->streams.size() == 1);
  CHECK(report->streams[0].name == "room");
  CHECK(report->streams[0].last == 2);
  REQUIRE(history->commit());
  report = ask<storage_report>(storage, describe_v);
  REQUIRE(report);
  CHECK(report->health.pending_elements == 0);
  CHECK(report->streams[0].durable == 2);
}

TEST_CASE_METHOD(storage_fixture, "without a period nothing is committed unasked",
                 "[storage_actor]") {
  append(1);
  advance(seconds{60});
  CHECK(commits.empty());
}

TEST_CASE_METHOD(periodic_storage, "with a period only what is pending is committed",
                 "[storage_actor]") {
  advance(seconds{1});
  CHECK(commits.empty());
  append(1);
  advance(milliseconds{99});
  CHECK(commits.empty());
  advance(milliseconds{1});
  CHECK(commits.size() == 1);
  REQUIRE(history->commit());
  conclude();
  advance(seconds{1});
  CHECK(commits.empty());
  CHECK(answers.empty());
}

TEST_CASE_METHOD(periodic_storage, "a stop commits for the last time and ends the period",
                 "[storage_actor]") {
  append(1);
  tell(asker, stop_v);
  run();
  CHECK(commits.size() == 1);
  CHECK_FALSE(stopped);
  conclude(fail(errc::storage_full, "still stopped"));
  CHECK(stopped);
  append(2);
  advance(seconds{10});
  CHECK(commits.empty());
}
