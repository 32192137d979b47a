// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/flow_control.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <thread>
#include <vector>

using namespace plexus::system;

TEST_CASE("a gate lets in no more than its bound and counts who it refused") {
  gate door{2};
  CHECK(door.enter());
  CHECK(door.enter());
  CHECK_FALSE(door.enter());
  CHECK(door.inside() == 2);
  CHECK(door.refused() == 1);
  door.leave();
  CHECK(door.enter());
}

TEST_CASE("a gate keeps its bound between threads") {
  gate door{10};
  std::atomic<std::size_t> entered{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&] {
        for (int j = 0; j < 1000; ++j)
          if (door.enter())
            ++entered;
      });
  }
  CHECK(entered == 10);
  CHECK(door.refused() == 3990);
}

TEST_CASE("a latest value wakes once and keeps the newest") {
  latest_value<std::string> slot;
  CHECK(slot.put("a"));
  CHECK_FALSE(slot.put("b"));
  CHECK(slot.take() == "b");
  CHECK_FALSE(slot.take());
  CHECK(slot.coalesced() == 1);
  CHECK(slot.put("c"));
}

TEST_CASE("credit runs out and comes back") {
  credit_window window{4};
  credit_return back{4};
  CHECK(window.take(3));
  CHECK_FALSE(window.take(2));
  CHECK(window.available() == 1);
  CHECK(window.refused() == 1);
  CHECK(back.worked_off() == 0);
  const auto granted = back.worked_off();
  CHECK(granted == 2);
  window.grant(granted);
  CHECK(window.available() == 3);
  CHECK(back.worked_off() == 0);
}

TEST_CASE("no grant widens a window") {
  credit_window window{4};
  window.grant(100);
  CHECK(window.available() == 4);
  CHECK(window.take(1));
  window.grant(static_cast<std::size_t>(-1));
  CHECK(window.available() == 4);
}

TEST_CASE("a window of one is granted one by one") {
  credit_return back{1};
  CHECK(back.worked_off() == 1);
  CHECK(back.worked_off() == 1);
}
