// SPDX-License-Identifier: Apache-2.0
// A simulated node with a DEPLOYMENT, a REQUEST MANAGER, history in memory and scripted plugins,
// for tests of the way from plugin to subscriber.
#pragma once

#include "actors/requests/request_manager_actor.hpp"
#include "actors/sensors/deployment_actor.hpp"
#include "runtime/config/virtual_sensor_file.hpp"
#include "runtime/storage/memory_store.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/scripted_plugin.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <vector>

namespace plexus::test {

/// Everything a consumer was sent.
struct consumed {
  std::vector<messages::request_data> portions;
  bool takes = true;

  std::vector<double> values() const {
    std::vector<double> all;
    for (const auto& portion : portions)
      for (std::size_t row = 0; portion.rows && row < portion.rows->rows(); ++row)
        all.push_back(portion.rows->floating(0, row));
    return all;
  }
  bool ended() const { return !portions.empty() && portions.back().ended; }
};

class sensing_fixture : public actor_fixture {
public:
  using list = std::vector<double>;

  explicit sensing_fixture(actors::deployment_settings deploying = {}) {
    deploying.world.plugins = scripts.registry();
    deploying.world.history = history;
    deploying.world.time = &time;
    deploying.world.log = log;
    deployment = spawn(actors::deployment, deploying);
    actors::request_manager_settings requesting;
    requesting.deployment = deployment;
    requesting.history = history;
    requesting.time = &time;
    requesting.log = log;
    requests = spawn(actors::request_manager, requesting);
  }
  ~sensing_fixture() {
    stop(requests);
    stop(deployment);
  }

  /// Deploys a TOML text; the answer's failure, if any.
  std::optional<error> deploy(const std::string& toml) {
    auto parsed = config::parse_virtual_sensor(toml, "test.toml");
    for (const auto& found : parsed.diagnostics)
      UNSCOPED_INFO(found.to_string());
    REQUIRE(parsed.descriptor);
    auto done = ask<messages::outcome>(deployment, messages::deploy{*parsed.descriptor});
    REQUIRE(done);
    return done->failure;
  }
  /// A pass-through virtual sensor `name` on the plugin of the same name with "_device" added.
  std::string passing(const std::string& name, const std::string& more = {}) const {
    return "name = \"" + name + "\"\n" + more +
           "\n[output]\nvalue = \"double\"\n[source.s]\nplugin = \"" + name +
           "_device\"\nwindow = 1\n";
  }
  messages::deployment_report report(const std::string& name) {
    auto all = ask<messages::deployment_list>(deployment, messages::list_v);
    REQUIRE(all);
    for (const auto& entry : all->entries)
      if (entry.descriptor.name == name)
        return entry;
    FAIL("not deployed: " << name);
    return {};
  }
  /// What history holds, first field in order of arrival.
  list stored(const std::string& name) const {
    list all;
    const auto stream = history->find_stream(name);
    if (!stream)
      return all;
    const auto done = history->scan(*stream, {}, [&](const storage::scan_piece& piece) {
      for (std::size_t row = 0; row < piece.rows->rows(); ++row)
        all.push_back(piece.rows->floating(0, row));
      return true;
    });
    REQUIRE(done);
    return all;
  }

  std::shared_ptr<consumed> open(const model::request& wanted, bool takes = true) {
    auto seen = std::make_shared<consumed>();
    seen->takes = takes;
    const auto behave =
        [seen, manager = requests](
            messages::consumer_port::pointer) -> messages::consumer_port::behavior_type {
      return {[seen, manager](const messages::request_data& portion) {
        seen->portions.push_back(portion);
        if (seen->takes)
          system::tell(manager, messages::request_taken{portion.request, portion.number});
      }};
    };
    consumers.push_back(spawn(behave));
    auto opened =
        ask<messages::opened_request>(requests, messages::open_request{wanted, consumers.back()});
    REQUIRE(opened);
    last_opened = *opened;
    run();
    return seen;
  }

  scripted_plugins scripts;
  std::shared_ptr<storage::memory_store> history = std::make_shared<storage::memory_store>();
  messages::deployment_actor deployment;
  messages::request_manager_actor requests;
  std::vector<messages::consumer_port> consumers;
  messages::opened_request last_opened;
};

} // namespace plexus::test
