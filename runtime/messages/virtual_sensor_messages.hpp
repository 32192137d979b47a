// SPDX-License-Identifier: Apache-2.0
// What VIRTUAL SENSORs and the DEPLOYMENT say. The DEPLOYMENT decides which virtual sensors run, in
// which order, and knows why one does not.
#pragma once

#include "runtime/messages/sensor_messages.hpp"
#include "runtime/model/virtual_sensor_descriptor.hpp"
#include "runtime/query/sql_engine.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plexus::messages {

struct virtual_sensor_report {
  std::string name;
  model::schema_ptr layout = model::schema::empty();
  model::stream_counters counters;
  std::uint64_t stored = 0;   // last sequence in history
  std::uint64_t unstored = 0; // published while history could not take them
  std::uint64_t subscribers = 0;
  std::string last_error;
  std::optional<timestamp> last_error_at;
  std::optional<model::stream_element> latest;
};

/// New limits for what runs from now on: the queries of one VIRTUAL SENSOR, or, told to the
/// DEPLOYMENT, of all.
struct query_limits {
  query::engine_limits limits;
};

/// A new descriptor with the same sources; answered with ok or the reason for refusal.
struct replace_descriptor {
  model::virtual_sensor_descriptor wanted;
};

/// What a command did; carries its error as a value.
struct outcome {
  std::optional<error> failure;
};

using virtual_sensor_actor = publisher_actor::extend<
    caf::reacts_to<deliver>, caf::replies_to<describe_atom>::with<virtual_sensor_report>,
    caf::replies_to<replace_descriptor>::with<outcome>, caf::reacts_to<query_limits>,
    caf::replies_to<stop_atom>::with<ok_atom>>;

/// Starts or changes a virtual sensor. One that waits for a source is accepted and stays waiting.
struct deploy {
  model::virtual_sensor_descriptor wanted;
};

struct undeploy {
  std::string name;
};

enum class deployment_state : std::uint8_t { waiting, running, failed };

std::string_view name_of(deployment_state state) noexcept;

struct deployment_report {
  model::virtual_sensor_descriptor descriptor;
  deployment_state state = deployment_state::waiting;
  std::string reason; // why it waits or failed
  virtual_sensor_report sensor;
  std::vector<sensor_report> sources;
  std::vector<std::string> warnings; // what is odd in its addresses; of one that runs
};

/// Everything deployed, in name order.
struct deployment_list {
  std::vector<deployment_report> entries;
};

/// Who publishes under a name: a virtual sensor ("room") or one of its sensors ("room.inside").
struct find_publisher {
  std::string name;
};

struct found_publisher {
  std::optional<error> failure;
  publisher_actor from;
  model::schema_ptr layout;
  bool stored = false;      // has history under `name`
  std::uint32_t stream = 0; // its stream in the store
};

using deployment_actor =
    caf::typed_actor<caf::replies_to<deploy>::with<outcome>,
                     caf::replies_to<undeploy>::with<outcome>,
                     caf::replies_to<list_atom>::with<deployment_list>,
                     caf::replies_to<find_publisher>::with<found_publisher>,
                     caf::reacts_to<query_limits>, caf::replies_to<stop_atom>::with<ok_atom>>;

/// What the VIRTUAL SENSOR FOLDER last made of one file.
struct file_report {
  std::string path;
  std::string virtual_sensor;        // empty when the file could not be read
  std::vector<std::string> errors;   // "file:line: element: reason"
  std::vector<std::string> warnings; //
};

struct file_list {
  std::vector<file_report> files;
};

/// Checks a virtual sensor file's text, writes it into the folder and deploys it, so that it is
/// there again after a restart. `file_name` without folder, ending in .toml or .xml.
struct deploy_file {
  std::string file_name;
  std::string text;
};

/// Removes a virtual sensor with its file.
struct undeploy_file {
  std::string virtual_sensor;
};

struct deploy_file_answer {
  std::optional<error> failure;
  file_report report;
};

/// How often the folders are read whole; 0 = never.
struct rescan_every {
  microseconds period{0};
};

using folder_actor =
    caf::typed_actor<caf::replies_to<list_atom>::with<file_list>,
                     caf::replies_to<deploy_file>::with<deploy_file_answer>,
                     caf::replies_to<undeploy_file>::with<outcome>,
                     caf::replies_to<flush_atom>::with<ok_atom>, caf::reacts_to<rescan_every>,
                     caf::replies_to<stop_atom>::with<ok_atom>>;

} // namespace plexus::messages

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::virtual_sensor_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::replace_descriptor)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::query_limits)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::rescan_every)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::outcome)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::deploy)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::undeploy)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::deployment_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::deployment_list)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::find_publisher)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::found_publisher)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::file_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::file_list)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::deploy_file)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::undeploy_file)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(plexus::messages::deploy_file_answer)
