// SPDX-License-Identifier: Apache-2.0
// The command line's end of a node's control socket: lines out, lines in, blocking.
#pragma once

#include "runtime/base/clock.hpp"
#include "runtime/base/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace plexus::apps {

class control_client {
public:
  /// Errors: node_unreachable when nobody listens.
  static result<control_client> connect(const std::filesystem::path& socket);
  control_client(control_client&& other) noexcept;
  control_client& operator=(control_client&& other) noexcept;
  ~control_client();

  /// Errors: node_unreachable when the node went away.
  status send(std::string_view line);
  /// The next line. Errors: timed_out, node_unreachable, protocol_violation for a line above 256
  /// MB.
  result<std::string> receive(milliseconds deadline);

  int descriptor() const noexcept { return socket_; }

private:
  explicit control_client(int socket) : socket_(socket) {}

  int socket_ = -1;
  std::string received_;
  std::size_t searched_ = 0;
};

} // namespace plexus::apps
