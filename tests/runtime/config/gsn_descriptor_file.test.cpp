// SPDX-License-Identifier: Apache-2.0
// What GSN descriptor files turn into. That each problem is found in its line is the business of
// the recorded files in descriptors/ (virtual_sensor_file.test.cpp).
#include "runtime/config/gsn_descriptor_file.hpp"

#include "runtime/config/virtual_sensor_file.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::config;

namespace {

model::virtual_sensor_descriptor accepted(const std::string& name) {
  const auto outcome = load_virtual_sensor_file(
      PLEXUS_SOURCE_DIR "/tests/runtime/config/descriptors/accepted/" + name);
  for (const auto& found : outcome.diagnostics)
    UNSCOPED_INFO(found.to_string());
  REQUIRE(outcome.descriptor);
  return *outcome.descriptor;
}

} // namespace

TEST_CASE("every part of a descriptor is read, in any order") {
  const auto sensor = accepted("any_order.xml");
  CHECK(sensor.name == "officelight");
  CHECK(sensor.priority == 11);
  CHECK(sensor.is_protected);
  CHECK(sensor.time_zone == "Europe/Berlin");
  CHECK(sensor.description == "Light in the office");
  CHECK(sensor.pool_size == 20);
  CHECK(sensor.position.line == 3);
  CHECK(sensor.processing_class == "bridge");
  CHECK_FALSE(sensor.unique_timestamps);
  CHECK(sensor.class_parameters == model::parameters{{"allow-nulls", "false"}});
  CHECK(sensor.output_rate == seconds{1});
  CHECK(sensor.history == model::retention{model::retention_kind::age, 0, std::chrono::hours{2}});
  REQUIRE(sensor.output.size() == 1);
  CHECK(sensor.output[0].name == "light");
  CHECK(sensor.output[0].unit == "lx");
  CHECK(sensor.output[0].description == "how bright");
  CHECK(sensor.output[0].type == model::value_type::float64);
  CHECK(sensor.addressing ==
        model::parameters{{"latitude", "46.52"}, {"longitude", " 6.565 "}, {"place", "office 12"}});
}

TEST_CASE("a stream, its source and its address") {
  const auto sensor = accepted("any_order.xml");
  REQUIRE(sensor.streams.size() == 1);
  const auto& stream = sensor.streams[0];
  CHECK(stream.name == "input1");
  CHECK(stream.rate == milliseconds{250});
  CHECK(stream.count == 5);
  CHECK(stream.query == "select * from lamp");
  CHECK(stream.position.line == 5);
  REQUIRE(stream.sources.size() == 1);
  const auto& source = stream.sources[0];
  CHECK(source.alias == "lamp");
  CHECK(source.sampling_rate == 0.5);
  CHECK(source.disconnect_buffer == 20);
  CHECK(source.window.size == model::extent{model::element_count{10}});
  CHECK(source.window.slide == model::extent{model::element_count{2}});
  CHECK(source.window.domain == model::time_domain::wall);
  CHECK(source.query == "select light, timed from WRAPPER where light > 'A b'");
  CHECK(source.position.line == 9);
  REQUIRE(source.alternatives.size() == 1);
  CHECK(source.alternatives[0].wrapper == "multiformat");
  CHECK(source.alternatives[0].predicates == model::parameters{{"rate", "500"}});
}

TEST_CASE("alternatives keep their order, predicates their blanks") {
  const auto sensor = accepted("alternatives.xml");
  const auto& ways = sensor.streams.at(0).sources.at(0).alternatives;
  REQUIRE(ways.size() == 3);
  CHECK(ways[0].wrapper == "remote-direct");
  CHECK(ways[0].partial_order_key == "station");
  REQUIRE(ways[0].declared.size() == 2);
  CHECK(ways[0].declared[1].length_max == 8);
  CHECK(ways[1].predicates == model::parameters{{"separator", " "}, {"file", " a b.csv\n"}});
  CHECK(ways[2].wrapper == "local");
}

TEST_CASE("windows of every kind") {
  using std::chrono::hours;
  using std::chrono::minutes;
  const auto sensor = accepted("windows.xml");
  const auto& sources = sensor.streams.at(0).sources;
  CHECK(sources.at(0).window.size == model::extent{model::time_span{minutes{10}}});
  CHECK(sources.at(0).window.slide == model::extent{model::time_span{hours{2}}});
  CHECK(sources.at(1).window.slide == model::extent{model::time_span{seconds{30}}});
  CHECK(sources.at(2).window.size == model::extent{model::time_span{hours{1}}});
  CHECK(sources.at(2).window.slide == model::extent{model::element_count{5}});
}

TEST_CASE("a source without size or rate yields nothing, one above 1 everything") {
  const auto sensor = accepted("silent_sources.xml");
  REQUIRE(sensor.streams.size() == 4);
  CHECK(sensor.streams[0].sources.at(0).sampling_rate == 0);
  CHECK(sensor.streams[1].sources.at(0).sampling_rate == 0);
  CHECK(sensor.streams[2].sources.at(0).sampling_rate == 1);
  CHECK(sensor.streams[3].sources.at(0).sampling_rate == 0);
  CHECK(sensor.history == model::retention{model::retention_kind::count, 0, {}});
}

TEST_CASE("field types, without a field called timed") {
  const auto sensor = accepted("field_types.xml");
  REQUIRE(sensor.output.size() == 14);
  CHECK(sensor.output[0].type == model::value_type::int8);
  CHECK(sensor.output[8].length_max == 50);
  CHECK(sensor.output[12].mime_type == "image/png");
  CHECK(sensor.processing_class == "chart");
}

TEST_CASE("what has no effect does no harm") {
  const auto sensor = accepted("unknown_items.xml");
  CHECK(sensor.history == model::retention{});
  CHECK(sensor.streams.at(0).sources.at(0).disconnect_buffer == 7);
  CHECK(sensor.output.size() == 1);
  CHECK(accepted("own_database.xml").priority == 100);
  CHECK(accepted("foreign_class.xml").processing_class == "org.example.bridge");
  CHECK(accepted("no_class.xml").processing_class == "bridge");
  CHECK(accepted("smallest.xml").streams.empty());
  CHECK(accepted("latin1.xml").description == "K\xc3\xbc"
                                              "che");
}

TEST_CASE("strict or intended is the node's choice") {
  constexpr std::string_view text = "<virtual-sensor name='a'><streams/></virtual-sensor>";
  CHECK_FALSE(parse_gsn_descriptor(text, "f").descriptor->compat);
}

TEST_CASE("elements are named by their path") {
  const auto outcome = parse_gsn_descriptor(
      "<virtual-sensor name='a'><streams><stream name='s'/><stream name='t'>"
      "<source alias='x' storage-size='q' sampling-rate='1'><address wrapper='w'/></source>"
      "<query>select 1</query></stream></streams></virtual-sensor>",
      "f");
  const auto names = [&](std::string_view element) {
    return std::any_of(outcome.diagnostics.begin(), outcome.diagnostics.end(),
                       [&](const diagnostic& d) { return d.element == element; });
  };
  CHECK(names("virtual-sensor/streams/stream[1]"));
  CHECK(names("virtual-sensor/streams/stream[2]/source[1]@storage-size"));
}
