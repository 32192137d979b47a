// SPDX-License-Identifier: Apache-2.0
#include "apps/wiring/history.hpp"

#include "runtime/storage/lmdb_store.hpp"
#include "runtime/storage/memory_store.hpp"

#include <algorithm>
#include <utility>

namespace plexus::apps {

namespace {

std::unique_ptr<opened_history> in_memory(const config::node_config& settings) {
  auto made = std::make_unique<opened_history>();
  made->store = std::make_shared<storage::memory_store>();
  made->commit = [store = made->store](const std::function<void(status)>& done) {
    done(store->commit());
  };
  made->commit_period = settings.storage.commit_interval;
  return made;
}

} // namespace

result<std::unique_ptr<opened_history>> open_history(const config::node_config& settings,
                                                     const clock& time, const logger& log) {
  if (!settings.storage.enabled)
    return in_memory(settings);
  storage::lmdb_store_settings wanted;
  wanted.folder = (settings.data_folder / "history").string();
  wanted.map_bytes_max = settings.storage.map_size_max;
  wanted.map_bytes = std::min(wanted.map_bytes, wanted.map_bytes_max);
  wanted.chunks.pending_bytes_max = settings.storage.pending_bytes_max;
  wanted.chunks.commit_elements = settings.storage.commit_elements;
  auto opened = storage::open_lmdb_store(wanted, log);
  if (!opened)
    return std::move(opened).error();
  auto made = std::make_unique<opened_history>();
  made->store = std::move(*opened);
  made->committing = std::make_unique<storage::commit_thread>(
      made->store, settings.storage.commit_interval, time, log);
  made->commit = [thread = made->committing.get()](std::function<void(status)> done) {
    thread->commit(std::move(done));
  };
  return made;
}

} // namespace plexus::apps
