// SPDX-License-Identifier: Apache-2.0
#include "actors/requests/request_manager_actor.hpp"

#include "tests/support/sensing_fixture.hpp"

using namespace plexus;
using model::coverage;

namespace {

class manager_fixture : public test::sensing_fixture {
public:
  manager_fixture() {
    scripts.add("room_device")->then({{1, 1}, {2, 2}});
    scripts.add("yard_device")->then({{1, 10}, {2, 20}});
    REQUIRE_FALSE(deploy(passing("room")));
    REQUIRE_FALSE(deploy(passing("yard")));
    run();
  }
  errc refusal(const model::request& wanted) {
    open(wanted);
    REQUIRE(last_opened.failure);
    return last_opened.failure->code;
  }
};

} // namespace

TEST_CASE_METHOD(manager_fixture, "requests that cannot be served are refused",
                 "[request_manager_actor]") {
  model::request wanted;
  CHECK(refusal(wanted) == errc::invalid_request);
  wanted.source = "nobody";
  CHECK(refusal(wanted) == errc::unknown_virtual_sensor);
  wanted.source = "room.s"; // a sensor keeps no history
  wanted.covers = coverage::history_then_live;
  CHECK(refusal(wanted) == errc::invalid_request);
  model::request joined;
  joined.sql = "select * from room, yard";
  CHECK(refusal(joined) == errc::invalid_request);
}

TEST_CASE_METHOD(manager_fixture, "a query over history may join virtual sensors",
                 "[request_manager_actor]") {
  model::request wanted;
  wanted.covers = coverage::history;
  wanted.sql = "select room.value + yard.value as both from room join yard on room.timed = "
               "yard.timed order by room.timed desc";
  const auto seen = open(wanted);
  CHECK(seen->values() == list{22, 11});
  CHECK(seen->ended());
}

TEST_CASE_METHOD(manager_fixture, "a bad query ends with its error", "[request_manager_actor]") {
  model::request wanted;
  wanted.covers = coverage::history;
  wanted.sql = "select load_extension('x') from room";
  const auto seen = open(wanted);
  REQUIRE(seen->ended());
  REQUIRE(seen->portions.back().failure);
  CHECK((seen->portions.back().failure->code == errc::sql_refused ||
         seen->portions.back().failure->code == errc::sql_unknown_function));
  wanted.sql = "select * from attic";
  const auto unknown = open(wanted);
  REQUIRE(unknown->portions.back().failure);
  CHECK(unknown->portions.back().failure->code == errc::unknown_virtual_sensor);
}

TEST_CASE_METHOD(manager_fixture, "open requests are listed and closed",
                 "[request_manager_actor]") {
  model::request wanted;
  wanted.source = "room";
  const auto seen = open(wanted);
  auto listed = ask<messages::request_list>(requests, messages::list_v);
  REQUIRE(listed);
  REQUIRE(listed->entries.size() == 1);
  CHECK(listed->entries[0].wanted.source == "room");
  auto closed = ask<messages::outcome>(requests, messages::close_request{last_opened.request});
  REQUIRE(closed);
  CHECK_FALSE(closed->failure);
  run();
  CHECK(seen->ended());
  listed = ask<messages::request_list>(requests, messages::list_v);
  REQUIRE(listed);
  CHECK(listed->entries.empty());
  closed = ask<messages::outcome>(requests, messages::close_request{last_opened.request});
  REQUIRE(closed);
  REQUIRE(closed->failure);
  CHECK(closed->failure->code == errc::unknown_request);
}

TEST_CASE_METHOD(manager_fixture, "a consumer that goes down takes its request along",
                 "[request_manager_actor]") {
  model::request wanted;
  wanted.source = "room";
  open(wanted);
  stop(consumers.back());
  const auto listed = ask<messages::request_list>(requests, messages::list_v);
  REQUIRE(listed);
  CHECK(listed->entries.empty());
}

TEST_CASE_METHOD(manager_fixture, "new limits hold for what is opened from then on",
                 "[request_manager_actor]") {
  model::request wanted;
  wanted.source = "room";
  open(wanted);
  messages::request_limits limits;
  limits.requests_max = 2;
  limits.queue_rows_max = 5;
  limits.history.rows_max = 1;
  tell(requests, limits);
  model::request past;
  past.sql = "select * from room";
  past.covers = coverage::history;
  const auto seen = open(past);
  REQUIRE(seen->ended());
  REQUIRE(seen->portions.back().failure);
  CHECK(seen->portions.back().failure->code == errc::sql_too_many_rows);
  open(wanted);
  const auto all = ask<messages::request_list>(requests, messages::list_v);
  REQUIRE(all);
  REQUIRE(all->entries.size() == 2);
  CHECK(all->entries[0].wanted.queue_rows_max == 65'536);
  CHECK(all->entries[1].wanted.queue_rows_max == 5);
  CHECK(refusal(wanted) == errc::too_many_requests);
}
