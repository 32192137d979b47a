// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/source_window.hpp"

#include "runtime/model/batch_builder.hpp"
#include "tests/support/field_of.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <memory>
#include <vector>

using namespace plexus;
using namespace plexus::query;
using model::element_count;
using model::time_domain;
using model::time_span;
using test::field_of;

namespace {

using stamps = std::vector<std::int64_t>;

/// A source whose elements come at their own stamps (milliseconds) unless told otherwise.
struct bench {
  std::unique_ptr<source_window> source;

  explicit bench(const model::window_spec& spec, bool beside_others = false, double rate = 1.0) {
    model::source wanted;
    wanted.window = spec;
    wanted.sampling_rate = rate;
    const source_binding binding{model::schema::empty()};
    source = source_window::make(wanted, binding, beside_others, timestamp{}).value();
  }

  source_window::arrival post(std::int64_t timed, std::int64_t now) {
    model::batch_builder one{model::schema::empty()};
    one.begin_row(timestamp{milliseconds{timed}});
    return source->take(one.finish(), 0, timestamp{milliseconds{now}});
  }

  stamps view(std::int64_t now) {
    source->refresh(timestamp{milliseconds{now}});
    stamps seen;
    for (auto at = source->rows().scan({}); !at->at_end(); at->next())
      seen.push_back(at->block().timestamps()[at->row()] / 1000);
    return seen;
  }

  /// Per firing element, the view at that moment.
  std::map<std::int64_t, stamps> firings(const stamps& posts) {
    std::map<std::int64_t, stamps> fired;
    for (const auto at : posts)
      if (post(at, at).fired)
        fired[at] = view(at);
    return fired;
  }
};

} // namespace

TEST_CASE("count window, slide 1: empty until full, then the newest first") {
  bench tested{{element_count{2}, element_count{1}}};
  const auto fired = tested.firings({1, 2, 3});
  CHECK(fired.at(1).empty());
  CHECK(fired.at(2) == stamps{2, 1});
  CHECK(fired.at(3) == stamps{3, 2});
  CHECK(tested.source->rows().rows() == 2);
}

TEST_CASE("count window, slide 2: every second element") {
  bench tested{{element_count{2}, element_count{2}}};
  CHECK(tested.firings({1, 2, 3, 4, 5}) ==
        std::map<std::int64_t, stamps>{{2, {2, 1}}, {4, {4, 3}}});
}

TEST_CASE("a sliding view stands still between firings when others look at it") {
  bench tested{{element_count{2}, element_count{3}}, true};
  tested.firings({1, 2, 3, 4});
  CHECK(tested.view(4) == stamps{2, 1});
  tested.firings({5});
  CHECK(tested.view(5) == stamps{5, 4});
}

TEST_CASE("time window, counted slide: up to the firing element on its own clock") {
  bench tested{{time_span{seconds{2}}, element_count{2}}};
  CHECK(tested.firings({0, 1000, 1500, 3000, 3500}) ==
        std::map<std::int64_t, stamps>{{1000, {1000, 0}}, {3000, {3000, 1500, 1000}}});
}

TEST_CASE("time window, slide 1, on the node's clock: elements of the past are not in it") {
  bench tested{{time_span{seconds{2}}, element_count{1}}};
  CHECK(tested.post(1000, 1000).fired);
  CHECK(tested.view(1000) == stamps{1000});
  tested.post(2500, 2500);
  CHECK(tested.view(2999) == stamps{2500, 1000});
  CHECK(tested.view(3000) == stamps{2500}); // timed > now - window
  CHECK(tested.view(4500).empty());
  bench replay{{time_span{seconds{2}}, element_count{1}}};
  CHECK(replay.post(1000, 60'000).fired);
  CHECK(replay.view(60'000).empty());
  CHECK(replay.source->rows().rows() == 0);
}

TEST_CASE("time window, slide 1, on the elements' clock: a replay has its windows") {
  bench tested{{time_span{seconds{2}}, element_count{1}, time_domain::data}};
  tested.post(1000, 60'000);
  tested.post(2000, 60'000);
  CHECK(tested.view(60'000) == stamps{2000, 1000});
  tested.post(3000, 60'000);
  CHECK(tested.view(60'000) == stamps{3000, 2000});
}

TEST_CASE("time slides on the elements' clock: GSN's vectors") {
  bench timed{{time_span{seconds{3}}, time_span{seconds{2}}, time_domain::data}};
  CHECK(timed.firings({0, 1500, 3800, 4200, 5800}) ==
        std::map<std::int64_t, stamps>{{3800, {3800, 1500}}, {5800, {5800, 4200, 3800}}});
  bench counted{{element_count{2}, time_span{seconds{2}}, time_domain::data}};
  CHECK(counted.firings({0, 1500, 2500, 3500, 4600}) ==
        std::map<std::int64_t, stamps>{{2500, {2500, 1500}}, {4600, {4600, 3500}}});
}

TEST_CASE("time window, time slide on the node's clock: the view of the tick") {
  bench tested{{time_span{seconds{2}}, time_span{seconds{2}}}, true};
  for (const std::int64_t at : {100, 400})
    CHECK_FALSE(tested.post(at, at).fired);
  CHECK(tested.source->on_time(timestamp{milliseconds{500}}));
  CHECK(tested.view(500) == stamps{400, 100});
  tested.post(600, 600);
  CHECK(tested.view(700) == stamps{400, 100});
  CHECK(tested.source->on_time(timestamp{milliseconds{2500}}));
  CHECK(tested.view(2500) == stamps{600});
}

TEST_CASE("count window, time slide on the node's clock: the newest at any moment") {
  bench tested{{element_count{2}, time_span{seconds{2}}}};
  for (const std::int64_t at : {100, 200, 300})
    tested.post(at, at);
  CHECK(tested.source->on_time(timestamp{milliseconds{500}}));
  CHECK(tested.view(500) == stamps{300, 200});
}

TEST_CASE("a sampled-out element fires and takes its place, but is not seen") {
  bench tested{{element_count{2}, element_count{1}}, false, 0.5};
  tested.post(100, 100);
  const auto outcome = tested.post(180, 180);
  CHECK(outcome.sampled_out);
  CHECK(outcome.fired);
  CHECK(tested.view(180) == stamps{100});
}

TEST_CASE("late elements reach neither window nor trigger") {
  bench tested{{element_count{1}, element_count{1}}};
  tested.post(100, 100);
  const auto outcome = tested.post(100, 100);
  CHECK(outcome.late);
  CHECK_FALSE(outcome.fired);
  CHECK(tested.source->rows().rows() == 1);
}

TEST_CASE("the partial order key must be a field of the started address") {
  model::source wanted;
  wanted.alternatives.resize(2);
  wanted.alternatives[1].partial_order_key = "device";
  source_binding binding{model::schema::empty()};
  CHECK(source_window::make(wanted, binding, false, timestamp{}));
  binding.alternative = 1;
  CHECK(source_window::make(wanted, binding, false, timestamp{}).error().code ==
        errc::unknown_field);
  binding.layout = model::schema::make({field_of("Device")}).value();
  CHECK(source_window::make(wanted, binding, false, timestamp{}));
  wanted.window.size = element_count{0};
  CHECK(source_window::make(wanted, binding, false, timestamp{}).error().code ==
        errc::invalid_window);
}
