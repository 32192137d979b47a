// SPDX-License-Identifier: Apache-2.0
#include "apps/plexusd/daemon.hpp"

#include "apps/plexusd/summary.hpp"
#include "apps/wiring/history.hpp"
#include "apps/wiring/node.hpp"
#include "runtime/base/duration.hpp"
#include "runtime/system/ask_and_wait.hpp"
#include "transports/control/control_actor.hpp"
#include "transports/control/control_server.hpp"

#include <caf/actor_system.hpp>
#include <caf/send.hpp>

#include <mutex>
#include <system_error>
#include <utility>

namespace plexus::apps {

namespace {

constexpr seconds settle_deadline{10};
constexpr milliseconds stop_deadline{1'500};
constexpr seconds glance{3'600};

class daemon_run {
public:
  daemon_run(const daemon_options& how, std::shared_ptr<const plugins::plugin_registry> plugins,
             const clock& time, logger log, std::ostream& out)
      : how_(how), settings_(how.settings), plugins_(std::move(plugins)), time_(time),
        log_(std::move(log)), out_(out) {}

  status start() {
    std::error_code failure;
    std::filesystem::create_directories(settings_.data_folder / "plugins", failure);
    auto opened = open_history(settings_, time_, log_);
    if (!opened)
      return opened.error();
    history_ = std::move(*opened);
    host_.emplace(system::node_system::real({settings_.system.threads}, time_, log_));
    node_parts parts;
    parts.settings = settings_;
    parts.plugins = plugins_;
    parts.history = history_->store;
    parts.commit = history_->commit;
    parts.commit_period = history_->commit_period;
    parts.log = log_;
    auto started = node::start(*host_, std::move(parts));
    if (!started)
      return started.error();
    node_ = std::move(*started);
    if (auto listening = listen(); !listening)
      return listening;
    if (auto settled = node_->settle(settle_deadline); !settled)
      log_.warn("node.slow-start", settled.error().to_string());
    report_start();
    return {};
  }

  void serve(const signals& incoming) {
    const auto begun = time_.monotonic();
    for (;;) {
      auto patience = std::chrono::duration_cast<microseconds>(glance);
      if (how_.duration) {
        const auto left = *how_.duration - (time_.monotonic() - begun);
        if (left.count() <= 0)
          return;
        patience = std::min(patience, std::chrono::ceil<microseconds>(left));
      }
      const auto came = incoming.wait(patience);
      if (came == node_signal::stop)
        return;
      if (came == node_signal::reload)
        if (auto done = reload(); !done)
          log_.error("node.reload-failed", done.error().to_string());
    }
  }

  void stop() {
    if (how_.duration)
      print_summary(*host_, *node_, *answered_, out_);
    {
      const std::lock_guard hold{reload_mutex_};
      stopping_ = true;
    }
    close_socket();
    caf::anon_send_exit(control_, caf::exit_reason::user_shutdown);
    control_ = messages::control_actor{};
    const auto late = node_->stop(stop_deadline);
    node_.reset();
    history_.reset();
    if (late.empty())
      log_.info("node.stopped", "everything is synced", {{"node", settings_.name}});
    else
      log_.warn("node.stopped-late", "not everything stopped in time", {{"late", late}});
    host_.reset();
  }

private:
  void close_socket() {
    std::unique_ptr<control::control_server> closing;
    {
      const std::lock_guard hold{server_mutex_};
      closing = std::move(server_);
    }
  }

  status listen() {
    control::control_settings controlling;
    controlling.send = [this](std::uint64_t to, std::string line,
                              std::function<void()> on_written) {
      const std::lock_guard hold{server_mutex_};
      if (server_)
        server_->send(to, std::move(line), std::move(on_written));
    };
    controlling.node_name = settings_.name;
    controlling.deployment = node_->deployment();
    controlling.requests = node_->requests();
    controlling.storage = node_->storage();
    controlling.folder = node_->folder();
    controlling.reload = [this] { return reload(); };
    controlling.totals = answered_;
    controlling.time = &time_;
    controlling.log = log_;
    control_ = host_->caf().spawn(control::control, std::move(controlling));
    control::server_events events;
    events.on_line = [to = control_](std::uint64_t from, std::string line) {
      system::tell(to, messages::control_line{from, std::move(line)});
    };
    events.on_closed = [to = control_](std::uint64_t which) {
      system::tell(to, messages::control_closed{which});
    };
    const std::lock_guard hold{server_mutex_}; // CONTROL may answer before this returns
    auto server =
        control::control_server::listen(config::control_socket(settings_), std::move(events));
    if (!server)
      return server.error();
    server_ = std::move(*server);
    return {};
  }

  void report_start() {
    auto list = system::ask_and_wait<messages::deployment_list>(*host_, node_->deployment(),
                                                                settle_deadline, messages::list_v);
    std::size_t running = 0;
    std::size_t all = 0;
    if (list) {
      all = list->entries.size();
      for (const auto& entry : list->entries)
        running += entry.state == messages::deployment_state::running ? 1 : 0;
    }
    log_.info("node.started", "node runs",
              {{"node", settings_.name},
               {"virtual_sensors", std::to_string(all)},
               {"running", std::to_string(running)},
               {"data", settings_.data_folder.string()},
               {"socket", config::control_socket(settings_).string()}});
  }

  /// From the main thread (SIGHUP) or CONTROL. Virtual sensor files are watched anyway. What of the
  /// settings can be is taken over; what needs a restart is said, each time until then.
  result<std::string> reload() {
    const std::lock_guard hold{reload_mutex_};
    if (stopping_)
      return fail(errc::actor_stopped, "the node is stopping");
    auto read = how_.read_again();
    if (!read)
      return std::move(read).error();
    std::string text;
    for (const auto& change : config::changed_settings(settings_, *read))
      text.append(text.empty() ? "" : ", ")
          .append(change.key)
          .append(change.needs_restart ? " (needs a restart)" : "");
    config::take_live_settings(settings_, *read);
    node_->apply(settings_);
    how_.set_log_level(settings_.log.level);
    if (text.empty())
      text = "nothing changed";
    log_.info("node.reloaded", text);
    return text;
  }

  const daemon_options& how_;
  config::node_config settings_;
  std::shared_ptr<const plugins::plugin_registry> plugins_;
  const clock& time_;
  logger log_;
  std::ostream& out_;
  std::unique_ptr<opened_history> history_;
  std::optional<system::node_system> host_;
  std::unique_ptr<node> node_;
  messages::control_actor control_;
  std::shared_ptr<control::control_totals> answered_ = std::make_shared<control::control_totals>();
  std::mutex server_mutex_;
  std::unique_ptr<control::control_server> server_;
  std::mutex reload_mutex_;
  bool stopping_ = false;
};

} // namespace

status run_daemon(const daemon_options& how,
                  std::shared_ptr<const plugins::plugin_registry> plugins, const signals& incoming,
                  const clock& time, const logger& log, std::ostream& out) {
  daemon_run running{how, std::move(plugins), time, log, out};
  if (auto started = running.start(); !started)
    return started;
  running.serve(incoming);
  running.stop();
  return {};
}

} // namespace plexus::apps
