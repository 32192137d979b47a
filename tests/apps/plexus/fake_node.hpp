// SPDX-License-Identifier: Apache-2.0
// The node's end of a control socket for tests of the command line: answers lines from a script on
// a thread of its own.
#pragma once

#include "tests/support/scratch_folder.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <functional>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace plexus::test {

/// Takes one connection. `answer` is called on the fake's thread with each command and gives the
/// lines to send back; the connection ends when it gives the text "hang up".
class fake_node {
public:
  using script = std::function<std::vector<std::string>(const nlohmann::json& command)>;

  explicit fake_node(script answer) : answer_(std::move(answer)) {
    listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket().string().copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(listener_, 4) == 0);
    thread_ = std::thread{[this] { serve(); }};
  }
  ~fake_node() {
    ::shutdown(listener_, SHUT_RDWR); // ends a wait for a connection that never came
    thread_.join();
    ::close(listener_);
  }
  fake_node(const fake_node&) = delete;
  fake_node& operator=(const fake_node&) = delete;

  std::filesystem::path socket() const { return place_.path() / "plexus.sock"; }

  static std::string ok(const nlohmann::json& command, nlohmann::json result) {
    return nlohmann::json{{"id", command["id"]}, {"ok", true}, {"result", std::move(result)}}
        .dump();
  }
  static std::string refusal(const nlohmann::json& command, const std::string& code) {
    const nlohmann::json why{{"code", code}, {"what", "no"}, {"where", "here"}};
    return nlohmann::json{{"id", command["id"]}, {"ok", false}, {"error", why}}.dump();
  }

private:
  void serve() {
    const int connection = ::accept(listener_, nullptr, nullptr);
    if (connection < 0)
      return;
    std::string received;
    char buffer[4096];
    for (bool open = true; open;) {
      const auto count = ::recv(connection, buffer, sizeof buffer, 0);
      if (count <= 0)
        break;
      received.append(buffer, static_cast<std::size_t>(count));
      for (auto end = received.find('\n'); open && end != std::string::npos;
           end = received.find('\n')) {
        const auto command = nlohmann::json::parse(received.substr(0, end));
        received.erase(0, end + 1);
        open = send_all(connection, answer_(command));
      }
    }
    ::close(connection);
  }

  static bool send_all(int connection, const std::vector<std::string>& lines) {
    for (const auto& line : lines) {
      if (line == "hang up")
        return false;
      const auto bytes = line + "\n";
      if (::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0)
        return false;
    }
    return true;
  }

  scratch_folder place_;
  script answer_;
  int listener_ = -1;
  std::thread thread_;
};

} // namespace plexus::test
