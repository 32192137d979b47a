// SPDX-License-Identifier: Apache-2.0
#include "transports/control/control_server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <deque>
#include <map>
#include <sys/stat.h>
#include <thread>
#include <utility>

namespace plexus::control {

namespace asio = boost::asio;
using unix_socket = asio::local::stream_protocol;
using boost::system::error_code;

namespace {

constexpr std::size_t socket_path_bytes_max = 107; // sockaddr_un

struct outgoing {
  std::string bytes;
  std::function<void()> on_written;
};

/// Callbacks from a connection to the engine that owns it.
struct connection_events {
  std::function<void(connection_id, std::string)> on_line;
  std::function<void(connection_id)> on_closed;
};

class connection : public std::enable_shared_from_this<connection> {
public:
  connection(unix_socket::socket socket, connection_id id, const server_limits& limits,
             const connection_events& events)
      : socket_(std::move(socket)), id_(id), limits_(limits), events_(events) {}

  void read() {
    auto self = shared_from_this();
    asio::async_read_until(
        socket_, asio::dynamic_buffer(received_, limits_.line_bytes_max), '\n',
        [self](const error_code& failure, std::size_t bytes) { self->on_read(failure, bytes); });
  }

  void send(std::string line, std::function<void()> on_written) {
    line.push_back('\n');
    unsent_ += line.size();
    if (unsent_ > limits_.unsent_bytes_max)
      return drop();
    queue_.push_back({std::move(line), std::move(on_written)});
    if (queue_.size() == 1)
      write();
  }

  void close_when_written() {
    closing_ = true;
    if (queue_.empty())
      drop();
  }

  void drop() {
    error_code ignored; // the connection ends whatever close says
    socket_.close(ignored);
    if (!std::exchange(dropped_, true))
      events_.on_closed(id_);
  }

private:
  void on_read(const error_code& failure, std::size_t bytes) {
    if (failure)
      return drop(); // the peer went away, or its line is longer than the limit
    auto line = received_.substr(0, bytes - 1);
    received_.erase(0, bytes);
    if (!line.empty())
      events_.on_line(id_, std::move(line));
    if (!dropped_)
      read();
  }

  void write() {
    auto self = shared_from_this();
    asio::async_write(socket_, asio::buffer(queue_.front().bytes),
                      [self](const error_code& failure, std::size_t) { self->on_write(failure); });
  }

  void on_write(const error_code& failure) {
    if (failure)
      return drop();
    auto done = std::move(queue_.front());
    queue_.pop_front();
    unsent_ -= done.bytes.size();
    if (done.on_written)
      done.on_written();
    if (!queue_.empty())
      write();
    else if (closing_)
      drop();
  }

  unix_socket::socket socket_;
  connection_id id_;
  const server_limits& limits_;
  const connection_events& events_;
  std::string received_;
  std::deque<outgoing> queue_;
  std::size_t unsent_ = 0;
  bool closing_ = false;
  bool dropped_ = false;
};

} // namespace

class control_server::engine {
public:
  engine(std::filesystem::path path, server_events events, server_limits limits)
      : path_(std::move(path)), events_(std::move(events)), limits_(limits), acceptor_(context_) {
    from_connections_.on_line = events_.on_line;
    from_connections_.on_closed = [this](connection_id id) {
      connections_.erase(id);
      events_.on_closed(id);
    };
  }

  ~engine() {
    context_.stop();
    if (thread_.joinable())
      thread_.join();
    if (listening_) {
      std::error_code ignored; // a socket file left behind is replaced by the next start
      std::filesystem::remove(path_, ignored);
    }
  }

  status open() {
    if (path_.native().size() > socket_path_bytes_max)
      return fail(errc::invalid_argument, "the path of the control socket is too long",
                  path_.string());
    if (somebody_listens())
      return fail(errc::node_running, "a node already listens here", path_.string());
    std::error_code ignored; // bind reports what matters
    std::filesystem::remove(path_, ignored);
    const auto before = ::umask(0177);
    error_code failure = bind_and_listen();
    ::umask(before);
    if (failure)
      return fail(errc::io_failed, failure.message(), path_.string());
    listening_ = true;
    accept();
    thread_ = std::thread{[this] { context_.run(); }};
    return {};
  }

  void send(connection_id to, std::string line, std::function<void()> on_written) {
    asio::post(context_,
               [this, to, line = std::move(line), on_written = std::move(on_written)]() mutable {
                 if (const auto found = connections_.find(to); found != connections_.end())
                   std::shared_ptr {
                     found->second
                     } -> send(std::move(line), std::move(on_written));
               });
  }

  void close(connection_id which) {
    asio::post(context_, [this, which] {
      if (const auto found = connections_.find(which); found != connections_.end())
        std::shared_ptr { found->second } -> close_when_written();
    });
  }

private:
  bool somebody_listens() {
    unix_socket::socket probe{context_};
    error_code failure;
    probe.connect(unix_socket::endpoint{path_.string()}, failure);
    return !failure;
  }

  error_code bind_and_listen() {
    error_code failure;
    acceptor_.open(unix_socket{}, failure);
    if (!failure)
      acceptor_.bind(unix_socket::endpoint{path_.string()}, failure);
    if (!failure)
      acceptor_.listen(asio::socket_base::max_listen_connections, failure);
    return failure;
  }

  void accept() {
    acceptor_.async_accept([this](const error_code& failure, unix_socket::socket socket) {
      if (failure == asio::error::operation_aborted)
        return;
      if (!failure && connections_.size() < limits_.connections_max) {
        const auto id = ++last_id_;
        auto added =
            std::make_shared<connection>(std::move(socket), id, limits_, from_connections_);
        connections_.emplace(id, added);
        added->read();
      }
      accept();
    });
  }

  std::filesystem::path path_;
  server_events events_;
  server_limits limits_;
  connection_events from_connections_;
  asio::io_context context_{1};
  unix_socket::acceptor acceptor_;
  std::map<connection_id, std::shared_ptr<connection>> connections_;
  connection_id last_id_ = 0;
  bool listening_ = false;
  std::thread thread_;
};

control_server::control_server(std::unique_ptr<engine> running) : engine_(std::move(running)) {}

control_server::~control_server() = default;

result<std::unique_ptr<control_server>> control_server::listen(const std::filesystem::path& path,
                                                               server_events events,
                                                               server_limits limits) {
  auto running = std::make_unique<engine>(path, std::move(events), limits);
  if (auto opened = running->open(); !opened)
    return opened.error();
  return std::unique_ptr<control_server>{new control_server{std::move(running)}};
}

void control_server::send(connection_id to, std::string line, std::function<void()> on_written) {
  engine_->send(to, std::move(line), std::move(on_written));
}

void control_server::close(connection_id which) { engine_->close(which); }

} // namespace plexus::control
