// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/retention.hpp"

#include "runtime/base/rng.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace plexus;
using model::retention_kind;
using storage::extent;

TEST_CASE("the bound is that of all elements, however they are grouped") {
  rng random{1};
  for (int round = 0; round < 300; ++round) {
    std::vector<std::vector<std::int64_t>> groups(1 + random.below(12));
    std::vector<extent> extents;
    std::vector<std::int64_t> all;
    std::int64_t base = 0;
    for (auto& group : groups) {
      base += random.between(0, 30);
      for (std::uint64_t i = 1 + random.below(20); i > 0; --i)
        group.push_back(base + random.between(0, round % 3 == 0 ? 500 : 20));
      extents.push_back(
          {group.size(), *std::ranges::min_element(group), *std::ranges::max_element(group)});
      all.insert(all.end(), group.begin(), group.end());
    }
    std::ranges::sort(all, std::greater{});
    model::retention rule{retention_kind::count, 1 + random.below(all.size() + 3), {}};
    if (round % 2 == 1)
      rule = {retention_kind::age, 0, microseconds{random.between(0, 200)}};
    auto cutoff = std::numeric_limits<std::int64_t>::min();
    if (rule.kind == retention_kind::age)
      cutoff = all.front() - rule.age.count();
    else if (rule.count < all.size())
      cutoff = all[rule.count - 1];
    const auto kept =
        storage::what_is_kept(rule, extents, [&](std::size_t i, std::vector<std::int64_t>& times) {
          times.insert(times.end(), groups[i].begin(), groups[i].end());
        });
    const auto left = std::ranges::count_if(all, [&](auto timed) { return timed >= cutoff; });
    REQUIRE(kept.cutoff == cutoff);
    REQUIRE(kept.rows == static_cast<std::uint64_t>(left));
    REQUIRE(kept.newest == all.front());
    REQUIRE(kept.oldest == all[static_cast<std::size_t>(left) - 1]);
  }
}

TEST_CASE("in order of time only the group with the bound is looked into") {
  std::vector<extent> extents;
  for (std::int64_t i = 0; i < 100; ++i)
    extents.push_back({10, i * 10, i * 10 + 9});
  std::size_t reads = 0;
  const auto kept = storage::what_is_kept({retention_kind::count, 155, {}}, extents,
                                          [&](std::size_t i, std::vector<std::int64_t>& times) {
                                            ++reads;
                                            for (std::int64_t n = 0; n < 10; ++n)
                                              times.push_back(extents[i].time_min + n);
                                          });
  CHECK(kept.cutoff == 845);
  CHECK(kept.rows == 155);
  CHECK(reads <= 2); // for the bound and for the count
}

TEST_CASE("nothing kept, nothing there, nothing limited") {
  const auto never = [](std::size_t, std::vector<std::int64_t>&) { FAIL("read"); };
  CHECK(storage::what_is_kept({}, {}, never).rows == 0);
  const std::vector<extent> one{{3, 5, 9}};
  CHECK(storage::what_is_kept({}, one, never).rows == 3);
  CHECK(storage::what_is_kept({retention_kind::count, 0, {}}, one, never).rows == 0);
}
