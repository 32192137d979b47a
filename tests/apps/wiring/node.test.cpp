// SPDX-License-Identifier: Apache-2.0
#include "apps/wiring/node.hpp"

#include "runtime/plugins/builtin/builtin_plugins.hpp"
#include "runtime/storage/memory_store.hpp"
#include "runtime/system/ask_and_wait.hpp"
#include "tests/support/scratch_folder.hpp"

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <catch2/catch.hpp>

#include <optional>
#include <unistd.h>

using namespace plexus;

namespace {

constexpr const char* ticks = R"(name = "ticks"

[output]
clock = "int64"

[source.tick]
plugin = "system-time"
clock-period = 1000
sql = "select timed as clock, timed from wrapper"
)";

apps::node_parts parts_in(const test::scratch_folder& place) {
  apps::node_parts parts;
  parts.settings.virtual_sensor_folders = {place.path()};
  parts.settings.data_folder = place.path();
  auto known = std::make_shared<plugins::plugin_registry>();
  plugins::builtin_plugins(*known);
  parts.plugins = known;
  parts.history = std::make_shared<storage::memory_store>();
  parts.commit = [history = parts.history](const std::function<void(status)>& done) {
    done(history->commit());
  };
  parts.commit_period = milliseconds{100};
  return parts;
}

} // namespace

TEST_CASE("a node runs what its folder holds, stores it and stops in order", "[node]") {
  const test::scratch_folder place;
  place.write("ticks.toml", ticks);
  manual_clock time{from_microseconds(1'772'359'200'000'000)};
  auto host = system::node_system::simulated(time, {});
  auto parts = parts_in(place);
  const auto history = parts.history;
  auto started = apps::node::start(host, std::move(parts));
  REQUIRE(started);
  REQUIRE((*started)->settle(seconds{10}));
  const auto list = system::ask_and_wait<messages::deployment_list>(host, (*started)->deployment(),
                                                                    seconds{10}, messages::list_v);
  REQUIRE(list);
  REQUIRE(list->entries.size() == 1);
  CHECK(list->entries[0].state == messages::deployment_state::running);
  host.advance(seconds{10});
  const auto stored = history->find_stream("ticks");
  REQUIRE(stored);
  CHECK(history->info(*stored)->last >= 9);
  CHECK((*started)->stop(seconds{1}).empty());
  CHECK(history->info(*stored)->durable == history->info(*stored)->last);
}

TEST_CASE("a query that wants all memory fails and the node lives", "[node]") {
  const test::scratch_folder place;
  place.write("ticks.toml", ticks);
  manual_clock time{from_microseconds(1'772'359'200'000'000)};
  auto host = system::node_system::simulated(time, {});
  auto parts = parts_in(place);
  parts.settings.query.memory_max = 16u << 20;
  const auto history = parts.history;
  auto settings = parts.settings;
  auto started = apps::node::start(host, std::move(parts));
  REQUIRE(started);
  REQUIRE((*started)->settle(seconds{10}));
  host.advance(seconds{100});

  std::optional<error> failure;
  const auto consumer = host.caf().spawn(
      [&failure](messages::consumer_port::pointer) -> messages::consumer_port::behavior_type {
        return {[&failure](const messages::request_data& portion) { failure = portion.failure; }};
      });
  model::request wanted;
  wanted.covers = model::coverage::history;
  wanted.sql = "select a.clock from ticks a, ticks b order by repeat('x', 20000) || b.clock";
  REQUIRE(system::ask_and_wait<messages::opened_request>(host, (*started)->requests(), seconds{10},
                                                         messages::open_request{wanted, consumer}));
  host.run_ready();
  REQUIRE(failure);
  CHECK(failure->code == errc::out_of_memory);

  const auto before = history->info(*history->find_stream("ticks"))->last;
  host.advance(seconds{10});
  CHECK(history->info(*history->find_stream("ticks"))->last >= before + 9);
  settings.query.memory_max = std::uint64_t{1} << 40;
  (*started)->apply(settings);
  caf::anon_send_exit(consumer, caf::exit_reason::user_shutdown);
  CHECK((*started)->stop(seconds{1}).empty());
}

TEST_CASE("a folder that is not there is an error", "[node]") {
  const test::scratch_folder place;
  manual_clock time;
  auto host = system::node_system::simulated(time, {});
  auto parts = parts_in(place);
  parts.settings.virtual_sensor_folders = {place.path() / "missing"};
  const auto started = apps::node::start(host, std::move(parts));
  REQUIRE_FALSE(started);
  CHECK(started.error().code == errc::not_found);
}

TEST_CASE("the machine is read where the settings say", "[node]") {
  const test::scratch_folder place;
  place.write("machine/proc/self/statm", "20000000 10000000 300 10 0 400 0\n");
  place.write("memory.toml", R"(name = "memory"

[output]
total = "int64"

[source.m]
plugin = "memory-usage"
sql = "select heap + non_heap as total, timed from wrapper"
)");
  manual_clock time{from_microseconds(1'772'359'200'000'000)};
  auto host = system::node_system::simulated(time, {});
  auto parts = parts_in(place);
  parts.settings.machine_root = place.path() / "machine";
  const auto history = parts.history;
  auto started = apps::node::start(host, std::move(parts));
  REQUIRE(started);
  REQUIRE((*started)->settle(seconds{10}));
  host.advance(seconds{2});
  std::vector<std::int64_t> totals;
  REQUIRE(history->scan(*history->find_stream("memory"), {}, [&](const storage::scan_piece& piece) {
    totals.push_back(piece.rows->integer(0, 0));
    return true;
  }));
  CHECK((*started)->stop(seconds{1}).empty());
  REQUIRE_FALSE(totals.empty());
  CHECK(totals.front() == 10'000'000 * ::sysconf(_SC_PAGESIZE));
}

TEST_CASE("a running node takes new limits over", "[node]") {
  const test::scratch_folder place;
  place.write("ticks.toml", ticks);
  manual_clock time{from_microseconds(1'772'359'200'000'000)};
  auto host = system::node_system::simulated(time, {});
  auto parts = parts_in(place);
  auto settings = parts.settings;
  auto started = apps::node::start(host, std::move(parts));
  REQUIRE(started);
  REQUIRE((*started)->settle(seconds{10}));
  auto consumer = host.caf().spawn(
      [](messages::consumer_port::pointer) -> messages::consumer_port::behavior_type {
        return {[](const messages::request_data&) {}};
      });
  const auto open = [&] {
    model::request wanted;
    wanted.source = "ticks";
    const auto opened = system::ask_and_wait<messages::opened_request>(
        host, (*started)->requests(), seconds{10}, messages::open_request{wanted, consumer});
    REQUIRE(opened);
    return opened->failure ? opened->failure->code : errc{};
  };
  CHECK(open() == errc{});
  CHECK(open() == errc{});
  settings.requests.max = 1;
  (*started)->apply(settings);
  CHECK(open() == errc::too_many_requests);
  CHECK((*started)->stop(seconds{1}).empty());
}
