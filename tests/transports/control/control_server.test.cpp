// SPDX-License-Identifier: Apache-2.0
// On real Unix sockets: what matters here is what the system does with them.
#include "transports/control/control_server.hpp"

#include "runtime/base/assert.hpp"
#include "runtime/base/bounded_queue.hpp"
#include "tests/support/scratch_folder.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace plexus;
using control::connection_id;
using control::control_server;

namespace {

namespace fs = std::filesystem;
constexpr seconds patience{30};

class scratch : public test::scratch_folder {
public:
  fs::path socket() const { return path() / "plexus.sock"; }
};

/// What the server told, in order: lines as "text", closed connections as "<closed>".
struct told {
  connection_id from = 0;
  std::string what;
};

struct listening {
  explicit listening(const fs::path& path, control::server_limits limits = {})
      : server(control_server::listen(path,
                                      {[this](connection_id from, std::string line) {
                                         PLEXUS_ASSERT(news.push(told{from, std::move(line)}));
                                       },
                                       [this](connection_id which) {
                                         PLEXUS_ASSERT(news.push(told{which, "<closed>"}));
                                       }},
                                      limits)) {}

  told next() {
    if (pending.empty()) {
      REQUIRE(news.drain(pending, patience));
      REQUIRE_FALSE(pending.empty());
    }
    auto first = pending.front();
    pending.erase(pending.begin());
    return first;
  }

  bounded_queue<told> news{1'000};
  std::vector<told> pending;
  result<std::unique_ptr<control_server>> server; // last: ends before what it reports to
};

class client {
public:
  explicit client(const fs::path& path) : socket_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.string().copy(address.sun_path, sizeof address.sun_path - 1);
    connected_ =
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~client() { ::close(socket_); }
  client(const client&) = delete;
  client& operator=(const client&) = delete;

  bool connected() const { return connected_; }
  void send(std::string_view text) {
    for (std::size_t sent = 0; sent < text.size();) {
      const auto count = ::send(socket_, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
      if (count <= 0)
        return; // the server hung up; what it said is what the test looks at
      sent += static_cast<std::size_t>(count);
    }
  }
  /// The next line, or "<end>" when the server hung up.
  std::string line() {
    for (;;) {
      if (const auto end = received_.find('\n'); end != std::string::npos) {
        auto text = received_.substr(0, end);
        received_.erase(0, end + 1);
        return text;
      }
      pollfd waiting{socket_, POLLIN, 0};
      REQUIRE(::poll(&waiting, 1, static_cast<int>(milliseconds{patience}.count())) == 1);
      char buffer[4096];
      const auto count = ::recv(socket_, buffer, sizeof buffer, 0);
      if (count <= 0)
        return "<end>";
      received_.append(buffer, static_cast<std::size_t>(count));
    }
  }

private:
  int socket_;
  bool connected_ = false;
  std::string received_;
};

} // namespace

TEST_CASE("lines go both ways", "[control_server]") {
  const scratch place;
  listening to{place.socket()};
  REQUIRE(to.server);
  client one{place.socket()};
  client two{place.socket()};
  one.send("first\n\nsec");
  const auto first = to.next();
  CHECK(first.what == "first");
  one.send("ond\n");
  const auto second = to.next();
  CHECK(second.what == "second");
  CHECK(second.from == first.from);
  two.send("other\n");
  const auto other = to.next();
  CHECK(other.from != first.from);
  (*to.server)->send(other.from, "for two");
  (*to.server)->send(first.from, "for one");
  CHECK(one.line() == "for one");
  CHECK(two.line() == "for two");
}

TEST_CASE("the socket is the user's alone and goes with the server", "[control_server]") {
  const scratch place;
  {
    const listening to{place.socket()};
    REQUIRE(to.server);
    struct stat about {};
    REQUIRE(::stat(place.socket().c_str(), &about) == 0);
    CHECK((about.st_mode & 0777u) == 0600u);
  }
  CHECK_FALSE(fs::exists(place.socket()));
}

TEST_CASE("a second server on the socket is refused and harms nothing", "[control_server]") {
  const scratch place;
  listening to{place.socket()};
  REQUIRE(to.server);
  const listening second{place.socket()};
  REQUIRE_FALSE(second.server);
  CHECK(second.server.error().code == errc::node_running);
  client one{place.socket()};
  REQUIRE(one.connected());
}

TEST_CASE("a socket that a killed server left is replaced", "[control_server]") {
  const scratch place;
  const int left = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  place.socket().string().copy(address.sun_path, sizeof address.sun_path - 1);
  REQUIRE(::bind(left, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  ::close(left);
  const listening to{place.socket()};
  REQUIRE(to.server);
  CHECK(client{place.socket()}.connected());
}

TEST_CASE("places where no socket can be", "[control_server]") {
  const scratch place;
  const listening nowhere{place.path() / "missing" / "plexus.sock"};
  REQUIRE_FALSE(nowhere.server);
  CHECK(nowhere.server.error().code == errc::io_failed);
  const listening far{place.path() / std::string(120, 'x')};
  REQUIRE_FALSE(far.server);
  CHECK(far.server.error().code == errc::invalid_argument);
}

TEST_CASE("a line above the limit ends the connection", "[control_server]") {
  const scratch place;
  control::server_limits limits;
  limits.line_bytes_max = 100;
  listening to{place.socket(), limits};
  client one{place.socket()};
  one.send(std::string(50, 'a') + "\n");
  CHECK(to.next().what == std::string(50, 'a'));
  one.send(std::string(500, 'b'));
  CHECK(one.line() == "<end>");
  CHECK(to.next().what == "<closed>");
}

TEST_CASE("a client that does not read is cut off at the limit", "[control_server]") {
  const scratch place;
  control::server_limits limits;
  limits.unsent_bytes_max = 10'000;
  listening to{place.socket(), limits};
  client one{place.socket()};
  one.send("hello\n");
  const auto hello = to.next();
  (*to.server)->send(hello.from, std::string(20'000, 'x'));
  CHECK(to.next().what == "<closed>");
}

TEST_CASE("connections above the limit are turned away", "[control_server]") {
  const scratch place;
  control::server_limits limits;
  limits.connections_max = 1;
  listening to{place.socket(), limits};
  client one{place.socket()};
  one.send("one\n");
  CHECK(to.next().what == "one");
  client two{place.socket()};
  CHECK(two.line() == "<end>");
  one.send("still\n");
  CHECK(to.next().what == "still");
}

TEST_CASE("a client that leaves is told once and its lines go nowhere", "[control_server]") {
  const scratch place;
  listening to{place.socket()};
  connection_id gone = 0;
  {
    client one{place.socket()};
    one.send("bye\n");
    gone = to.next().from;
  }
  const auto closed = to.next();
  CHECK(closed.what == "<closed>");
  CHECK(closed.from == gone);
  (*to.server)->send(gone, "into the void");
  client two{place.socket()};
  two.send("two\n");
  CHECK(to.next().what == "two");
}

TEST_CASE("what was sent is written before a close", "[control_server]") {
  const scratch place;
  listening to{place.socket()};
  client one{place.socket()};
  one.send("hello\n");
  const auto hello = to.next();
  bounded_queue<int> written{10};
  const std::string large(1'000'000, 'x');
  (*to.server)->send(hello.from, large, [&] { PLEXUS_ASSERT(written.push(1)); });
  (*to.server)->send(hello.from, "last", [&] { PLEXUS_ASSERT(written.push(2)); });
  (*to.server)->close(hello.from);
  CHECK(one.line() == large);
  CHECK(one.line() == "last");
  CHECK(one.line() == "<end>");
  CHECK(to.next().what == "<closed>");
  std::vector<int> order;
  REQUIRE(written.drain(order, patience));
  CHECK(order == std::vector<int>{1, 2});
}
