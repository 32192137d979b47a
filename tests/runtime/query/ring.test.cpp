// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/ring.hpp"

#include <catch2/catch.hpp>

#include <deque>
#include <memory>

using plexus::query::ring;

TEST_CASE("a ring behaves as a queue read by position") {
  ring<int> tested;
  std::deque<int> model;
  for (int i = 0; i < 5000; ++i) {
    tested.push_back(i);
    model.push_back(i);
    const int drops = i < 2000 ? i % 2 : (i % 3 == 0 ? 5 : 0);
    for (int k = 0; k < drops && !model.empty(); ++k) {
      tested.pop_front();
      model.pop_front();
    }
    REQUIRE(tested.size() == model.size());
    if (!model.empty()) {
      REQUIRE(tested.front() == model.front());
      REQUIRE(tested.back() == model.back());
      REQUIRE(tested[model.size() / 2] == model[model.size() / 2]);
    }
  }
}

TEST_CASE("what leaves a ring is released at once") {
  const auto shared = std::make_shared<int>(1);
  ring<std::shared_ptr<int>> tested;
  tested.push_back(shared);
  tested.push_back(shared);
  CHECK(shared.use_count() == 3);
  tested.pop_front();
  CHECK(shared.use_count() == 2);
}
