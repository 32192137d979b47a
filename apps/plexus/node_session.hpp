// SPDX-License-Identifier: Apache-2.0
// Commands to a running node and their answers, over the control socket.
#pragma once

#include "apps/plexus/control_client.hpp"
#include "runtime/model/batch.hpp"
#include "runtime/model/request.hpp"

#include <nlohmann/json.hpp>

#include <functional>
#include <optional>
#include <string>

namespace plexus::apps {

/// A portion of a request's answer.
struct answered_rows {
  model::schema_ptr layout; // null until the first rows came
  model::batch_ptr rows;    // may be null
  bool ended = false;
  std::optional<error> failure;
  nlohmann::json counters = nlohmann::json::object();
};

class node_session {
public:
  static result<node_session> connect(const std::filesystem::path& socket);

  /// Called now and then while an answer is waited for.
  void on_wait(std::function<void()> callback) { waiting_ = std::move(callback); }

  /// Sends a verb with its members and waits for the answer. Errors: what the node refused with;
  /// those of control_client.
  result<nlohmann::json> command(const std::string& verb, nlohmann::json members = {},
                                 milliseconds deadline = milliseconds{10'000});

  /// Opens a request; returns its number.
  result<std::uint64_t> open(const model::request& wanted);
  /// Ends a request; what next() gives goes on until its last portion, which has `ended`.
  status close(std::uint64_t request);
  /// The next portion. Errors: timed_out when none came, protocol_violation for one that cannot be
  /// read, those of control_client.
  result<answered_rows> next(milliseconds deadline);

private:
  explicit node_session(control_client client) : client_(std::move(client)) {}
  result<nlohmann::json> receive(milliseconds deadline);
  result<answered_rows> portion_of(const nlohmann::json& document);

  control_client client_;
  std::function<void()> waiting_;
  std::int64_t last_id_ = 0;
  model::schema_ptr layout_;
};

/// Reads an error as the node writes it.
error error_from(const nlohmann::json& document);

} // namespace plexus::apps
