// SPDX-License-Identifier: Apache-2.0
#include "transports/control/report_json.hpp"

#include "runtime/model/batch_builder.hpp"
#include "tests/support/field_of.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace plexus;
using control::to_json;
using nlohmann::json;

namespace {

model::stream_element element() {
  const auto layout = *model::schema::make({test::field_of("open", model::value_type::boolean),
                                            test::field_of("count", model::value_type::int32),
                                            test::field_of("level", model::value_type::float64),
                                            test::field_of("text", model::value_type::string),
                                            test::field_of("none", model::value_type::int64)});
  return {*model::make_element(layout, from_microseconds(1'500'250),
                               {true,
                                std::int64_t{-7},
                                std::numeric_limits<double>::quiet_NaN(),
                                std::string{"a\"b"},
                                {}}),
          0};
}

} // namespace

TEST_CASE("errors carry their code's name", "[report_json]") {
  CHECK(to_json(fail(errc::sql_refused, "no", "here")) ==
        json{{"code", "sql-refused"}, {"what", "no"}, {"where", "here"}});
}

TEST_CASE("a virtual sensor's report", "[report_json]") {
  messages::virtual_sensor_report report;
  report.counters.received = 5;
  report.counters.published = 3;
  report.counters.late = 2;
  report.stored = 3;
  report.last_error = "oh";
  report.last_error_at = from_microseconds(17);
  CHECK(to_json(report)["latest"].is_null());
  report.latest = element();
  report.layout = report.latest->owner->layout_ptr();
  const auto made = to_json(report);
  CHECK(made["counters"]["received"] == 5);
  CHECK(made["counters"]["late"] == 2);
  CHECK(made["counters"]["published"] == 3);
  CHECK(made["last_error_at"] == 17);
  CHECK(made["schema"].size() == 5);
  CHECK(made["latest"]["timed"] == 1'500'250);
  const auto& values = made["latest"]["values"];
  CHECK(values["open"] == true);
  CHECK(values["count"] == -7);
  CHECK(json::parse(values.dump())["level"].is_null()); // NaN has no place in JSON
  CHECK(values["text"] == "a\"b");
  CHECK(values["none"].is_null());
}

TEST_CASE("a deployment with and without its sources", "[report_json]") {
  messages::deployment_report report;
  report.descriptor.name = "room";
  report.descriptor.position = {"room.toml", 1};
  report.state = messages::deployment_state::waiting;
  report.reason = "waits";
  report.warnings = {"odd"};
  model::source source;
  source.alias = "s";
  source.window.size = model::time_span{microseconds{5'000'000}};
  source.window.slide = model::element_count{3};
  source.query = "select * from wrapper";
  model::source_address address;
  address.wrapper = "csv";
  source.alternatives.push_back(address);
  model::stream stream;
  stream.name = "main";
  stream.sources.push_back(source);
  report.descriptor.streams.push_back(stream);
  messages::sensor_report sensor;
  sensor.descriptor.name = "room.s";
  sensor.descriptor.plugin = "csv";
  sensor.descriptor.layout = element().owner->layout_ptr();
  sensor.descriptor.where.latitude = 47.5;
  sensor.descriptor.where.longitude = 8.5;
  report.sources.push_back(sensor);

  const auto brief = to_json(report, false);
  CHECK(brief["name"] == "room");
  CHECK(brief["state"] == "waiting");
  CHECK(brief["reason"] == "waits");
  CHECK(brief["warnings"] == json{"odd"});
  CHECK(brief["file"] == "room.toml");
  CHECK_FALSE(brief.contains("sources"));

  const auto full = to_json(report, true);
  REQUIRE(full["sources"].size() == 1);
  CHECK(full["sources"][0]["wrapper"] == "csv");
  CHECK(full["sources"][0]["window"] == "5s");
  CHECK(full["sources"][0]["slide"] == "3");
  REQUIRE(full["sensors"].size() == 1);
  CHECK(full["sensors"][0]["state"] == "starting");
  CHECK(full["sensors"][0]["schema"].size() == 5);
  CHECK(full["sensors"][0]["position"] == json{47.5, 8.5});
}

TEST_CASE("storage tells what is durable and why a commit failed", "[report_json]") {
  messages::storage_report report;
  storage::stream_info info;
  info.name = "room";
  info.last = 12;
  info.durable = 10;
  info.elements = 12;
  report.streams.push_back(info);
  report.health.commits = 4;
  auto made = to_json(report);
  CHECK(made["commits"] == 4);
  CHECK(made["streams"][0]["name"] == "room");
  CHECK(made["streams"][0]["durable"] == 10);
  CHECK(made["streams"][0]["last"] == 12);
  CHECK(made["streams"][0]["oldest"].is_null());
  CHECK_FALSE(made.contains("last_error"));
  report.health.last_commit = fail(errc::storage_full, "full");
  made = to_json(report);
  CHECK(made["last_error"]["code"] == "storage-full");
}

TEST_CASE("requests and files", "[report_json]") {
  messages::request_report request;
  request.request = 9;
  request.wanted.source = "room";
  request.counters.delivered = 4;
  request.counters.coalesced = 1;
  request.queued = 2;
  const auto made = to_json(request);
  CHECK(made["request"] == 9);
  CHECK(made["wanted"]["source"] == "room");
  CHECK(made["counters"]["delivered"] == 4);
  CHECK(made["counters"]["coalesced"] == 1);
  CHECK(made["queued"] == 2);

  const auto file = to_json(messages::file_report{"a.toml", "a", {"e"}, {"w"}});
  CHECK(file ==
        json{{"path", "a.toml"}, {"virtual_sensor", "a"}, {"errors", {"e"}}, {"warnings", {"w"}}});
}
