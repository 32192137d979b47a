// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/virtual_sensor_pipeline.hpp"

#include "tests/runtime/query/pipeline_fixture.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::test;
using model::element_count;
using model::time_span;
using model::value_type;

namespace {

using values = std::vector<double>;
using stamps = std::vector<std::int64_t>;

} // namespace

TEST_CASE_METHOD(pipeline_fixture, "every element travels on with its own stamp") {
  start(sensor_of({source_of("src")}, "select * from src",
                  {field_of("v"), field_of("s", value_type::string)}));
  const auto out = put({{1000, 1.5, 7, "a"}, {2000, 2.5, 8, "b"}});
  REQUIRE(out);
  CHECK(stamps_of(out) == stamps{1000, 2000});
  CHECK(numbers(out) == values{1.5, 2.5});
  CHECK(out->text(1, 1) == "b");
  CHECK(tested->counters() == model::stream_counters{.received = 2, .published = 2});
  CHECK(tested->window_rows({0, 0}) == 1);
  CHECK_FALSE(tested->last_error_at());
  CHECK_FALSE(tested->take_rest());
}

TEST_CASE_METHOD(pipeline_fixture, "microseconds survive the way through SQL") {
  start(sensor_of({source_of("src")}, "select * from src", {}));
  model::batch_builder one{input_layout()};
  one.begin_row(from_microseconds(1'772'359'200'000'123));
  const auto out = tested->on_elements({0, 0}, one.finish());
  REQUIRE(out);
  CHECK(out->timestamps()[0] == 1'772'359'200'000'123);
}

TEST_CASE_METHOD(pipeline_fixture, "a batch is evaluated element by element") {
  start(sensor_of({source_of("src", {element_count{2}, element_count{1}},
                             "select avg(v) as v, max(timed) as timed from wrapper")},
                  "select * from src", {field_of("v")}));
  const auto out = put({{1, 1}, {2, 3}, {3, 5}});
  REQUIRE(out);
  // An aggregate has a row even over the view that is empty until two elements are there.
  REQUIRE(out->rows() == 3);
  CHECK(out->is_null(0, 0));
  CHECK(out->floating(0, 1) == 2.0);
  CHECK(out->floating(0, 2) == 4.0);
  CHECK(out->timestamps()[2] == 3000);
}

TEST_CASE_METHOD(pipeline_fixture, "a window of two offers both rows again, newest first") {
  start(sensor_of({source_of("src", {element_count{2}, element_count{1}})}, "select * from src",
                  {field_of("v")}));
  CHECK_FALSE(put({{1, 1}}));
  CHECK(stamps_of(put({{2, 2}, {3, 3}})) == stamps{2, 1, 3, 2});
}

TEST_CASE_METHOD(pipeline_fixture, "a source's WHERE keeps its stream from running") {
  start(sensor_of({source_of("src", {}, "select * from wrapper where v > 10")},
                  "select count(*) as n from src", {field_of("n", value_type::int64)}));
  CHECK_FALSE(put({{1, 5}}));
  CHECK(numbers(put({{2, 15}})) == values{1});
  CHECK(tested->counters().failed == 0);
}

TEST_CASE_METHOD(pipeline_fixture, "two sources are joined as soon as both have a row") {
  start(sensor_of({source_of("a"), source_of("b")}, "select a.v as x, b.n as y from a, b",
                  {field_of("x"), field_of("y", value_type::int64)}));
  CHECK_FALSE(put({{1000, 1.5}}, 0));
  auto out = put({{1500, 0, 7}}, 1);
  REQUIRE(out);
  CHECK(numbers(out, 0) == values{1.5});
  CHECK(numbers(out, 1) == values{7});
  CHECK(out->at(0) == time.now()); // no column timed
  out = put({{2000, 2.5}}, 0);
  CHECK(numbers(out, 0) == values{2.5});
}

TEST_CASE_METHOD(pipeline_fixture, "rows stamped now in one moment get distinct stamps") {
  auto wanted = sensor_of({source_of("a")}, "select v from a", {field_of("v")});
  SECTION("intended") {
    start(wanted);
    const auto out = put({{1, 1}, {2, 2}});
    CHECK(out->at(0) == time.now());
    CHECK(out->at(1) == time.now() + microseconds{1});
  }
  SECTION("strict") {
    wanted.compat = model::compatibility::strict;
    start(wanted);
    const auto out = put({{1, 1}, {2, 2}});
    CHECK(out->at(1) == time.now());
  }
}

TEST_CASE_METHOD(pipeline_fixture, "with two columns timed the last one counts") {
  start(sensor_of({source_of("a"), source_of("b")}, "select * from a, b", {field_of("v")}));
  put({{1000, 1}}, 0);
  const auto out = put({{2000, 2}}, 1);
  CHECK(stamps_of(out) == stamps{2000});
  CHECK(numbers(out) == values{2});
}

TEST_CASE_METHOD(pipeline_fixture, "late and sampled-out elements are counted apart") {
  auto wanted = sensor_of({source_of("a")}, "select * from a", {field_of("v")});
  wanted.streams[0].sources[0].sampling_rate = 0.5;
  start(wanted);
  CHECK(stamps_of(put({{1000}, {1020}, {1010}, {1020}, {1060}, {1100}})) ==
        stamps{1000, 1020, 1100});
  CHECK(tested->counters() ==
        model::stream_counters{.received = 6, .late = 2, .sampled_out = 1, .published = 3});
}

TEST_CASE_METHOD(pipeline_fixture, "equal stamps pass where the wrapper may give them") {
  tested = make(sensor_of({source_of("a")}, "select * from a", {}), false).value();
  CHECK(stamps_of(put({{5}, {5}, {4}})) == stamps{5, 5});
  CHECK(tested->counters().late == 1);
}

TEST_CASE_METHOD(pipeline_fixture, "an output that does not fit is counted as failed") {
  start(sensor_of({source_of("a")}, "select * from a",
                  {field_of("s"), field_of("n", value_type::int8)}));
  CHECK_FALSE(put({{1, 0, 0, "text"}}));
  CHECK(tested->counters().failed == 1);
  CHECK(tested->last_error_at() == time.now());
  CHECK_FALSE(tested->last_error().empty());
}

TEST_CASE_METHOD(pipeline_fixture, "a query that fails while running is counted and forgotten") {
  start(sensor_of({source_of("a", {element_count{2}, element_count{1}})},
                  "select sum(n) as n from a", {field_of("n", value_type::int64)}));
  put({{1, 0, 1}});
  const auto most = std::numeric_limits<std::int64_t>::max();
  CHECK_FALSE(put({{2, 0, most}})); // integer overflow
  CHECK(tested->counters().failed == 1);
  CHECK_FALSE(put({{3, 0, most}}));
  CHECK_FALSE(put({{4, 0, 1}}));
  CHECK(numbers(put({{5, 0, 1}})) == values{2});
  CHECK(tested->counters() == model::stream_counters{.received = 5, .failed = 3, .published = 1});
}

TEST_CASE_METHOD(pipeline_fixture, "elements of another layout are refused as a whole") {
  start(sensor_of({source_of("a")}, "select * from a", {field_of("v")}));
  const auto other = model::schema::make({field_of("v", value_type::string)}).value();
  const auto element = model::make_element(other, timestamp{}, {std::string{"x"}}).value();
  CHECK_FALSE(tested->on_elements({0, 0}, element));
  CHECK(tested->counters() == model::stream_counters{.received = 1, .failed = 1});
}

TEST_CASE_METHOD(pipeline_fixture, "an empty output structure puts out bare stamps") {
  start(sensor_of({source_of("a")}, "select * from a", {}));
  const auto out = put({{5, 1}});
  CHECK(stamps_of(out) == stamps{5});
  CHECK(out->layout().size() == 0);
  CHECK(tested->output_layout()->size() == 0);
}

TEST_CASE_METHOD(pipeline_fixture, "an output field that no query gives is null, said once") {
  start(sensor_of({source_of("a")}, "select v, timed from a", {field_of("v"), field_of("gone")}));
  CHECK(tested->warnings().size() == 1);
  const auto out = put({{5, 1}, {6, 1}});
  CHECK(out->is_null(1, 0));
  CHECK(tested->counters().failed == 0);
}

TEST_CASE_METHOD(pipeline_fixture, "replacing the queries keeps windows, order and counters") {
  auto wanted = sensor_of({source_of("a", {element_count{3}, element_count{1}})},
                          "select avg(v) as v from a", {field_of("v")});
  start(wanted);
  put({{1, 1}, {2, 2}, {3, 3}});
  wanted.streams[0].query = "select max(v) as top, min(v) as low from a";
  wanted.output = {field_of("top"), field_of("low")};
  REQUIRE(tested->replace(wanted));
  CHECK(tested->output_layout()->size() == 2);
  CHECK(tested->window_rows({0, 0}) == 3);
  const auto out = put({{3, 99}, {4, 4}}); // the first is late
  REQUIRE(out);
  CHECK(out->layout_ptr() == tested->output_layout());
  CHECK(numbers(out, 0) == values{4});
  CHECK(numbers(out, 1) == values{2});
  CHECK(tested->counters().received == 5);
  CHECK(tested->counters().late == 1);
}

TEST_CASE_METHOD(pipeline_fixture, "a replacement that fails changes nothing") {
  auto wanted = sensor_of({source_of("a")}, "select * from a", {field_of("v")});
  start(wanted);
  auto broken = wanted;
  broken.streams[0].query = "select nothing_such from a";
  CHECK(tested->replace(broken).error().code == errc::sql_unknown_column);
  auto other_window = wanted;
  other_window.streams[0].sources[0].window.size = element_count{2};
  CHECK(tested->replace(other_window).error().code == errc::invalid_argument);
  auto other_class = wanted;
  other_class.processing_class = "chart";
  CHECK(tested->replace(other_class).error().code == errc::class_unavailable);
  CHECK(numbers(put({{1, 4}})) == values{4});
}

TEST_CASE_METHOD(pipeline_fixture, "what is wrong with a descriptor is said before it starts") {
  const auto code = [&](const model::virtual_sensor_descriptor& wanted) {
    return make(wanted).error().code;
  };
  const auto good = sensor_of({source_of("a")}, "select * from a", {field_of("v")});
  REQUIRE(make(good));
  auto wanted = good;
  wanted.processing_class = "scriptletprocessor";
  CHECK(code(wanted) == errc::class_unavailable);
  wanted = good;
  wanted.streams[0].query = "select * from b";
  CHECK(code(wanted) == errc::sql_unknown_table);
  wanted = good;
  wanted.streams[0].sources[0].query = "select none_such from wrapper";
  CHECK(code(wanted) == errc::sql_unknown_column);
  wanted = good;
  wanted.streams[0].sources[0].window.slide = element_count{0};
  CHECK(code(wanted) == errc::invalid_window);
  wanted = good;
  wanted.streams[0].sources[0].alternatives[0].partial_order_key = "none_such";
  CHECK(code(wanted) == errc::unknown_field);
  CHECK(query::virtual_sensor_pipeline::make(good, {}, engine, time, "x").error().code ==
        errc::invalid_argument);
}

TEST_CASE_METHOD(pipeline_fixture, "a pipeline that ends leaves its names free") {
  for (int i = 0; i < 3; ++i) {
    start(sensor_of({source_of("a")}, "select * from a", {field_of("v")}));
    CHECK(numbers(put({{1, 4}})) == values{4});
    tested.reset();
  }
}

TEST_CASE_METHOD(pipeline_fixture, "more rows than a batch may have come in further batches") {
  start(sensor_of({source_of("a", {element_count{40}, element_count{1}})}, "select * from a",
                  {field_of("n", value_type::int64)}));
  std::vector<reading> readings;
  for (std::int64_t i = 0; i < 2039; ++i)
    readings.push_back({i, 0, i});
  const auto first = put(readings); // 2000 evaluations of 40 rows
  CHECK(first->rows() == model::batch_rows_max);
  const auto second = tested->take_rest();
  REQUIRE(second);
  CHECK(second->rows() == 80'000 - model::batch_rows_max);
  CHECK_FALSE(tested->take_rest());
  CHECK(second->integer(0, second->rows() - 40) == 2038);
}
