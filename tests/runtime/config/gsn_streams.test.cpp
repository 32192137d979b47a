// SPDX-License-Identifier: Apache-2.0
// The parts on their own; whole files are in gsn_descriptor_file.test.cpp.
#include "runtime/config/gsn_streams.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::config;

TEST_CASE("a field without a name is reported once and left out") {
  problem_list problems{"f"};
  const auto tree = parse_xml("<output-structure><field type='int'/><field name='a' type='int'/>"
                              "</output-structure>",
                              problems);
  REQUIRE(tree);
  const auto fields = read_gsn_fields({*tree, tree->name, problems});
  REQUIRE(fields.size() == 1);
  CHECK(fields[0].name == "a");
  const auto found = problems.take();
  REQUIRE(found.size() == 1);
  CHECK(found[0].code == errc::missing_setting);
}

TEST_CASE("predicate keys are trimmed and lower-cased, values left alone") {
  problem_list problems{"f"};
  const auto tree =
      parse_xml("<address><predicate key=' Rate '> 5 </predicate></address>", problems);
  REQUIRE(tree);
  gsn_element address{*tree, tree->name, problems};
  CHECK(read_gsn_predicates(address) == model::parameters{{"rate", " 5 "}});
  CHECK(problems.take().empty());
}

TEST_CASE("streams join what the descriptor has") {
  problem_list problems{"f"};
  const auto tree =
      parse_xml("<streams><stream name='s'><source alias='A' storage-size='1' sampling-rate='1'>"
                "<address wrapper='w'/></source><query>select * from a</query></stream></streams>",
                problems);
  REQUIRE(tree);
  model::virtual_sensor_descriptor sensor;
  read_gsn_streams({*tree, tree->name, problems}, sensor);
  REQUIRE(sensor.streams.size() == 1);
  CHECK(sensor.streams[0].sources.at(0).alias == "a");
  CHECK(problems.take().empty());
}
