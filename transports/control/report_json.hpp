// SPDX-License-Identifier: Apache-2.0
// Reports of actors as JSON for the control socket. Only writes; nothing here is read back by a
// node.
#pragma once

#include "runtime/messages/node_messages.hpp"

#include <nlohmann/json.hpp>

namespace plexus::control {

nlohmann::json to_json(const error& failure);
nlohmann::json to_json(const model::stream_counters& counters);
nlohmann::json to_json(const messages::sensor_report& report);
nlohmann::json to_json(const messages::virtual_sensor_report& report);
/// `with_sources`: the descriptor's sources and the sensors behind them too.
nlohmann::json to_json(const messages::deployment_report& report, bool with_sources);
nlohmann::json to_json(const messages::storage_report& report);
nlohmann::json to_json(const messages::request_report& report);
nlohmann::json to_json(const messages::request_counters& counters);
nlohmann::json to_json(const messages::file_report& report);
nlohmann::json to_json(const model::schema& layout);

} // namespace plexus::control
