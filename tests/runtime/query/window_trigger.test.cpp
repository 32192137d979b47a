// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/window_trigger.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace plexus;
using namespace plexus::query;
using model::element_count;
using model::time_domain;
using model::time_span;
using model::window_spec;

namespace {

constexpr auto start = from_microseconds(1'000'000'000);

/// The stamps (milliseconds) at which a window fires.
std::vector<std::int64_t> fired_at(const window_spec& spec,
                                   const std::vector<std::int64_t>& posts) {
  window_trigger trigger{spec, start};
  std::vector<std::int64_t> fired;
  for (const auto at : posts)
    if (trigger.on_element(at * 1000))
      fired.push_back(at);
  return fired;
}

/// The milliseconds after the start at which a timer fires, looking every 100 ms.
std::vector<std::int64_t> ticks_of(const window_spec& spec, std::int64_t until) {
  window_trigger trigger{spec, start};
  std::vector<std::int64_t> fired;
  for (std::int64_t at = 0; at <= until; at += 100)
    if (trigger.on_time(start + milliseconds{at}))
      fired.push_back(at);
  return fired;
}

using stamps = std::vector<std::int64_t>;

} // namespace

TEST_CASE("count window, slide 1: every element") {
  CHECK(fired_at({element_count{2}, element_count{1}}, {1, 2, 3}) == stamps{1, 2, 3});
}

TEST_CASE("count window, counted slide: first when first full, then every slide") {
  CHECK(fired_at({element_count{2}, element_count{2}}, {1, 2, 3, 4, 5, 6}) == stamps{2, 4, 6});
  CHECK(fired_at({element_count{5}, element_count{2}}, {1, 2, 3, 4, 5, 6, 7, 8, 9}) ==
        stamps{5, 7, 9});
  CHECK(fired_at({element_count{1}, element_count{3}}, {1, 2, 3, 4, 5, 6, 7}) == stamps{1, 4, 7});
}

TEST_CASE("time window, slide 1: every element, on either clock") {
  const auto domain = GENERATE(time_domain::wall, time_domain::data);
  CHECK(fired_at({time_span{seconds{1}}, element_count{1}, domain}, {5, 6}) == stamps{5, 6});
}

TEST_CASE("time window, counted slide: every slide from nothing") {
  const auto domain = GENERATE(time_domain::wall, time_domain::data);
  CHECK(fired_at({time_span{seconds{9}}, element_count{3}, domain}, {1, 2, 3, 4, 5, 6, 7}) ==
        stamps{3, 6});
}

TEST_CASE("time slides on the elements' stamps: GSN's vectors") {
  CHECK(fired_at({time_span{seconds{3}}, time_span{seconds{2}}, time_domain::data},
                 {0, 1500, 3800, 4200, 5800}) == stamps{3800, 5800});
  CHECK(fired_at({element_count{2}, time_span{seconds{2}}, time_domain::data},
                 {0, 1500, 2500, 3500, 4600}) == stamps{2500, 4600});
}

TEST_CASE("time slides on the node's clock: ticks of the greatest common divisor") {
  // Ticks every second, the first after half a second; counter 2 - 3 + ticks reaches 2 at the
  // third.
  CHECK(ticks_of({time_span{seconds{3}}, time_span{seconds{2}}}, 7000) == stamps{2500, 4500, 6500});
  CHECK(ticks_of({time_span{seconds{2}}, time_span{seconds{2}}}, 5000) == stamps{500, 2500, 4500});
  CHECK(ticks_of({time_span{seconds{1}}, time_span{seconds{3}}}, 7000) == stamps{500, 3500, 6500});
  CHECK(ticks_of({element_count{4}, time_span{seconds{2}}}, 5000) == stamps{500, 2500, 4500});
  CHECK(fired_at({time_span{seconds{3}}, time_span{seconds{2}}}, {0, 9000, 90'000}).empty());
}

TEST_CASE("missed ticks are not made up for and do not shift the rhythm") {
  window_trigger trigger{{element_count{1}, time_span{seconds{2}}}, start};
  CHECK(trigger.next_due() == start + milliseconds{500});
  CHECK(trigger.on_time(start + milliseconds{7300}));
  CHECK_FALSE(trigger.on_time(start + milliseconds{7300}));
  CHECK(trigger.next_due() == start + milliseconds{8500});
  CHECK_FALSE(trigger.on_time(start + milliseconds{8499}));
  CHECK(trigger.on_time(start + milliseconds{8500}));
}

TEST_CASE("a clock that is set back does not silence a timer") {
  window_trigger trigger{{element_count{1}, time_span{seconds{2}}}, start};
  CHECK(trigger.on_time(start + milliseconds{500}));
  const auto earlier = start - std::chrono::hours{5};
  CHECK_FALSE(trigger.on_time(earlier));
  CHECK(trigger.next_due() == earlier + seconds{2});
  CHECK(trigger.on_time(earlier + seconds{2}));
}

TEST_CASE("windows that fire on elements have no timer") {
  CHECK_FALSE(window_trigger({element_count{1}, element_count{1}}, start).next_due());
  CHECK_FALSE(window_trigger({element_count{1}, time_span{seconds{1}}, time_domain::data}, start)
                  .next_due());
}

TEST_CASE("sizes and slides must be positive and bounded") {
  CHECK(check({element_count{1}, element_count{1}}));
  CHECK(check({time_span{seconds{1}}, time_span{microseconds{1}}}));
  for (const auto& wrong : {window_spec{element_count{0}, element_count{1}},
                            window_spec{element_count{1}, element_count{0}},
                            window_spec{time_span{seconds{0}}, element_count{1}},
                            window_spec{element_count{1}, time_span{seconds{-1}}},
                            window_spec{element_count{~std::uint64_t{0}}, element_count{1}}})
    CHECK(check(wrong).error().code == errc::invalid_window);
}
