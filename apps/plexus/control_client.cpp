// SPDX-License-Identifier: Apache-2.0
#include "apps/plexus/control_client.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace plexus::apps {

namespace {

constexpr std::size_t line_bytes_max = 256u << 20;

error unreachable(std::string why) { return fail(errc::node_unreachable, std::move(why)); }

} // namespace

result<control_client> control_client::connect(const std::filesystem::path& socket) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket.native().size() >= sizeof address.sun_path)
    return fail(errc::invalid_argument, "the path of the control socket is too long",
                socket.string());
  std::strncpy(address.sun_path, socket.c_str(), sizeof address.sun_path - 1);
  control_client client{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  if (client.socket_ < 0 ||
      ::connect(client.socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    return fail(errc::node_unreachable, std::strerror(errno), socket.string());
  return client;
}

control_client::control_client(control_client&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), received_(std::move(other.received_)),
      searched_(std::exchange(other.searched_, 0)) {}

control_client& control_client::operator=(control_client&& other) noexcept {
  std::swap(socket_, other.socket_);
  std::swap(received_, other.received_);
  std::swap(searched_, other.searched_);
  return *this;
}

control_client::~control_client() {
  if (socket_ >= 0)
    ::close(socket_);
}

status control_client::send(std::string_view line) {
  std::string bytes{line};
  bytes.push_back('\n');
  for (std::size_t sent = 0; sent < bytes.size();) {
    const auto count = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return unreachable(std::strerror(errno));
    sent += static_cast<std::size_t>(count);
  }
  return {};
}

result<std::string> control_client::receive(milliseconds deadline) {
  for (;;) {
    const auto end = received_.find('\n', searched_);
    if (end != std::string::npos) {
      auto line = received_.substr(0, end);
      received_.erase(0, end + 1);
      searched_ = 0;
      return line;
    }
    searched_ = received_.size();
    if (received_.size() > line_bytes_max)
      return fail(errc::protocol_violation, "the node sends a line without end");
    pollfd waiting{socket_, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(deadline.count()));
    if (ready == 0 || (ready < 0 && errno == EINTR))
      return fail(errc::timed_out, "the node does not answer");
    std::array<char, 65'536> buffer;
    const auto count = ready < 0 ? -1 : ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (count <= 0)
      return unreachable(count == 0 ? "the node closed the connection" : std::strerror(errno));
    received_.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

} // namespace plexus::apps
