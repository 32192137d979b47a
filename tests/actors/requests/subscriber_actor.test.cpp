// SPDX-License-Identifier: Apache-2.0
#include "actors/requests/subscriber_actor.hpp"

#include "tests/support/sensing_fixture.hpp"

using namespace plexus;
using model::coverage;
using model::overflow_policy;

namespace {

class subscriber_fixture : public test::sensing_fixture {
public:
  subscriber_fixture() {
    device = scripts.add("room_device");
    device->then({{1, 1}, {2, 2}, {3, 3}});
    REQUIRE_FALSE(deploy(passing("room")));
    run();
    REQUIRE(stored("room") == list{1, 2, 3});
  }

  static model::request wanting(coverage covers) {
    model::request wanted;
    wanted.source = "room";
    wanted.covers = covers;
    return wanted;
  }

  void sense(const std::vector<std::pair<double, double>>& content) {
    device->then(content);
    advance(seconds{1});
  }

  std::shared_ptr<test::script> device;
};

} // namespace

TEST_CASE_METHOD(subscriber_fixture, "live is what comes after", "[subscriber_actor]") {
  const auto seen = open(wanting(coverage::live));
  CHECK(seen->values().empty());
  sense({{4, 4}, {5, 5}});
  CHECK(seen->values() == list{4, 5});
  CHECK_FALSE(seen->ended());
}

TEST_CASE_METHOD(subscriber_fixture, "history ends with what there is", "[subscriber_actor]") {
  const auto seen = open(wanting(coverage::history));
  CHECK(seen->values() == list{1, 2, 3});
  CHECK(seen->ended());
}

TEST_CASE_METHOD(subscriber_fixture, "history then live has no gap and no duplicate",
                 "[subscriber_actor]") {
  const auto seen = open(wanting(coverage::history_then_live));
  CHECK(seen->values() == list{1, 2, 3});
  sense({{4, 4}});
  sense({{5, 5}});
  CHECK(seen->values() == list{1, 2, 3, 4, 5});
}

TEST_CASE_METHOD(subscriber_fixture, "history can be bounded by time", "[subscriber_actor]") {
  auto wanted = wanting(coverage::history);
  wanted.from = from_microseconds(2'000'000);
  wanted.to = from_microseconds(2'500'000);
  CHECK(open(wanted)->values() == list{2});
}

TEST_CASE_METHOD(subscriber_fixture, "drop_oldest counts what a slow consumer misses",
                 "[subscriber_actor]") {
  auto wanted = wanting(coverage::live);
  wanted.batch_rows = 1;
  wanted.queue_rows_max = 2;
  const auto seen = open(wanted, false);
  for (double n = 4; n < 14; ++n)
    sense({{n, n}});
  CHECK(seen->values() == list{4, 5, 6, 7}); // four portions may be on the way
  seen->takes = true;
  tell(requests, messages::request_taken{last_opened.request, 4});
  run();
  CHECK(seen->values() == list{4, 5, 6, 7, 12, 13});
  CHECK(seen->portions.back().counters.dropped == 4);
}

TEST_CASE_METHOD(subscriber_fixture, "latest hands over the newest", "[subscriber_actor]") {
  auto wanted = wanting(coverage::live);
  wanted.batch_rows = 1;
  wanted.overflow = overflow_policy::latest;
  const auto seen = open(wanted, false);
  for (double n = 4; n < 14; ++n)
    sense({{n, n}});
  seen->takes = true;
  tell(requests, messages::request_taken{last_opened.request, 4});
  run();
  CHECK(seen->values() == list{4, 5, 6, 7, 13});
  CHECK(seen->portions.back().counters.coalesced == 5);
}

TEST_CASE_METHOD(subscriber_fixture, "buffer reads from history what did not fit",
                 "[subscriber_actor]") {
  auto wanted = wanting(coverage::live);
  wanted.batch_rows = 1;
  wanted.queue_rows_max = 2;
  wanted.overflow = overflow_policy::buffer;
  const auto seen = open(wanted, false);
  list expected;
  for (double n = 4; n < 40; ++n) {
    sense({{n, n}});
    expected.push_back(n);
  }
  seen->takes = true;
  tell(requests, messages::request_taken{last_opened.request, 4});
  run();
  CHECK(seen->values() == expected);
  CHECK(seen->portions.back().counters.dropped == 0);
}

TEST_CASE_METHOD(subscriber_fixture, "pull gives a portion for each question",
                 "[subscriber_actor]") {
  auto wanted = wanting(coverage::history_then_live);
  wanted.mode = model::delivery::pull;
  const auto seen = open(wanted);
  CHECK(seen->portions.empty());
  tell(requests, messages::pull_request{last_opened.request, 2});
  run();
  CHECK(seen->values() == list{1, 2});
  tell(requests, messages::pull_request{last_opened.request, 2});
  run();
  CHECK(seen->values() == list{1, 2, 3});
}

TEST_CASE_METHOD(subscriber_fixture, "a request ends at its limit and at its expiry",
                 "[subscriber_actor]") {
  auto wanted = wanting(coverage::history_then_live);
  wanted.limit = 2;
  const auto limited = open(wanted);
  CHECK(limited->values() == list{1, 2});
  CHECK(limited->ended());

  wanted.limit = 0;
  wanted.expires_after = seconds{5};
  const auto expiring = open(wanted);
  advance(seconds{6});
  REQUIRE(expiring->ended());
  REQUIRE(expiring->portions.back().failure);
  CHECK(expiring->portions.back().failure->code == errc::request_expired);
}

TEST_CASE_METHOD(subscriber_fixture, "spacing and change let less through", "[subscriber_actor]") {
  auto spaced = wanting(coverage::live);
  spaced.every = seconds{2};
  auto changed = wanting(coverage::live);
  changed.change_field = "value";
  changed.minimum_change = 5;
  const auto by_time = open(spaced);
  const auto by_change = open(changed);
  sense({{4, 10}, {5, 11}, {6, 16}, {7, 20}});
  CHECK(by_time->values() == list{10, 16});
  CHECK(by_change->values() == list{10, 16});
}

TEST_CASE_METHOD(subscriber_fixture, "a condition and SQL work on what comes",
                 "[subscriber_actor]") {
  auto filtered = wanting(coverage::live);
  filtered.filter = "value > 4";
  model::request computed;
  computed.sql = "select value * 2 as doubled, timed from room where value <> 5";
  const auto plain = open(filtered);
  const auto sql = open(computed);
  sense({{4, 4}, {5, 5}, {6, 6}});
  CHECK(plain->values() == list{5, 6});
  CHECK(sql->values() == list{8, 12});
}

TEST_CASE_METHOD(subscriber_fixture, "linger fills portions", "[subscriber_actor]") {
  auto wanted = wanting(coverage::live);
  wanted.batch_rows = 100;
  wanted.batch_linger = milliseconds{2'500};
  const auto seen = open(wanted);
  sense({{4, 4}});
  sense({{5, 5}});
  CHECK(seen->portions.empty());
  advance(seconds{2});
  REQUIRE(seen->portions.size() == 1);
  CHECK(seen->values() == list{4, 5});
}

TEST_CASE_METHOD(subscriber_fixture, "a request ends with its publisher", "[subscriber_actor]") {
  const auto seen = open(wanting(coverage::live));
  REQUIRE(ask<messages::outcome>(deployment, messages::undeploy{"room"}));
  run();
  CHECK(seen->ended());
}
