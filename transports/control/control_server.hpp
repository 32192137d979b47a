// SPDX-License-Identifier: Apache-2.0
// Lines over a Unix socket: accepts connections, cuts what arrives into lines, writes lines back.
// Runs on one thread of its own; knows neither JSON nor actors.
#pragma once

#include "runtime/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace plexus::control {

using connection_id = std::uint64_t;

struct server_limits {
  std::size_t connections_max = 64;
  std::size_t line_bytes_max = 1u << 20;    // of one line received
  std::size_t unsent_bytes_max = 64u << 20; // of one connection; above it the connection is closed
};

/// Called on the server's thread; must not block.
struct server_events {
  std::function<void(connection_id, std::string line)> on_line;
  std::function<void(connection_id)> on_closed;
};

class control_server {
public:
  /// Listens on a socket of mode 0600. A socket file that nobody listens on is replaced. Errors:
  /// node_running when somebody does, io_failed, invalid_argument for a path that is too long.
  static result<std::unique_ptr<control_server>>
  listen(const std::filesystem::path& path, server_events events, server_limits limits = {});
  ~control_server();

  /// Sends a line (without its end). `on_written`, if given, is called on the server's thread when
  /// the line has been handed to the system; never, when the connection ends before. Any thread.
  void send(connection_id to, std::string line, std::function<void()> on_written = {});
  /// Closes after everything sent so far is written. Any thread.
  void close(connection_id which);

private:
  class engine;
  explicit control_server(std::unique_ptr<engine> running);
  std::unique_ptr<engine> engine_;
};

} // namespace plexus::control
