// SPDX-License-Identifier: Apache-2.0
#include "actors/sensors/publication.hpp"

#include "tests/support/actor_fixture.hpp"
#include "tests/support/scripted_plugin.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::messages;

namespace {

class publication_fixture : public test::actor_fixture {
public:
  subscriber_port listener(std::vector<deliver>& into) {
    const auto listen = [&into](subscriber_port::pointer) -> subscriber_port::behavior_type {
      return {[&into](const deliver& what) { into.push_back(what); }};
    };
    return spawn(listen);
  }
  void offer(int times) {
    for (int i = 0; i < times; ++i)
      published.offer(rows, 0);
    run();
  }

  model::batch_ptr rows =
      test::script::rows(*model::schema::make({test::field_of("value")}), {{1, 1}});
  actors::publication published;
  std::vector<deliver> fast;
  std::vector<deliver> slow;
};

} // namespace

TEST_CASE_METHOD(publication_fixture, "credit bounds what is on the way", "[publication]") {
  const auto a = listener(fast);
  const auto b = listener(slow);
  published.add({{1, 0}, a, 10}, {});
  published.add({{2, 0}, b, 2}, {});
  offer(5);
  CHECK(fast.size() == 5);
  CHECK(slow.size() == 2);
  CHECK(published.congested());
  CHECK_FALSE(published.settled());
  published.taken({{2, 0}, 2, 0, 0});
  run();
  CHECK(slow.size() == 4);
  published.taken({{2, 0}, 4, 0, 0});
  run();
  CHECK(slow.size() == 5);
  CHECK(slow.back().number == 5);
  CHECK_FALSE(published.congested());
  published.taken({{1, 0}, 5, 0, 0});
  published.taken({{2, 0}, 5, 0, 0});
  CHECK(published.settled());
}

TEST_CASE_METHOD(publication_fixture, "who leaves does not congest", "[publication]") {
  const auto a = listener(slow);
  published.add({{7, 0}, a, 1}, {});
  published.add({{7, 1}, a, 1}, {});
  offer(3);
  CHECK(published.congested());
  published.remove_subscriber(7);
  CHECK_FALSE(published.congested());
  CHECK(published.subscribers() == 0);
  published.taken({{7, 0}, 99, 0, 0}); // from one that has left: ignored
  CHECK(published.settled());
}

TEST_CASE_METHOD(publication_fixture, "a number never sent is not believed", "[publication]") {
  const auto a = listener(slow);
  published.add({{1, 0}, a, 1}, {});
  offer(2);
  published.taken({{1, 0}, 1'000, 0, 0});
  run();
  CHECK(slow.size() == 2);
  CHECK_FALSE(published.settled());
}

TEST_CASE_METHOD(publication_fixture, "the end reaches late subscribers too", "[publication]") {
  const auto a = listener(fast);
  published.add({{1, 0}, a, 4}, {});
  published.end();
  published.end();
  const auto b = listener(slow);
  published.add({{2, 0}, b, 4}, {});
  run();
  REQUIRE(fast.size() == 1);
  CHECK(fast[0].ended);
  REQUIRE(slow.size() == 1);
  CHECK(slow[0].ended);
}
