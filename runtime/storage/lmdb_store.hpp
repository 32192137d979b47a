// SPDX-License-Identifier: Apache-2.0
// History on disk in one LMDB environment. Every commit is one synced transaction: never
// MDB_NOSYNC, whose damage LMDB reads as valid data. What is stored how is chunk_store's business.
#pragma once

#include "runtime/storage/chunk_store.hpp"

#include <memory>
#include <string>

namespace plexus::storage {

struct lmdb_store_settings {
  std::string folder;                                   // made when missing
  std::uint64_t map_bytes = 16u << 20;                  // first size; doubles when full
  std::uint64_t map_bytes_max = std::uint64_t{1} << 38; // then errc::storage_full
  unsigned readers_max = 512;                           // read transactions at once
  chunk_store_settings chunks;
};

/// Opens or creates. A folder that cannot be written is opened for queries alone. Errors:
/// node_running (the folder is in use), storage_unavailable (not a store, or of a newer format),
/// io_failed.
result<std::unique_ptr<store>> open_lmdb_store(const lmdb_store_settings& settings,
                                               const logger& log = {});

/// The engine alone, for tests and benches.
result<std::unique_ptr<engine>> open_lmdb_engine(const lmdb_store_settings& settings);

} // namespace plexus::storage
