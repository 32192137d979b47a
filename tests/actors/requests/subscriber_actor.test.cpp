// SPDX-License-Identifier: Apache-2.0
#include "actors/requests/subscriber_actor.hpp"

#include "tests/support/sensing_fixture.hpp"

#include <caf/typed_response_promise.hpp>

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

/// What came to a publisher; its answers are given by the test.
struct asked {
  std::optional<messages::subscribe> wanted;
  caf::typed_response_promise<messages::subscribed> answer;
};

messages::publisher_actor::behavior_type scripted_publisher(messages::publisher_actor::pointer self,
                                                            std::shared_ptr<asked> seen) {
  return {
      [self, seen](const messages::subscribe& wanted) {
        seen->wanted = wanted;
        seen->answer = self->make_response_promise<messages::subscribed>();
        return seen->answer;
      },
      [](const messages::unsubscribe&) {},
      [](const messages::taken&) {},
  };
}

/// SUBSCRIBER beside a publisher whose every step the test decides, for the moments that a
/// simulated node does not bring about by itself.
class following_fixture : public test::actor_fixture {
public:
  using list = std::vector<double>;

  following_fixture() { store({{1, 1}, {2, 2}}); }
  ~following_fixture() {
    stop(subscriber);
    stop(publisher);
    stop(consumer);
  }

  void store(const std::vector<std::pair<double, double>>& rows) {
    last = history->append(stream, test::script::rows(layout, rows))->last;
  }
  /// Hands over what was stored last.
  void deliver(const std::vector<std::pair<double, double>>& rows) {
    tell(subscriber, messages::deliver{seen->wanted->subscription, ++delivered,
                                       test::script::rows(layout, rows), last, false});
    run();
  }
  void answer() {
    REQUIRE(seen->wanted);
    seen->answer.deliver(messages::subscribed{layout, last});
    run();
  }
  void open(coverage covers, model::delivery mode = model::delivery::push) {
    wanted.source = "room";
    wanted.covers = covers;
    wanted.mode = mode;
    auto settings = std::make_shared<actors::subscriber_settings>();
    settings->id = 1;
    settings->wanted = wanted;
    settings->publisher = "room";
    settings->from = {{}, publisher, layout, true, stream};
    settings->to = consumer;
    settings->history = history;
    settings->time = &time;
    settings->log = log;
    subscriber = spawn(actors::subscriber, settings);
    run();
  }
  void pull() {
    tell(subscriber, messages::pull_request{1, 100});
    run();
  }

  model::schema_ptr layout =
      *model::schema::make({test::field_of("value", model::value_type::float64)});
  std::shared_ptr<storage::memory_store> history = std::make_shared<storage::memory_store>();
  storage::stream_id stream = *history->open_stream("room", layout, {});
  storage::sequence last = 0;
  std::uint64_t delivered = 0;
  model::request wanted;
  std::shared_ptr<asked> seen = std::make_shared<asked>();
  messages::publisher_actor publisher = spawn(scripted_publisher, seen);
  list values;
  bool ended = false;
  messages::consumer_port consumer =
      spawn([this](messages::consumer_port::pointer) -> messages::consumer_port::behavior_type {
        return {[this](const messages::request_data& portion) {
          for (std::size_t row = 0; portion.rows && row < portion.rows->rows(); ++row)
            values.push_back(portion.rows->floating(0, row));
          ended = ended || portion.ended;
        }};
      });
  messages::subscriber_actor subscriber;
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

TEST_CASE_METHOD(subscriber_fixture, "one SQL request answers history, live, and both",
                 "[subscriber_actor]") {
  model::request wanted;
  wanted.sql = "select value * 2 as doubled, timed from room where value <> 2";
  const auto live = open(wanted);
  wanted.covers = coverage::history_then_live;
  const auto both = open(wanted);
  sense({{4, 4}, {5, 2}, {6, 6}});
  wanted.covers = coverage::history;
  CHECK(open(wanted)->values() == list{2, 6, 8, 12});
  CHECK(live->values() == list{8, 12});
  CHECK(both->values() == list{2, 6, 8, 12});
}

TEST_CASE_METHOD(subscriber_fixture, "a query over history is thinned out, then limited",
                 "[subscriber_actor]") {
  sense({{4, 4}, {5, 5}, {6, 6}, {7, 7}});
  model::request spaced;
  spaced.sql = "select value, timed from room";
  spaced.covers = coverage::history;
  spaced.every = seconds{2};
  const auto whole = open(spaced);
  CHECK(whole->values() == list{1, 3, 5, 7});
  REQUIRE(whole->ended());
  CHECK(whole->portions.back().counters.filtered == 3);
  spaced.limit = 2;
  CHECK(open(spaced)->values() == list{1, 3});
}

TEST_CASE_METHOD(subscriber_fixture, "a result of more than one batch comes whole",
                 "[subscriber_actor]") {
  device->then({{4, 4}, {5, 5}, {6, 6}, {7, 7}, {8, 8}, {9, 9}, {10, 10}});
  advance(seconds{1});
  model::request large;
  large.sql = "select a.value, a.timed from room a, room b, room c, room d, room e";
  large.covers = coverage::history;
  large.batch_rows = 10'000;
  const auto seen = open(large);
  CHECK(seen->values().size() == 100'000);
  CHECK(seen->portions.back().counters.delivered == 100'000);
  CHECK(seen->portions.back().counters.dropped == 0);
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

TEST_CASE_METHOD(following_fixture, "what is stored while the subscription is on its way is seen",
                 "[subscriber_actor]") {
  open(coverage::history_then_live, model::delivery::pull);
  pull(); // a consumer that is quicker than the publisher
  CHECK(values.empty());
  store({{3, 3}}); // before the subscription counts: nobody delivers it
  answer();
  pull();
  store({{4, 4}});
  deliver({{4, 4}});
  pull();
  CHECK(values == list{1, 2, 3, 4});
}

TEST_CASE_METHOD(following_fixture, "what is read from history is not taken live again",
                 "[subscriber_actor]") {
  open(coverage::history_then_live);
  seen->answer.deliver(messages::subscribed{layout, last});
  store({{3, 3}}); // after the answer, before the answer is looked at
  run();
  deliver({{3, 3}});
  store({{4, 4}});
  deliver({{4, 4}});
  CHECK(values == list{1, 2, 3, 4});
}

TEST_CASE_METHOD(following_fixture, "live begins with the answer to the subscription",
                 "[subscriber_actor]") {
  open(coverage::live);
  store({{3, 3}});
  answer();
  store({{4, 4}});
  deliver({{4, 4}});
  CHECK(values == list{4});
}

TEST_CASE_METHOD(following_fixture, "what a publisher stored but did not hand over is seen",
                 "[subscriber_actor]") {
  const auto covers = GENERATE(coverage::live, coverage::history_then_live);
  open(covers);
  answer();
  store({{3, 3}});
  deliver({{3, 3}});
  store({{4, 4}, {5, 5}}); // no credit left for these
  stop(publisher);
  CHECK(values == (covers == coverage::live ? list{3, 4, 5} : list{1, 2, 3, 4, 5}));
  CHECK(ended);
}

TEST_CASE_METHOD(following_fixture, "the bounds are of history, not of what is live",
                 "[subscriber_actor]") {
  wanted.from = from_microseconds(2'000'000);
  wanted.to = from_microseconds(9'000'000);
  wanted.overflow = model::overflow_policy::buffer;
  open(coverage::history_then_live);
  answer();
  store({{1.5, 3}, {20, 4}}); // read from history, and live all the same
  stop(publisher);
  CHECK(values == list{2, 3, 4});
}

TEST_CASE_METHOD(following_fixture, "history ends where it ended when it was asked for",
                 "[subscriber_actor]") {
  wanted.queue_rows_max = 1; // read element by element
  open(coverage::history, model::delivery::pull);
  store({{3, 3}});
  for (int i = 0; i < 4; ++i)
    pull();
  CHECK(values == list{1, 2});
  CHECK(ended);
}

TEST_CASE_METHOD(subscriber_fixture, "a request that delivered no row ends with its fields",
                 "[subscriber_actor]") {
  auto all = wanting(coverage::live);
  model::request computed;
  computed.sql = "select value * 2 as doubled, timed from room";
  model::request queried;
  queried.sql = "select value, value + 1 as more from room where value > 99";
  queried.covers = coverage::history;
  const auto plain = open(all);
  const auto sql = open(computed);
  const auto past = open(queried);
  REQUIRE(ask<messages::outcome>(deployment, messages::undeploy{"room"}));
  run();
  const auto fields = [](const test::consumed& seen) {
    REQUIRE(seen.ended());
    REQUIRE(seen.portions.back().rows);
    CHECK(seen.portions.back().rows->rows() == 0);
    std::vector<std::string> names;
    for (const auto& field : seen.portions.back().rows->layout().fields())
      names.push_back(field.name);
    return names;
  };
  CHECK(fields(*plain) == std::vector<std::string>{"value"});
  CHECK(fields(*sql) == std::vector<std::string>{"doubled"});
  CHECK(fields(*past) == std::vector<std::string>{"value", "more"});
}
