// SPDX-License-Identifier: Apache-2.0
#include "runtime/base/bounded_queue.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <memory>
#include <thread>

using namespace plexus;
using namespace std::chrono_literals;

TEST_CASE("items leave a queue in the order they came") {
  bounded_queue<int> queue{4};
  for (int i = 0; i < 3; ++i)
    REQUIRE(queue.push(i));
  CHECK(queue.size() == 3);
  CHECK(queue.try_pop() == 0);
  CHECK(queue.pop() == 1);
  CHECK(queue.pop() == 2);
  CHECK_FALSE(queue.try_pop());
}

TEST_CASE("a full queue refuses and leaves the item alone") {
  bounded_queue<std::unique_ptr<int>> queue{1};
  REQUIRE(queue.push(std::make_unique<int>(1)));
  auto second = std::make_unique<int>(2);
  const auto pushed = queue.push(std::move(second));
  REQUIRE_FALSE(pushed);
  CHECK(pushed.error().code == errc::queue_full);
  REQUIRE(second);
  CHECK(*second == 2);
  CHECK(queue.dropped() == 0);
}

TEST_CASE("a dropping queue counts what it loses") {
  bounded_queue<int> queue{2, when_full::drop_oldest};
  for (int i = 0; i < 5; ++i)
    REQUIRE(queue.push(i));
  CHECK(queue.dropped() == 3);
  CHECK(queue.pop() == 3);
  CHECK(queue.pop() == 4);
}

TEST_CASE("a closed queue gives what it has and then nothing") {
  bounded_queue<int> queue{4};
  REQUIRE(queue.push(7));
  queue.close();
  CHECK(queue.closed());
  CHECK(queue.push(8).error().code == errc::cancelled);
  CHECK(queue.pop() == 7);
  CHECK_FALSE(queue.pop());
  std::vector<int> rest;
  CHECK_FALSE(queue.drain(rest, 1h));
}

TEST_CASE("drain takes everything at once") {
  bounded_queue<int> queue{4};
  std::vector<int> taken{-1};
  REQUIRE(queue.push(1));
  REQUIRE(queue.push(2));
  CHECK(queue.drain(taken, 0ns));
  CHECK(taken == std::vector{-1, 1, 2});
  CHECK(queue.size() == 0);
  CHECK(queue.drain(taken, 0ns));
  CHECK(taken.size() == 3);
}

TEST_CASE("closing wakes a waiting consumer") {
  bounded_queue<int> queue{4};
  bool ended = false;
  std::thread consumer{[&] { ended = !queue.pop(); }};
  queue.close();
  consumer.join();
  CHECK(ended);
}

TEST_CASE("every item of every producer arrives once and in its order") {
  constexpr int each = 20'000;
  bounded_queue<std::pair<int, int>> queue{64};
  std::array<std::thread, 3> producers;
  for (int p = 0; p < 3; ++p)
    producers[static_cast<std::size_t>(p)] = std::thread{[&queue, p] {
      for (int i = 0; i < each; ++i)
        while (!queue.push({p, i}))
          std::this_thread::yield();
    }};
  std::array<int, 3> next{};
  bool ordered = true;
  std::vector<std::pair<int, int>> taken;
  for (int seen = 0; seen < 3 * each; seen += static_cast<int>(taken.size())) {
    taken.clear();
    REQUIRE(queue.drain(taken, 1min));
    for (const auto& [p, i] : taken)
      ordered = ordered && next[static_cast<std::size_t>(p)]++ == i;
  }
  for (auto& producer : producers)
    producer.join();
  CHECK(ordered);
  CHECK(next == std::array{each, each, each});
}
