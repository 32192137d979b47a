// SPDX-License-Identifier: Apache-2.0
// CONTROL: answers the commands that come in over the node's Unix socket. One JSON document per
// line; docs/control_protocol.md lists the verbs. Owns no socket: lines come and go as messages.
#pragma once

#include "runtime/base/log.hpp"
#include "runtime/messages/node_messages.hpp"
#include "runtime/system/facade.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <nlohmann/json_fwd.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

namespace plexus::control {

/// What was answered since the start. Counted by CONTROL, read by anybody.
struct control_totals {
  std::atomic<std::uint64_t> commands{0}; // answered, refusals too
  std::atomic<std::uint64_t> requests{0}; // opened
  std::atomic<std::uint64_t> elements{0}; // handed to requests
};

struct control_settings {
  /// Writes a line to a connection and calls back when it is written; from any thread.
  std::function<void(std::uint64_t connection, std::string line, std::function<void()> on_written)>
      send;
  std::string node_name;
  messages::deployment_actor deployment;
  messages::request_manager_actor requests;
  messages::storage_actor storage;
  messages::folder_actor folder;
  /// Reads the settings again; the text says what changed or what needs a restart.
  std::function<result<std::string>()> reload;
  std::shared_ptr<control_totals> totals = std::make_shared<control_totals>();
  microseconds ask_deadline{5'000'000};
  const clock* time = nullptr;
  logger log;
};

class control_state {
public:
  explicit control_state(messages::control_actor::pointer self);
  void start(control_settings settings);

  void line(const messages::control_line& received);
  void closed(const messages::control_closed& ended);
  void data(const messages::request_data& portion);
  void written(const messages::control_written& portion);

  static constexpr const char* name = "control";

private:
  /// Where an answer goes: the connection and the number its command had.
  struct caller {
    std::uint64_t connection = 0;
    std::int64_t id = 0;
  };
  struct open_entry {
    caller to;
    model::schema_ptr told; // the layout the client knows
  };
  using verb = void (control_state::*)(const caller&, const nlohmann::json&);
  static const std::map<std::string, verb, std::less<>>& verbs();

  void status(const caller& from, const nlohmann::json& command);
  void sensors(const caller& from, const nlohmann::json& command);
  void list(const caller& from, const nlohmann::json& command);
  void show(const caller& from, const nlohmann::json& command);
  void deploy(const caller& from, const nlohmann::json& command);
  void undeploy(const caller& from, const nlohmann::json& command);
  void query(const caller& from, const nlohmann::json& command);
  void close(const caller& from, const nlohmann::json& command);
  void pull(const caller& from, const nlohmann::json& command);
  /// The open request the command names. Errors: bad_command; unknown_request also for one of
  /// another connection.
  result<messages::request_id> own_request(const caller& from, const nlohmann::json& command) const;
  void requests(const caller& from, const nlohmann::json& command);
  void flush(const caller& from, const nlohmann::json& command);
  void reload(const caller& from, const nlohmann::json& command);

  void with_deployments(const caller& from,
                        std::function<nlohmann::json(const messages::deployment_list&)> make);
  void answer(const caller& to, nlohmann::json what);
  void refuse(const caller& to, const error& why);
  void send(const caller& to, const nlohmann::json& document);

  messages::control_actor::pointer self_;
  control_settings settings_;
  timestamp started_{};
  std::map<messages::request_id, open_entry> open_;
  std::set<std::uint64_t> connections_; // that sent a line and are not closed
};

/// Receives: control_line, control_closed, control_written (the socket's thread), request_data
/// (SUBSCRIBERs). Sends: list, deploy_file, undeploy_file, describe, flush, open_request,
/// close_request, request_taken. Owns: the requests of its connections. Timers: none. Monitors:
/// nothing. Stops when: told to exit. Answers every command; one that is not understood with
/// malformed_json or bad_command.
messages::control_actor::behavior_type
control(messages::control_actor::stateful_pointer<control_state> self, control_settings settings);

} // namespace plexus::control
