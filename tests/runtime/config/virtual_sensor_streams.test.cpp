// SPDX-License-Identifier: Apache-2.0
// The parts on their own; whole files are in virtual_sensor_file.test.cpp.
#include "runtime/config/virtual_sensor_streams.hpp"

#include "runtime/config/toml_tree.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace plexus;
using namespace plexus::config;

namespace {

struct document {
  explicit document(std::string_view text) : tree(parse_toml(text, problems)) { REQUIRE(tree); }
  setting_table root() { return {*tree, {}, problems}; }

  problem_list problems{"f"};
  std::optional<setting> tree;
};

} // namespace

TEST_CASE("fields are types or tables") {
  document file{"b = 'int16'\na = { type = ' Double ', unit = 'K' }\n"};
  auto root = file.root();
  const auto fields = read_output(root);
  REQUIRE(fields.size() == 2);
  CHECK(fields[0].name == "b");
  CHECK(fields[0].type == model::value_type::int16);
  CHECK(fields[1].type == model::value_type::float64);
  CHECK(fields[1].unit == "K");
  CHECK(file.problems.take().empty());
}

TEST_CASE("a parameter one letter from a known key is warned about") {
  constexpr std::array<std::string_view, 1> reserved{"window"};
  document file{"windo = 1\nRate = 5\n"};
  auto root = file.root();
  CHECK(read_parameters(root, reserved) == model::parameters{{"windo", "1"}, {"rate", "5"}});
  const auto found = file.problems.take();
  REQUIRE(found.size() == 1);
  CHECK(found[0].position.line == 1);
  CHECK(found[0].code == errc::unknown_setting);
}

TEST_CASE("one source makes one stream with a query of its own") {
  document file{"[source.A]\nplugin = 'multiformat'\n"};
  auto root = file.root();
  model::virtual_sensor_descriptor sensor;
  read_streams(root, sensor);
  CHECK(file.problems.take().empty());
  REQUIRE(sensor.streams.size() == 1);
  CHECK(sensor.streams[0].query == "select * from a");
}

TEST_CASE("two sources need a query") {
  document file{"[source.a]\nplugin = 'x'\n[source.b]\nplugin = 'x'\n"};
  auto root = file.root();
  model::virtual_sensor_descriptor sensor;
  read_streams(root, sensor);
  const auto found = file.problems.take();
  REQUIRE(found.size() == 1);
  CHECK(found[0].code == errc::missing_setting);
}
