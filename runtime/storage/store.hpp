// SPDX-License-Identifier: Apache-2.0
// History of streams: append, synced commits, scans, retention. The interface that memory_store and
// lmdb_store implement and one shared test suite holds them to. Safe to call from several threads.
//
// Every element of a stream gets a sequence number (1, 2, 3, ... in order of arrival). Elements are
// visible to scans at once when append returns; they are durable when stream_info::durable has
// reached them. Timestamps may arrive out of order.
#pragma once

#include "runtime/model/batch.hpp"
#include "runtime/model/virtual_sensor_descriptor.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace plexus::storage {

using stream_id = std::uint32_t;
using sequence = std::uint64_t;

struct stream_options {
  model::retention history;
  /// Refuse elements whose timestamp the stream already has (GSN's unique index on timed).
  bool unique_timestamps = true;
};

struct appended {
  sequence last = 0;            // sequence of the last accepted element; 0 when none was accepted
  model::batch_ptr accepted;    // the elements that were stored (the input itself if all were)
  std::uint64_t duplicates = 0; // refused because of their timestamp
};

struct scan_request {
  std::int64_t from = std::numeric_limits<std::int64_t>::min(); // microseconds, inclusive
  std::int64_t to = std::numeric_limits<std::int64_t>::max();   // inclusive
  sequence after = 0;      // only elements with a larger sequence
  bool descending = false; // newest arrivals first
  std::uint64_t limit = 0; // rows, 0 = all
};

/// A piece of a scan: rows [0, rows->rows()) in scan order. Sequences may have gaps: rows outside
/// of the time bounds, removed by retention, or lost to damage.
struct scan_piece {
  model::batch_ptr rows;
  std::vector<sequence> sequences; // one per row
};

struct stream_info {
  stream_id id = 0;
  std::string name;
  model::schema_ptr layout;
  sequence last = 0;          // last accepted
  sequence durable = 0;       // last synced
  sequence first_kept = 1;    // none before it is there; retention removes whole chunks
  std::uint64_t elements = 0; // kept now
  std::uint64_t bytes = 0;    // on disk, chunks only
  std::uint64_t damaged_chunks = 0;
  std::optional<timestamp> oldest, newest; // by timestamp
};

struct store_health {
  status last_commit; // the last attempt
  std::uint64_t commits = 0;
  std::uint64_t commits_failed = 0;
  std::uint64_t pending_elements = 0; // accepted, not yet durable
  std::uint64_t pending_bytes = 0;
  std::uint64_t bytes_on_disk = 0;
  std::uint64_t damaged = 0; // chunks, journal sections and records left out since the start
  bool read_only = false;    // opened for queries alone
};

class store {
public:
  virtual ~store() = default;

  /// Opens or creates. An existing stream of the same name is reused when its layout is the same;
  /// otherwise errc::stream_conflict.
  virtual result<stream_id> open_stream(const std::string& name, const model::schema_ptr& layout,
                                        const stream_options& options) = 0;
  virtual std::optional<stream_id> find_stream(const std::string& name) const = 0;
  virtual std::vector<stream_info> streams() const = 0;
  virtual result<stream_info> info(stream_id stream) const = 0;
  /// Removes a stream with its history.
  virtual status remove_stream(stream_id stream) = 0;

  /// Accepts elements into memory. Errors: unknown_stream, schema_mismatch, storage_read_only,
  /// storage_busy (too much not yet durable); nothing of the batch was accepted then.
  virtual result<appended> append(stream_id stream, const model::batch_ptr& elements) = 0;

  /// Makes everything accepted before the call durable (one synced transaction) and applies
  /// retention. Blocks; call from the owner thread. Errors: storage_full, storage_read_only,
  /// io_failed; nothing accepted is lost, the next commit tries again.
  virtual status commit() = 0;

  /// True when a synced commit is due because of the amount pending.
  virtual bool commit_wanted() const = 0;

  /// Visits pieces in order until the visitor returns false. A damaged chunk is left out, counted,
  /// and reported as errc::chunk_damaged after the scan went through the rest.
  virtual status scan(stream_id stream, const scan_request& wanted,
                      const std::function<bool(const scan_piece&)>& visit) const = 0;

  /// Whether append would refuse the timestamp as a duplicate. Timestamps that retention removed
  /// may stay known for a while.
  virtual bool contains_timestamp(stream_id stream, std::int64_t timed) const = 0;

  virtual store_health health() const = 0;
};

} // namespace plexus::storage
