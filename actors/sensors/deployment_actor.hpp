// SPDX-License-Identifier: Apache-2.0
// DEPLOYMENT: which virtual sensors run, in which order they start and stop, and why one does not
// run. One command at a time. Reads no files (VIRTUAL SENSOR FOLDER does).
#pragma once

#include "actors/sensors/virtual_sensor_unit.hpp"
#include "runtime/messages/virtual_sensor_messages.hpp"
#include "runtime/model/dependency_graph.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace plexus::actors {

struct deployment_settings {
  unit_environment world;
  microseconds retry_period{3'000'000};  // for sources that are not there yet (GSN's rescan)
  microseconds stop_deadline{1'000'000}; // of one actor
};

class deployment_state {
public:
  explicit deployment_state(messages::deployment_actor::pointer self);
  /// Ends at once what still runs; an orderly end is stop.
  ~deployment_state();
  void start(deployment_settings settings);

  caf::result<messages::outcome> deploy(const messages::deploy& command);
  caf::result<messages::outcome> undeploy(const messages::undeploy& command);
  caf::result<messages::deployment_list> list();
  messages::found_publisher find(const messages::find_publisher& wanted) const;
  void limit(const messages::query_limits& wanted);
  caf::result<messages::ok_atom> stop();
  void retry();

  static constexpr const char* name = "deployment";

private:
  struct entry {
    model::virtual_sensor_descriptor descriptor;
    messages::deployment_state state = messages::deployment_state::waiting;
    std::optional<error> why; // it does not run
    std::optional<virtual_sensor_unit> unit;
  };
  using continuation = std::function<void()>;
  using promise = caf::typed_response_promise<messages::outcome>;

  void enqueue(std::function<void()> command);
  void command_done();

  void run_deploy(const model::virtual_sensor_descriptor& wanted, promise answer);
  void replace_in_place(const model::virtual_sensor_descriptor& wanted, promise answer);
  void start_anew(const model::virtual_sensor_descriptor& wanted, promise answer);
  void run_undeploy(const std::string& name, promise answer);
  void conclude(const std::string& name, promise answer);

  /// Stops the units of these virtual sensors in order, keeping their entries as waiting.
  void stop_units(std::vector<std::string> names, continuation done);
  void stop_wrappers(const std::string& name, std::size_t next, continuation done);
  void stop_virtual_sensor(const std::string& name, continuation done);
  void ended(const std::string& name, const continuation& done);

  /// Starts whatever waits and can run now, until nothing more can.
  void start_waiting();
  bool try_start(entry& candidate);
  void refuse_circles();

  model::dependencies graph() const;
  std::vector<std::string> with_dependants(const std::string& name) const;
  std::optional<local_source> find_local_source(const std::string& name) const;

  messages::deployment_actor::pointer self_;
  deployment_settings settings_;
  std::map<std::string, entry, std::less<>> entries_;
  std::deque<std::function<void()>> commands_;
  bool busy_ = false;
  bool stopping_ = false;
  system::timer_token retry_timer_;
};

/// Receives: deploy, undeploy, list, find_publisher, query_limits, stop (VIRTUAL SENSOR FOLDER,
/// control sessions, REQUEST MANAGER). Sends: stop, describe, replace_descriptor, query_limits, and
/// subscribe on behalf of what it starts (VIRTUAL SENSORs, WRAPPERs, SENSORs). Owns: all units.
/// Timers: the retry of what cannot start yet. Monitors: nothing. Stops when: told to exit after
/// stop was answered. Answers with: unknown_virtual_sensor, unknown_sensor, dependency_cycle,
/// source_unavailable, and what start_unit refuses.
messages::deployment_actor::behavior_type
deployment(messages::deployment_actor::stateful_pointer<deployment_state> self,
           deployment_settings settings);

} // namespace plexus::actors
