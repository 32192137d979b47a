// SPDX-License-Identifier: Apache-2.0
#include "actors/sensors/virtual_sensor_unit.hpp"

#include "runtime/config/virtual_sensor_file.hpp"
#include "runtime/storage/memory_store.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/scripted_plugin.hpp"

#include <caf/actor_system.hpp>
#include <catch2/catch.hpp>

using namespace plexus;
using actors::virtual_sensor_unit;

namespace {

class unit_fixture : public test::actor_fixture {
public:
  unit_fixture() {
    world.plugins = scripts.registry();
    world.history = history;
    world.time = &time;
    world.log = log;
  }
  ~unit_fixture() {
    for (const auto& [name, unit] : running)
      actors::end_unit(unit);
    run();
  }

  static model::virtual_sensor_descriptor described(const std::string& text) {
    auto parsed = config::parse_virtual_sensor(text, "test.toml");
    REQUIRE(parsed.descriptor);
    return *parsed.descriptor;
  }
  static std::string source(const std::string& name, const std::string& plugin,
                            const std::string& more = {}) {
    return "name = \"" + name + "\"\n[output]\nvalue = \"double\"\n[source.s]\nplugin = \"" +
           plugin + "\"\n" + more + "window = 1\n";
  }
  result<virtual_sensor_unit> start(const std::string& text) {
    const auto wanted = described(text);
    auto started =
        actors::start_unit(node.caf(), world, wanted,
                           [this](const std::string& name) -> std::optional<actors::local_source> {
                             const auto found = running.find(name);
                             if (found == running.end())
                               return std::nullopt;
                             return actors::local_source{found->second.sensor, found->second.layout,
                                                         true, found->second.stream};
                           });
    if (started)
      running.emplace(wanted.name, *started);
    return started;
  }
  std::uint64_t stored(const std::string& name) {
    const auto stream = history->find_stream(name);
    return stream ? history->info(*stream)->last : 0;
  }

  test::scripted_plugins scripts;
  std::shared_ptr<storage::memory_store> history = std::make_shared<storage::memory_store>();
  actors::unit_environment world;
  std::map<std::string, virtual_sensor_unit> running;
};

} // namespace

TEST_CASE_METHOD(unit_fixture, "no device is read before its unit begins",
                 "[virtual_sensor_unit]") {
  auto device = scripts.add("room_device");
  device->then({{1, 1}});
  const auto room = start(source("room", "room_device"));
  REQUIRE(room);
  advance(seconds{10});
  CHECK(device->polled == 0);
  actors::begin_unit(*room);
  run();
  CHECK(device->polled == 1);
  CHECK(stored("room") == 1);
}

TEST_CASE_METHOD(unit_fixture, "who takes from a virtual sensor misses nothing of it",
                 "[virtual_sensor_unit]") {
  auto device = scripts.add("room_device");
  device->then({{1, 1}, {2, 2}, {3, 3}});
  const auto room = start(source("room", "room_device"));
  REQUIRE(room);
  run(); // the room is up long before its follower
  const auto house = start(source("house", "local", "name = \"room\"\n"));
  REQUIRE(house);
  CHECK(house->sources.empty());
  actors::begin_unit(*room);
  actors::begin_unit(*house);
  run();
  CHECK(stored("room") == 3);
  CHECK(stored("house") == 3);
}

TEST_CASE_METHOD(unit_fixture, "each device of a unit has its own place", "[virtual_sensor_unit]") {
  scripts.add("left")->then({{1, 1}});
  scripts.add("right")->then({{2, 2}, {3, 3}});
  const auto both = start("name = \"both\"\n[output]\nvalue = \"double\"\n"
                          "[source.l]\nplugin = \"left\"\nwindow = 1\n"
                          "[source.r]\nplugin = \"right\"\nwindow = 1\n"
                          "[stream]\nsql = \"select r.value as value, r.timed from l, r\"\n");
  if (!both)
    FAIL(both.error().to_string());
  REQUIRE(both->sources.size() == 2);
  CHECK(both->sources[0].name == "both.l");
  CHECK(both->sources[1].subscription == 1);
  actors::begin_unit(*both);
  run();
  CHECK(stored("both") > 0);
}

TEST_CASE_METHOD(unit_fixture, "what cannot start leaves nothing behind", "[virtual_sensor_unit]") {
  const auto follower = start(source("house", "local", "name = \"room\"\n"));
  REQUIRE_FALSE(follower);
  CHECK(follower.error().code == errc::source_unavailable);
  const auto unknown = start(source("room", "no_such_device"));
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().code == errc::unknown_plugin);
  scripts.add("bad_device")->configured = fail(errc::invalid_setting, "as written");
  const auto refused = start(source("room", "bad_device"));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == errc::invalid_setting);
  CHECK(history->streams().empty());
}

TEST_CASE("the virtual sensor of a local address", "[virtual_sensor_unit]") {
  model::source_address address;
  address.wrapper = "local";
  CHECK(actors::local_name(address).empty());
  address.predicates = {{"query", "SELECT * FROM Room;"}};
  CHECK(actors::local_name(address) == "room");
  address.predicates = {{"query", "select 1"}};
  CHECK(actors::local_name(address).empty());
  address.predicates = {{"name", " Kitchen "}};
  CHECK(actors::local_name(address) == "kitchen");
  address.predicates = {{"name", "kitchen"}, {"query", "select * from room"}}; // as GSN has it
  CHECK(actors::local_name(address) == "room");
}

TEST_CASE("a local address is read as people write it", "[virtual_sensor_unit]") {
  const auto from = [](const char* query) {
    model::source_address address;
    address.predicates = {{"query", query}};
    return actors::local_name(address);
  };
  CHECK(from("SELECT a FROM  room\twhere a = 1") == "room");
  CHECK(from("select a, b from room;") == "room");
  CHECK(from("select 1 from ").empty());
  model::source_address blank;
  blank.predicates = {{"name", "  "}};
  CHECK(actors::local_name(blank).empty());
}

TEST_CASE("every virtual sensor that is taken from, alternatives among them",
          "[virtual_sensor_unit]") {
  const auto address = [](const char* wrapper, const char* name) {
    model::source_address made;
    made.wrapper = wrapper;
    made.predicates = {{"name", name}};
    return made;
  };
  model::virtual_sensor_descriptor wanted;
  CHECK(actors::local_names(wanted).empty());
  wanted.streams.resize(2);
  wanted.streams[0].sources.resize(2);
  wanted.streams[1].sources.resize(1);
  wanted.streams[0].sources[0].alternatives = {address("csv", "file"), address("local", "room")};
  wanted.streams[0].sources[1].alternatives = {address("local", "ROOM")};
  wanted.streams[1].sources[0].alternatives = {address("local", "yard")};
  CHECK(actors::local_names(wanted) == std::set<std::string>{"room", "yard"});
}

TEST_CASE_METHOD(unit_fixture, "the first alternative that can be had is used",
                 "[virtual_sensor_unit]") {
  scripts.add("broken")->configured = fail(errc::device_unavailable, "as written");
  scripts.add("device");
  auto wanted = described(source("room", "device"));
  auto& ways = wanted.streams[0].sources[0].alternatives;
  auto missing = ways[0];
  missing.wrapper = "missing";
  auto refusing = ways[0];
  refusing.wrapper = "broken";
  const auto none = [](const std::string&) { return std::nullopt; };

  ways = {missing, refusing, ways[0]};
  const auto unit = actors::start_unit(node.caf(), world, wanted, none);
  REQUIRE(unit);
  const auto about = ask<messages::sensor_report>(unit->sources[0].sensor, messages::describe_v);
  REQUIRE(about);
  CHECK(about->descriptor.plugin == "device");
  actors::end_unit(*unit);
  run();

  ways = {missing, refusing};
  const auto last = actors::start_unit(node.caf(), world, wanted, none);
  REQUIRE_FALSE(last);
  CHECK(last.error().code == errc::device_unavailable);
  ways.clear();
  const auto nowhere = actors::start_unit(node.caf(), world, wanted, none);
  REQUIRE_FALSE(nowhere);
  CHECK(nowhere.error().code == errc::source_unavailable);
}

TEST_CASE_METHOD(unit_fixture, "what fails late leaves no actor either", "[virtual_sensor_unit]") {
  scripts.add("device");
  const auto before = node.caf().registry().running();
  const auto broken = start(source("room", "device", "sql = \"select absent from wrapper\"\n"));
  REQUIRE_FALSE(broken);
  CHECK(broken.error().code == errc::sql_unknown_column);
  REQUIRE(history->open_stream(
      "room", *model::schema::make({test::field_of("other", model::value_type::string)}), {}));
  const auto conflicting = start(source("room", "device"));
  REQUIRE_FALSE(conflicting);
  CHECK(conflicting.error().code == errc::stream_conflict);
  run();
  CHECK(node.caf().registry().running() == before);
}

TEST_CASE_METHOD(unit_fixture, "sources of several streams carry the stream's name",
                 "[virtual_sensor_unit]") {
  scripts.add("device");
  auto wanted = described(source("room", "device"));
  wanted.streams.push_back(wanted.streams[0]);
  wanted.streams[1].name = "other";
  const auto unit =
      actors::start_unit(node.caf(), world, wanted, [](const auto&) { return std::nullopt; });
  REQUIRE(unit);
  REQUIRE(unit->sources.size() == 2);
  CHECK(unit->sources[0].name == "room." + wanted.streams[0].name + ".s");
  CHECK(unit->sources[1].name == "room.other.s");
  actors::end_unit(*unit);
  run();
}
