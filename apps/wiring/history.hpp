// SPDX-License-Identifier: Apache-2.0
// A node's history as its settings want it: on disk with a thread that commits, or in memory.
#pragma once

#include "runtime/config/node_config.hpp"
#include "runtime/storage/commit_thread.hpp"
#include "runtime/storage/store.hpp"

#include <functional>
#include <memory>

namespace plexus::apps {

struct opened_history {
  std::shared_ptr<storage::store> store;
  std::unique_ptr<storage::commit_thread> committing; // null in memory
  /// For node_parts; valid as long as this object.
  std::function<void(std::function<void(status)>)> commit;
  microseconds commit_period{0};
};

/// The store is in the folder `history` of the data folder. Errors: those of open_lmdb_store.
result<std::unique_ptr<opened_history>> open_history(const config::node_config& settings,
                                                     const clock& time, const logger& log);

} // namespace plexus::apps
