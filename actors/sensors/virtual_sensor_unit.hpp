// SPDX-License-Identifier: Apache-2.0
// The actors of one virtual sensor: a PLUGIN, WRAPPER and SENSOR for each source that reads a
// device, and the VIRTUAL SENSOR itself. Starts and stops them for the DEPLOYMENT; decides nothing.
#pragma once

#include "actors/sensors/virtual_sensor_actor.hpp"
#include "actors/sensors/wrapper_actor.hpp"
#include "runtime/messages/request_messages.hpp"
#include "runtime/plugins/plugin_registry.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace plexus::actors {

/// What every virtual sensor of a node shares.
struct unit_environment {
  std::shared_ptr<const plugins::plugin_registry> plugins;
  std::shared_ptr<storage::store> history;
  query::engine_limits limits;
  std::filesystem::path machine_root = "/";
  std::filesystem::path state_folder;                           // check-points of plugins
  model::compatibility compat = model::compatibility::intended; // where a descriptor has none
  bool until_end = false;                                       // see plugin_context
  const clock* time = nullptr;
  logger log;
};

/// A running virtual sensor that others may take as a source.
struct local_source {
  messages::publisher_actor from;
  model::schema_ptr layout;
  bool unique_timestamps = true;
  storage::stream_id stream = 0; // its history
};
using find_local = std::function<std::optional<local_source>(const std::string& name)>;

/// A source that reads a device.
struct sensor_unit {
  std::string name; // "<virtual sensor>.<alias>"
  messages::plugin_actor plugin;
  messages::wrapper_actor wrapper;
  messages::sensor_actor sensor;
  model::schema_ptr layout;
  std::uint64_t subscription = 0; // the virtual sensor's number for it
};

struct virtual_sensor_unit {
  messages::virtual_sensor_actor sensor;
  model::schema_ptr layout;
  storage::stream_id stream = 0;
  std::vector<sensor_unit> sources;
  std::vector<std::string> warnings;             // parameters that its plugins do not know
  std::vector<messages::local_feed_actor> feeds; // of the virtual sensors it takes a part from
};

/// Name of the virtual sensor that a `local` address takes from: the table of its `query`, or its
/// `name`. Empty when neither says one.
std::string local_name(const model::source_address& address);

/// The names of all virtual sensors that the descriptor takes as sources.
std::set<std::string> local_names(const model::virtual_sensor_descriptor& descriptor);

/// Starts everything and subscribes to the virtual sensors it takes from; its own devices are not
/// read before begin_unit. On error nothing is left running. Errors: source_unavailable for a
/// missing virtual sensor, plugin_configuration for what a `local` address may not ask for, those
/// of the plugin, of virtual_sensor_pipeline::make, of store::open_stream.
result<virtual_sensor_unit> start_unit(caf::actor_system& node, const unit_environment& world,
                                       const model::virtual_sensor_descriptor& descriptor,
                                       const find_local& find);

/// Has the devices read. What starts together begins together, after all of it has started: so who
/// takes from another virtual sensor is subscribed before that one's first element.
void begin_unit(const virtual_sensor_unit& unit);

/// Ends the actors at once; what is on the way between them is lost. For an orderly end stop the
/// wrappers, then the virtual sensor, first.
void end_unit(const virtual_sensor_unit& unit);

} // namespace plexus::actors
