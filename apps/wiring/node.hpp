// SPDX-License-Identifier: Apache-2.0
// A node put together: storage, deployment, virtual sensor folder, requests. The same for plexusd,
// for `plexus run` and for tests; only here do settings become actors.
#pragma once

#include "runtime/base/log.hpp"
#include "runtime/config/folder_watch.hpp"
#include "runtime/config/node_config.hpp"
#include "runtime/messages/node_messages.hpp"
#include "runtime/plugins/plugin_registry.hpp"
#include "runtime/storage/store.hpp"
#include "runtime/system/node_system.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace plexus::apps {

struct node_parts {
  config::node_config settings;
  std::shared_ptr<const plugins::plugin_registry> plugins;
  /// History; see open_history.
  std::shared_ptr<storage::store> history;
  /// Commits history where blocking is allowed and calls back; see storage_actor.
  std::function<void(std::function<void(status)>)> commit;
  /// How often STORAGE asks for a commit by itself; 0 where a commit thread does.
  microseconds commit_period{0};
  /// False: no folder is read and watched; virtual sensors come through deployment() only.
  bool with_folders = true;
  /// Sources that read files end at the end of the file instead of waiting for more.
  bool until_end = false;
  logger log;
};

class node {
public:
  /// Spawns everything and bounds the memory of the process's queries. `host` must outlive the
  /// node. Errors: not_found for a missing folder.
  static result<std::unique_ptr<node>> start(system::node_system& host, node_parts parts);

  const messages::deployment_actor& deployment() const noexcept { return deployment_; }
  const messages::request_manager_actor& requests() const noexcept { return requests_; }
  const messages::storage_actor& storage() const noexcept { return storage_; }
  const messages::folder_actor& folder() const noexcept { return folder_; }

  /// Takes over what of the settings needs no restart.
  void apply(const config::node_config& settings);

  /// Waits until what the folders hold was deployed or refused.
  status settle(nanoseconds deadline);

  /// In order: no more changes, sources stop, what was read is computed and stored, history is
  /// synced, requests end, actors exit. The text names what did not stop in time; empty is clean.
  std::string stop(nanoseconds deadline);

private:
  node(system::node_system& host, node_parts parts);
  status spawn();
  void spawn_folder(std::shared_ptr<config::folder_watch> watch);

  system::node_system& host_;
  node_parts parts_;
  messages::storage_actor storage_;
  messages::deployment_actor deployment_;
  messages::request_manager_actor requests_;
  messages::folder_actor folder_;
};

} // namespace plexus::apps
