// SPDX-License-Identifier: Apache-2.0
#include "apps/wiring/node.hpp"

#include "actors/requests/request_manager_actor.hpp"
#include "actors/sensors/deployment_actor.hpp"
#include "actors/sensors/folder_actor.hpp"
#include "actors/storage/storage_actor.hpp"
#include "runtime/config/folder_watch.hpp"
#include "runtime/query/sqlite_process.hpp"
#include "runtime/system/ask_and_wait.hpp"

#include <caf/actor_system.hpp>

#include <utility>

namespace plexus::apps {

namespace {

query::engine_limits live_limits(const config::node_config& settings) {
  query::engine_limits limits;
  limits.deadline = settings.query.deadline;
  limits.rows_max = settings.query.rows_max;
  return limits;
}

messages::request_limits request_limits(const config::node_config& settings) {
  messages::request_limits limits;
  limits.history.deadline = settings.query.history_deadline;
  limits.history.rows_max = settings.query.history_rows_max;
  limits.requests_max = settings.requests.max;
  limits.queue_rows_max = settings.requests.queue_rows_max;
  return limits;
}

} // namespace

node::node(system::node_system& host, node_parts parts) : host_(host), parts_(std::move(parts)) {}

result<std::unique_ptr<node>> node::start(system::node_system& host, node_parts parts) {
  std::unique_ptr<node> made{new node{host, std::move(parts)}};
  if (auto done = made->spawn(); !done)
    return done.error();
  return made;
}

status node::spawn() {
  const auto& settings = parts_.settings;
  if (auto bounded = query::limit_query_memory(settings.query.memory_max); !bounded)
    return bounded;
  std::shared_ptr<config::folder_watch> watch;
  if (parts_.with_folders) {
    auto watching = config::watch_folders(settings.virtual_sensor_folders);
    if (!watching)
      return watching.error();
    watch = std::move(*watching);
  }
  auto& actors = host_.caf();
  storage_ =
      actors.spawn(actors::storage, actors::storage_settings{parts_.history, parts_.commit,
                                                             parts_.commit_period, parts_.log});
  actors::deployment_settings deploying;
  deploying.world.plugins = parts_.plugins;
  deploying.world.history = parts_.history;
  deploying.world.limits = live_limits(settings);
  deploying.world.machine_root = settings.machine_root;
  if (parts_.with_folders) // a foreground run leaves nothing behind for the next one
    deploying.world.state_folder = settings.data_folder / "plugins";
  deploying.world.compat = settings.gsn.compat;
  deploying.world.until_end = parts_.until_end;
  deploying.world.time = &host_.time();
  deploying.world.log = parts_.log;
  deployment_ = actors.spawn(actors::deployment, std::move(deploying));

  actors::request_manager_settings requesting;
  requesting.deployment = deployment_;
  requesting.history = parts_.history;
  requesting.limits = request_limits(settings);
  requesting.time = &host_.time();
  requesting.log = parts_.log;
  requests_ = actors.spawn(actors::request_manager, std::move(requesting));
  if (watch)
    spawn_folder(std::move(watch));
  return {};
}

void node::spawn_folder(std::shared_ptr<config::folder_watch> watch) {
  actors::folder_settings folding;
  folding.folders = parts_.settings.virtual_sensor_folders;
  folding.watch = std::move(watch);
  folding.deployment = deployment_;
  folding.rescan_period = parts_.settings.rescan_interval;
  folding.log = parts_.log;
  folder_ = host_.caf().spawn(actors::folder, std::move(folding));
}

void node::apply(const config::node_config& settings) {
  if (auto bounded = query::limit_query_memory(settings.query.memory_max); !bounded)
    parts_.log.error("node.memory-unbounded", bounded.error().to_string());
  system::tell(deployment_, messages::query_limits{live_limits(settings)});
  system::tell(requests_, request_limits(settings));
  if (folder_)
    system::tell(folder_, messages::rescan_every{settings.rescan_interval});
}

status node::settle(nanoseconds deadline) {
  if (!folder_)
    return {};
  auto done = system::ask_and_wait<messages::ok_atom>(host_, folder_, deadline, messages::flush_v);
  if (!done)
    return done.error();
  return {};
}

std::string node::stop(nanoseconds deadline) {
  std::string late;
  const auto ask_to_stop = [&](const char* who, const auto& whom) {
    if (!whom)
      return;
    auto done = system::ask_and_wait<messages::ok_atom>(host_, whom, deadline, messages::stop_v);
    if (!done)
      late.append(late.empty() ? "" : ", ").append(who);
  };
  ask_to_stop("folder", folder_);
  ask_to_stop("deployment", deployment_);
  ask_to_stop("requests", requests_);
  ask_to_stop("storage", storage_);
  system::shutdown_plan plan;
  plan.stage("sources", deadline).stop("folder", folder_).stop("deployment", deployment_);
  plan.stage("requests", deadline).stop("requests", requests_);
  plan.stage("history", deadline).stop("storage", storage_);
  // Handles would keep their actors alive.
  folder_ = messages::folder_actor{};
  deployment_ = messages::deployment_actor{};
  requests_ = messages::request_manager_actor{};
  storage_ = messages::storage_actor{};
  const auto report = host_.shutdown(std::move(plan));
  for (const auto& name : report.killed)
    late.append(late.empty() ? "" : ", ").append(name);
  for (const auto& name : report.stuck)
    late.append(late.empty() ? "" : ", ").append(name);
  return late;
}

} // namespace plexus::apps
