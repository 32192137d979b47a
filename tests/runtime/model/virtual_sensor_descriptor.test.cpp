// SPDX-License-Identifier: Apache-2.0
#include "runtime/model/virtual_sensor_descriptor.hpp"

#include <catch2/catch.hpp>

#include <functional>

using namespace plexus;
using namespace plexus::model;

namespace {

virtual_sensor_descriptor two_sources() {
  virtual_sensor_descriptor made;
  made.name = "room";
  stream only;
  only.name = "in";
  for (const auto* alias : {"a", "b"}) {
    source each;
    each.alias = alias;
    source_address from;
    from.wrapper = "csv";
    from.predicates = {{"file", std::string{alias} + ".csv"}};
    from.position = {"room.toml", 7};
    each.alternatives = {from};
    only.sources.push_back(each);
  }
  made.streams = {only};
  made.position = {"room.toml", 1};
  return made;
}

bool kept(const std::function<void(virtual_sensor_descriptor&)>& change) {
  auto changed = two_sources();
  change(changed);
  const bool there = same_sources(two_sources(), changed);
  CHECK(same_sources(changed, two_sources()) == there);
  return there;
}

} // namespace

TEST_CASE("changes that leave the windows alone") {
  using descriptor = virtual_sensor_descriptor;
  CHECK(kept([](descriptor&) {}));
  CHECK(kept([](descriptor& d) { d.streams[0].query = "select * from a"; }));
  CHECK(kept([](descriptor& d) { d.streams[0].sources[0].query = "select 1"; }));
  CHECK(kept([](descriptor& d) { d.streams[0].rate = seconds{1}; }));
  CHECK(kept([](descriptor& d) { d.output_rate = seconds{1}; }));
  CHECK(kept([](descriptor& d) { d.output.push_back({}); }));
  CHECK(kept([](descriptor& d) { d.history.kind = retention_kind::count; }));
  CHECK(kept([](descriptor& d) { d.streams[0].sources[1].position.line = 90; }));
  CHECK(kept([](descriptor& d) { d.streams[0].sources[1].alternatives[0].position.line = 91; }));
}

TEST_CASE("changes that do not") {
  using descriptor = virtual_sensor_descriptor;
  CHECK_FALSE(kept([](descriptor& d) { d.name = "other"; }));
  CHECK_FALSE(kept([](descriptor& d) { d.compat = compatibility::strict; }));
  CHECK_FALSE(kept([](descriptor& d) { d.position.file = "elsewhere/room.toml"; }));
  CHECK_FALSE(kept([](descriptor& d) { d.streams[0].name = "other"; }));
  CHECK_FALSE(kept([](descriptor& d) { d.streams.push_back({}); }));
  CHECK_FALSE(kept([](descriptor& d) { d.streams[0].sources.pop_back(); }));
  CHECK_FALSE(kept([](descriptor& d) { d.streams[0].sources[1].alias = "c"; }));
  CHECK_FALSE(kept([](descriptor& d) { d.streams[0].sources[1].sampling_rate = 0.5; }));
  CHECK_FALSE(kept([](descriptor& d) { d.streams[0].sources[1].window.size = element_count{10}; }));
  CHECK_FALSE(
      kept([](descriptor& d) { d.streams[0].sources[1].window.slide = time_span{seconds{1}}; }));
  CHECK_FALSE(
      kept([](descriptor& d) { d.streams[0].sources[1].window.domain = time_domain::data; }));
  CHECK_FALSE(
      kept([](descriptor& d) { d.streams[0].sources[0].alternatives[0].wrapper = "replay"; }));
  CHECK_FALSE(kept([](descriptor& d) {
    d.streams[0].sources[0].alternatives[0].predicates[0].value = "c.csv";
  }));
  CHECK_FALSE(kept(
      [](descriptor& d) { d.streams[0].sources[0].alternatives[0].partial_order_key = "id"; }));
  CHECK_FALSE(kept([](descriptor& d) { d.streams[0].sources[0].alternatives.push_back({}); }));
}

TEST_CASE("a place in a file is written as compilers do") {
  CHECK(file_position{"a.xml", 12}.to_string() == "a.xml:12");
  CHECK(file_position{"a.xml", 0}.to_string() == "a.xml");
}

TEST_CASE("parameters are found in any case, the first one counts") {
  const parameters all{{"rate", "1"}, {"rate", "2"}, {"file", "x"}};
  REQUIRE(find_parameter(all, "RATE") != nullptr);
  CHECK(*find_parameter(all, "RATE") == "1");
  CHECK(*find_parameter(all, "file") == "x");
  CHECK(find_parameter(all, "rat") == nullptr);
  CHECK(find_parameter(all, "rates") == nullptr);
  CHECK(find_parameter({}, "rate") == nullptr);
}
