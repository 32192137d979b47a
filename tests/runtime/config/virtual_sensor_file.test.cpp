// SPDX-License-Identifier: Apache-2.0
// Both forms of virtual sensor files over the recorded ones in descriptors/. A file says itself
// what is to be found in it: "expect: error invalid-name, warning unknown-setting" in the line of
// the finding, or "expect@12: ..." elsewhere.
#include "runtime/config/virtual_sensor_file.hpp"

#include "runtime/config/gsn_descriptor_file.hpp"
#include "runtime/config/text_file.hpp"
#include "tests/support/scratch_folder.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <sstream>

using namespace plexus;
using namespace plexus::config;

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> recorded(const std::string& kind) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator{
           fs::path{PLEXUS_SOURCE_DIR "/tests/runtime/config/descriptors"} / kind})
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::string finding(std::uint32_t line, bool is_error, std::string_view code) {
  return std::to_string(line) + (is_error ? ": error " : ": warning ") + std::string{code};
}

// Reads "error invalid-name, warning unknown-setting -->".
void add_expected(std::uint32_t line, const std::string& items, std::vector<std::string>& all) {
  std::istringstream words{items};
  std::string kind;
  std::string code;
  while (words >> kind >> code && (kind == "error" || kind == "warning")) {
    const bool is_last = !code.ends_with(',');
    all.push_back(finding(line, kind == "error", is_last ? code : code.substr(0, code.size() - 1)));
    if (is_last)
      return;
  }
  FAIL("cannot read the expectation: " << items);
}

std::vector<std::string> expected_in(const fs::path& file) {
  constexpr std::string_view mark = "expect";
  std::vector<std::string> all;
  std::istringstream content{*read_text_file(file)};
  std::string line;
  for (std::uint32_t number = 1; std::getline(content, line); ++number) {
    const auto start = line.find(mark);
    const auto colon = line.find(": ", start);
    if (start == std::string::npos || colon == std::string::npos)
      continue;
    const auto place = line.substr(start + mark.size(), colon - start - mark.size());
    const auto at =
        place.empty() ? number : static_cast<std::uint32_t>(std::stoul(place.substr(1)));
    add_expected(at, line.substr(colon + 2), all);
  }
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<std::string> found_in(const descriptor_outcome& outcome) {
  std::vector<std::string> all;
  for (const auto& d : outcome.diagnostics)
    all.push_back(finding(d.position.line, d.is_error, name_of(d.code)));
  std::sort(all.begin(), all.end());
  return all;
}

void check_recorded(const fs::path& file, bool is_accepted) {
  const auto outcome = load_virtual_sensor_file(file);
  INFO(file);
  for (const auto& d : outcome.diagnostics) {
    UNSCOPED_INFO(d.to_string());
    CHECK(d.position.file == file);
    CHECK_FALSE(d.reason.empty());
  }
  CHECK(outcome.accepted() == is_accepted);
  CHECK(found_in(outcome) == expected_in(file));
}

model::virtual_sensor_descriptor accepted(const std::string& name) {
  auto outcome = load_virtual_sensor_file(
      PLEXUS_SOURCE_DIR "/tests/runtime/config/descriptors/accepted/" + name);
  REQUIRE(outcome.descriptor);
  return *outcome.descriptor;
}

} // namespace

TEST_CASE("every recorded file that is to be accepted is, with the warnings it names") {
  const auto files = recorded("accepted");
  REQUIRE(files.size() >= 16);
  for (const auto& file : files)
    check_recorded(file, true);
}

TEST_CASE("every recorded file that is to be rejected is, with every problem in its line") {
  const auto files = recorded("rejected");
  REQUIRE(files.size() >= 20);
  for (const auto& file : files)
    check_recorded(file, false);
}

TEST_CASE("every example of the how-to page is accepted without a warning") {
  const auto page =
      read_text_file(PLEXUS_SOURCE_DIR "/docs/how_to/write_a_virtual_sensor.md", file_bytes_max);
  REQUIRE(page);
  std::size_t examples = 0;
  for (std::size_t at = 0; (at = page->find("\n```", at)) != std::string::npos; ++examples) {
    const auto start = page->find('\n', at + 1) + 1;
    const auto end = page->find("\n```", start - 1);
    REQUIRE(end != std::string::npos);
    const auto kind = page->substr(at + 4, start - at - 5);
    const auto text = page->substr(start, end - start + 1);
    INFO(text);
    const auto outcome =
        kind == "xml" ? parse_gsn_descriptor(text, "page") : parse_virtual_sensor(text, "page");
    CHECK((kind == "xml" || kind == "toml"));
    CHECK(outcome.accepted());
    CHECK(outcome.diagnostics.empty());
    at = end + 4;
  }
  CHECK(examples == 5);
}

TEST_CASE("every sample and every virtual sensor in configs is accepted without a warning") {
  std::size_t samples = 0;
  for (const auto& entry : fs::recursive_directory_iterator{PLEXUS_SOURCE_DIR "/configs"}) {
    const auto folder = entry.path().parent_path().filename();
    if ((folder != "plugins" && folder != "virtual_sensors") ||
        !is_virtual_sensor_file_name(entry.path().filename().string()))
      continue;
    const auto outcome = load_virtual_sensor_file(entry.path());
    for (const auto& d : outcome.diagnostics)
      UNSCOPED_INFO(d.to_string());
    CHECK(outcome.diagnostics.empty());
    ++samples;
  }
  CHECK(samples > 0);
}

TEST_CASE("the two forms of one virtual sensor are one descriptor") {
  auto toml = parse_virtual_sensor("name = 'a'\nhistory = '2h'\noutput = { v = 'int32' }\n"
                                   "[source.s]\nplugin = 'csv'\nfile = 'x'\nwindow = '10m'\n",
                                   "f");
  auto xml = parse_gsn_descriptor(
      "<virtual-sensor name='a'><processing-class><class-name>gsn.vsensor.BridgeVirtualSensor"
      "</class-name><output-structure><field name='v' type='int'/></output-structure>"
      "</processing-class><storage history-size='2h'/><streams><stream name='main'><source "
      "alias='s' storage-size='10m' sampling-rate='1'><address wrapper='csv'>"
      "<predicate key='file'>x</predicate></address></source><query>select * from s</query>"
      "</stream></streams></virtual-sensor>",
      "f");
  REQUIRE(toml.descriptor);
  REQUIRE(xml.descriptor);
  const auto without_positions = [](model::virtual_sensor_descriptor sensor) {
    sensor.position = {};
    for (auto& stream : sensor.streams) {
      stream.position = {};
      for (auto& source : stream.sources) {
        source.position = {};
        for (auto& address : source.alternatives)
          address.position = {};
      }
    }
    return sensor;
  };
  CHECK(without_positions(*toml.descriptor) == without_positions(*xml.descriptor));
}

TEST_CASE("a short file means what GSN's longer one does") {
  const auto sensor = accepted("short.toml");
  CHECK(sensor.name == "room_temperature");
  CHECK(sensor.processing_class == "bridge");
  CHECK(sensor.unique_timestamps);
  CHECK_FALSE(sensor.compat);
  CHECK(sensor.history ==
        model::retention{model::retention_kind::age, 0, std::chrono::hours{24 * 7}});
  REQUIRE(sensor.output.size() == 1);
  CHECK(sensor.output[0].unit == "Cel");
  REQUIRE(sensor.streams.size() == 1);
  CHECK(sensor.streams[0].name == "main");
  CHECK(sensor.streams[0].query == "select * from room");
  const auto& source = sensor.streams[0].sources.at(0);
  CHECK(source.alias == "room");
  CHECK(source.sampling_rate == 1);
  CHECK(source.window.size == model::extent{model::time_span{std::chrono::minutes{10}}});
  CHECK(source.window.slide == model::extent{model::element_count{1}});
  CHECK(source.position.line == 7);
  CHECK(source.alternatives.at(0).wrapper == "csv");
  CHECK(source.alternatives.at(0).predicates ==
        model::parameters{{"file", "room.csv"}, {"fields", "timed,temperature"}});
}

TEST_CASE("every key of the long form") {
  const auto sensor = accepted("everything.toml");
  CHECK(sensor.name == "everything");
  CHECK(sensor.description == "All keys");
  CHECK(sensor.history == model::retention{model::retention_kind::count, 1000, {}});
  CHECK(sensor.is_protected);
  CHECK(sensor.time_zone == "Europe/Berlin");
  CHECK_FALSE(sensor.unique_timestamps);
  CHECK(sensor.output_rate == seconds{1});
  CHECK(sensor.compat == model::compatibility::strict);
  CHECK(sensor.processing_class == "chart");
  CHECK(sensor.class_parameters == model::parameters{{"height", "480"}, {"vertical-axis", "Cel"}});
  CHECK(sensor.addressing ==
        model::parameters{{"latitude", "46.52"}, {"longitude", "6.565"}, {"place", "office"}});
  REQUIRE(sensor.output.size() == 3);
  CHECK(sensor.output[0].name == "z"); // in the order of the file, not of the alphabet
  CHECK(sensor.output[1].length_max == 20);
  CHECK(sensor.output[1].observed_property == "http://example.org/who");
  CHECK(sensor.output[2].mime_type == "image/png");
  const auto& stream = sensor.streams.at(0);
  CHECK(stream.name == "only");
  CHECK(stream.rate == milliseconds{250});
  CHECK(stream.count == 5);
  const auto& source = stream.sources.at(0);
  CHECK(source.alias == "room");
  CHECK(source.sampling_rate == 0.5);
  CHECK(source.window.domain == model::time_domain::data);
  CHECK(source.window.size == model::extent{model::element_count{100}});
  CHECK(source.window.slide == model::extent{model::time_span{seconds{30}}});
  const auto& address = source.alternatives.at(0);
  CHECK(address.partial_order_key == "station");
  CHECK(address.predicates == model::parameters{{"sampling", "10000"},
                                                {"window", "as the plugin likes"},
                                                {"file", "room.csv"},
                                                {"since", "2020-01-01T00:00:00Z"},
                                                {"scale", "0.1"},
                                                {"quick", "true"}});
}

TEST_CASE("alternatives follow the source's own address") {
  const auto sensor = accepted("alternatives.toml");
  const auto& sources = sensor.streams.at(0).sources;
  REQUIRE(sources.size() == 2);
  REQUIRE(sources[0].alternatives.size() == 2);
  CHECK(sources[0].alternatives[0].wrapper == "remote-direct");
  CHECK(sources[0].alternatives[0].declared.size() == 1);
  CHECK(sources[0].alternatives[1].predicates ==
        model::parameters{{"plugin", "x"}, {"file", "a.csv"}});
  REQUIRE(sources[1].alternatives.size() == 2);
  CHECK(sources[1].alternatives[0].wrapper == "multiformat");
  CHECK(sources[1].alternatives[1].wrapper == "system-time");
}

TEST_CASE("a file that says nothing of compatibility differs from one that says intended") {
  CHECK_FALSE(parse_virtual_sensor("name = 'a'", "f").descriptor->compat);
  CHECK(parse_virtual_sensor("name = 'a'\ncompat = 'intended'", "f").descriptor->compat ==
        model::compatibility::intended);
}

TEST_CASE("files that cannot be read say so") {
  const test::scratch_folder folder;
  const auto code = [](const fs::path& file) {
    const auto outcome = load_virtual_sensor_file(file);
    REQUIRE(outcome.diagnostics.size() == 1);
    CHECK_FALSE(outcome.accepted());
    return outcome.diagnostics[0].code;
  };
  CHECK(code(folder.path() / "absent.toml") == errc::unreadable_file);
  CHECK(code(folder.write("a.json", "{}")) == errc::unreadable_file);
  CHECK(code(folder.write("a.xml", std::string(file_bytes_max + 1, ' '))) == errc::limit_exceeded);
  CHECK(load_virtual_sensor_file(folder.write("a.TOML", "name = 'a'")).accepted());
}

TEST_CASE("names of virtual sensor files") {
  for (const auto* name : {"a.toml", "a.xml", "A.XML", "a.b.toml"})
    CHECK(is_virtual_sensor_file_name(name));
  for (const auto* name : {"", ".toml", ".a.toml", "a.toml~", "a.toml.swp", "toml", "a.json"})
    CHECK_FALSE(is_virtual_sensor_file_name(name));
}
