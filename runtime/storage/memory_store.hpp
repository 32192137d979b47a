// SPDX-License-Identifier: Apache-2.0
// History in memory: for simulations, tests and nodes that keep nothing. "Durable" means committed
// to this store; it goes with the process. Not a cache in front of lmdb_store.
#pragma once

#include "runtime/storage/store.hpp"

#include <map>
#include <memory>
#include <shared_mutex>

namespace plexus::storage {

struct memory_store_settings {
  std::uint64_t commit_elements = 1000; // pending elements from which a commit is wanted
};

class memory_store final : public store {
public:
  explicit memory_store(const memory_store_settings& settings = {});
  ~memory_store() override;

  result<stream_id> open_stream(const std::string& name, const model::schema_ptr& layout,
                                const stream_options& options) override;
  std::optional<stream_id> find_stream(const std::string& name) const override;
  std::vector<stream_info> streams() const override;
  result<stream_info> info(stream_id id) const override;
  status remove_stream(stream_id id) override;
  result<appended> append(stream_id id, const model::batch_ptr& elements) override;
  status commit() override;
  bool commit_wanted() const override;
  status scan(stream_id id, const scan_request& wanted,
              const std::function<bool(const scan_piece&)>& visit) const override;
  bool contains_timestamp(stream_id id, std::int64_t timed) const override;
  store_health health() const override;

private:
  struct record;
  static stream_info describe(stream_id id, const record& of);

  memory_store_settings settings_;
  mutable std::shared_mutex mutex_;
  std::map<stream_id, std::unique_ptr<record>> streams_;
  stream_id last_id_ = 0;
  std::uint64_t pending_ = 0;
  std::uint64_t commits_ = 0;
};

} // namespace plexus::storage
