// SPDX-License-Identifier: Apache-2.0
// GSN's rules seen from outside, on a stepped clock: slides, rates, counts, joins over several
// windows. The single rules have their tests beside their sources.
#include "tests/runtime/query/pipeline_fixture.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::test;
using model::element_count;
using model::time_domain;
using model::time_span;
using model::value_type;

namespace {

using values = std::vector<double>;
using stamps = std::vector<std::int64_t>;

std::int64_t now_of(const plexus::clock& time) { return to_microseconds(time.now()) / 1000; }

const std::vector<model::field> count_field{field_of("n", value_type::int64)};

} // namespace

TEST_CASE_METHOD(pipeline_fixture,
                 "time slides on the elements' clock: GSN's vectors through SQL") {
  start(
      sensor_of({source_of("a", {time_span{seconds{3}}, time_span{seconds{2}}, time_domain::data})},
                "select * from a", {field_of("v")}));
  CHECK(stamps_of(put({{0}, {1500}, {3800}, {4200}, {5800}})) ==
        stamps{3800, 1500, 5800, 4200, 3800});
}

TEST_CASE_METHOD(pipeline_fixture, "a time slide on the node's clock fires by timer only") {
  start(sensor_of({source_of("a", {time_span{seconds{2}}, time_span{seconds{2}}},
                             "select count(*) as n from wrapper")},
                  "select n from a", count_field));
  CHECK(tested->next_due() == time.now() + milliseconds{500});
  time.advance(milliseconds{100});
  CHECK_FALSE(put({{now_of(time)}}));
  CHECK_FALSE(tested->on_time());
  time.advance(milliseconds{400});
  CHECK(numbers(tested->on_time()) == values{1});
  CHECK_FALSE(tested->on_time());
  CHECK(tested->next_due() == time.now() + seconds{2});
  for (int i = 0; i < 3; ++i) {
    time.advance(milliseconds{500});
    CHECK_FALSE(put({{now_of(time)}}));
  }
  time.advance(milliseconds{500});
  CHECK(numbers(tested->on_time()) == values{3});
  time.advance(seconds{2});
  CHECK(numbers(tested->on_time()) == values{0}); // an aggregate has a row over nothing
}

TEST_CASE_METHOD(pipeline_fixture, "a plain view that is empty at the tick gives nothing") {
  start(sensor_of({source_of("a", {time_span{seconds{1}}, time_span{seconds{1}}})},
                  "select count(*) as n from a", count_field));
  time.advance(milliseconds{500});
  CHECK_FALSE(tested->on_time());
  put({{now_of(time)}});
  time.advance(seconds{1});
  CHECK(numbers(tested->on_time()) == values{1});
  time.advance(seconds{5});
  CHECK_FALSE(tested->on_time());
}

TEST_CASE_METHOD(pipeline_fixture, "a replay of old readings has no time window, as in GSN") {
  const auto domain = GENERATE(time_domain::wall, time_domain::data);
  start(sensor_of({source_of("a", {time_span{seconds{10}}, element_count{1}, domain})},
                  "select count(*) as n from a", count_field));
  const auto out = put({{1000}, {2000}, {3000}});
  CHECK(numbers(out) == (domain == time_domain::wall ? values{} : values{1, 2, 3}));
  CHECK(tested->counters().failed == 0);
}

TEST_CASE_METHOD(pipeline_fixture, "the stream's rate drops triggers and does not defer them") {
  auto wanted = sensor_of({source_of("a")}, "select * from a where v >= 0", {field_of("v")});
  wanted.streams[0].rate = seconds{1};
  start(wanted);
  CHECK(numbers(put({{1, 1}, {2, 2}})) == values{1});
  time.advance(milliseconds{999});
  CHECK_FALSE(put({{3, 3}}));
  time.advance(milliseconds{1});
  CHECK_FALSE(put({{4, -4}})); // an attempt without rows takes the turn
  CHECK_FALSE(put({{5, 5}}));
  time.advance(seconds{1});
  CHECK(numbers(put({{6, 6}})) == values{6});
  CHECK(tested->counters() == model::stream_counters{.received = 6, .dropped = 3, .published = 2});
}

TEST_CASE_METHOD(pipeline_fixture, "the stream's count ends it after so many results") {
  auto wanted = sensor_of({source_of("a")}, "select * from a where v >= 0", {field_of("v")});
  wanted.streams[0].count = 2;
  start(wanted);
  CHECK(numbers(put({{1, -1}, {2, 2}, {3, 3}, {4, 4}})) == values{2, 3});
  CHECK(tested->counters().dropped == 1);
  wanted.streams[0].count = 3;
  REQUIRE(tested->replace(wanted)); // the two results still count
  CHECK(numbers(put({{5, 5}, {6, 6}})) == values{5});
}

TEST_CASE_METHOD(pipeline_fixture, "the output rate is between published elements") {
  auto wanted = sensor_of({source_of("a")}, "select * from a", {field_of("v")});
  wanted.output_rate = seconds{1};
  start(wanted);
  CHECK(numbers(put({{1, 1}, {2, 2}})) == values{1});
  time.advance(seconds{1});
  CHECK(numbers(put({{3, 3}, {4, 4}})) == values{3});
  CHECK(tested->counters() == model::stream_counters{.received = 4, .dropped = 2, .published = 2});
}

TEST_CASE_METHOD(pipeline_fixture, "the bridge drops rows with a null when told so") {
  auto wanted = sensor_of({source_of("a", {}, "select v, nullif(n, 0) as n, timed from wrapper")},
                          "select * from a", {field_of("v")});
  wanted.class_parameters = {{"allow-nulls", "false"}};
  start(wanted);
  CHECK(numbers(put({{1, 1, 0}, {2, 2, 5}})) == values{2});
  CHECK(tested->counters().dropped == 1);
}

TEST_CASE_METHOD(pipeline_fixture, "a sliding view stands still while another source fires") {
  start(sensor_of({source_of("fast"), source_of("slow", {element_count{2}, element_count{2}})},
                  "select count(*) as n, min(slow.timed) as low from fast, slow",
                  {field_of("n", value_type::int64), field_of("low", value_type::int64)}));
  put({{1}}, 1);
  CHECK(numbers(put({{1}}, 0)) == values{0});
  put({{2}}, 1);
  CHECK(numbers(put({{2}}, 0)) == values{2});
  CHECK_FALSE(put({{3}}, 1));
  const auto out = put({{3}}, 0);
  CHECK(numbers(out, 0) == values{2});
  CHECK(numbers(out, 1) == values{1}); // the view of the second element still
  put({{4}}, 1);
  CHECK(numbers(put({{4}}, 0), 1) == values{3});
}

TEST_CASE_METHOD(pipeline_fixture, "the cloud's corpus: three one-row sources joined by comma") {
  start(sensor_of(
      {source_of("source1"), source_of("source2"), source_of("source3")},
      "select source1.v, source2.n, source3.s from source1, source2, source3",
      {field_of("v"), field_of("n", value_type::int64), field_of("s", value_type::string)}));
  CHECK_FALSE(put({{1, 1.5}}, 0));
  CHECK_FALSE(put({{1, 0, 2}}, 1));
  const auto out = put({{1, 0, 0, "x"}}, 2);
  REQUIRE(out);
  CHECK(numbers(out, 0) == values{1.5});
  CHECK(numbers(out, 1) == values{2});
  CHECK(out->text(2, 0) == "x");
  CHECK(out->at(0) == time.now());
}

TEST_CASE_METHOD(pipeline_fixture, "the window comes before the filter") {
  start(sensor_of(
      {source_of("a", {element_count{2}, element_count{1}}, "select * from wrapper where v > 0")},
      "select count(*) as n from a", count_field));
  // Of the two newest only those above zero are left; the older 1 is not fetched back.
  CHECK(numbers(put({{1, 1}, {2, -1}, {3, 1}, {4, 1}})) == values{1, 1, 2});
}

TEST_CASE_METHOD(pipeline_fixture, "a repeated source query and a written-out one give the same") {
  const auto* stream = GENERATE("select * from a", "select a.* from a");
  start(sensor_of({source_of("a", {element_count{3}, element_count{1}},
                             "select v * 2 as v, timed from wrapper where n > 0 order by v")},
                  stream, {field_of("v")}));
  put({{1, 3, 1}, {2, 1, 1}});
  const auto out = put({{3, 9, 0}});
  CHECK(numbers(out) == values{2, 6});
  CHECK(stamps_of(out) == stamps{2, 1});
}

TEST_CASE_METHOD(pipeline_fixture, "two streams of one sensor publish each on its own") {
  auto wanted = sensor_of({source_of("a")}, "select * from a", {field_of("v")});
  wanted.streams.push_back(wanted.streams[0]);
  wanted.streams[1].query = "select v * 10 as v, timed from a";
  start(wanted);
  CHECK(numbers(tested->on_elements({0, 0}, batch_of({{1, 1}}))) == values{1});
  CHECK(numbers(tested->on_elements({1, 0}, batch_of({{1, 1}}))) == values{10});
}
