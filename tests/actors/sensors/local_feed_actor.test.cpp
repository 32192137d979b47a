// SPDX-License-Identifier: Apache-2.0
#include "actors/sensors/local_feed_actor.hpp"

#include "tests/support/sensing_fixture.hpp"

using namespace plexus;

namespace {

class feed_fixture : public test::sensing_fixture {
public:
  feed_fixture() {
    device = scripts.add("room_device");
    device->then({{1, 1}, {2, 2}, {3, 3}});
    REQUIRE_FALSE(deploy(passing("room")));
    run();
  }
  /// A virtual sensor that takes from others what `address` says.
  static std::string taking(const std::string& name, const std::string& address) {
    return "name = \"" + name +
           "\"\n[output]\nvalue = \"double\"\n[source.s]\nplugin = \"local\"\nwindow = 1\n" +
           address;
  }
  void sense(const std::vector<std::pair<double, double>>& content) {
    device->then(content);
    advance(seconds{1});
  }
  errc refusal(const std::string& address) {
    const auto failure = deploy(taking("refused", address));
    return failure ? failure->code : errc{};
  }

  std::shared_ptr<test::script> device;
};

} // namespace

TEST_CASE_METHOD(feed_fixture, "a condition leaves elements out before the window",
                 "[local_feed_actor]") {
  REQUIRE_FALSE(deploy(taking("warm", "query = \"select * from ROOM r where r.value > 4\"\n")));
  sense({{4, 4}, {5, 5}, {6, 6}});
  sense({{7, 1}, {8, 8}});
  CHECK(stored("warm") == list{5, 6, 8});
  CHECK(report("warm").sensor.counters.received == 3);
}

TEST_CASE_METHOD(feed_fixture, "fields are picked and renamed", "[local_feed_actor]") {
  const auto wanted = taking("picked", "query = \"select value as degrees from room\"\n"
                                       "sql = \"select degrees * 2 as value, timed from wrapper\"");
  REQUIRE_FALSE(deploy(wanted));
  sense({{4, 4}, {5, 5}});
  CHECK(stored("picked") == list{8, 10});
}

TEST_CASE_METHOD(feed_fixture, "what it takes keeps the types of its publisher",
                 "[local_feed_actor]") {
  auto whole = passing("whole");
  whole.replace(whole.find("\"double\""), 8, "\"int32\"");
  const auto counter = scripts.add("whole_device");
  REQUIRE_FALSE(deploy(whole));
  REQUIRE_FALSE(deploy(taking("some", "query = \"select * from whole where value > 1\"\n")));
  counter->then({{1, 1}, {2, 2}});
  advance(seconds{1});
  CHECK(stored("some") == list{2});
  CHECK(report("some").sensor.counters.failed == 0);
}

TEST_CASE_METHOD(feed_fixture, "history after the start time comes first, then what is live",
                 "[local_feed_actor]") {
  REQUIRE_FALSE(deploy(taking("late", "name = \"room\"\nstart-time = \"1970-01-01T00:00:01Z\"\n")));
  run();
  CHECK(stored("late") == list{2, 3});
  sense({{4, 4}});
  CHECK(stored("late") == list{2, 3, 4});
  const auto both = taking("both", "query = \"select * from room where value <> 3\"\n"
                                   "start-time = \"1970-01-01T00:00:01Z\"\n");
  REQUIRE_FALSE(deploy(both));
  run();
  CHECK(stored("both") == list{2, 4});
}

TEST_CASE_METHOD(feed_fixture, "much history comes at the pace it is taken", "[local_feed_actor]") {
  std::vector<std::pair<double, double>> many;
  for (int i = 4; i < 20'000; ++i)
    many.emplace_back(i, i);
  sense(many);
  REQUIRE_FALSE(deploy(taking("late", "name = \"room\"\nstart-time = \"1970-01-01T00:00:00Z\"\n")));
  run();
  CHECK(stored("late").size() == 19'999);
}

TEST_CASE_METHOD(feed_fixture, "it ends and comes back with its publisher", "[local_feed_actor]") {
  REQUIRE_FALSE(deploy(taking("warm", "query = \"select * from room where value > 4\"\n")));
  sense({{5, 5}});
  REQUIRE(ask<messages::outcome>(deployment, messages::undeploy{"room"}));
  CHECK(report("warm").state == messages::deployment_state::waiting);
  REQUIRE_FALSE(deploy(passing("room")));
  CHECK(report("warm").state == messages::deployment_state::running);
  sense({{6, 6}});
  CHECK(stored("warm") == list{5, 6});
}

TEST_CASE_METHOD(feed_fixture, "what a local source may not ask for is refused",
                 "[local_feed_actor]") {
  CHECK(refusal("query = \"select avg(value) as value from room\"\n") ==
        errc::plugin_configuration);
  CHECK(refusal("query = \"select absent from room\"\n") == errc::plugin_configuration);
  CHECK(refusal("query = \"select * from room where absent > 1\"\n") == errc::plugin_configuration);
  CHECK(refusal("name = \"room\"\nstart-time = \"yesterday\"\n") == errc::plugin_configuration);
}
