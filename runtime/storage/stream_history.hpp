// SPDX-License-Identifier: Apache-2.0
// What chunk_store holds in memory of one stream: the elements that are not in chunks yet, what the
// chunks come to, and, once somebody asked for it, an index of the chunks by sequence and time.
// The store's locks guard it.
#pragma once

#include "runtime/codec/chunk_codec.hpp"
#include "runtime/storage/element_runs.hpp"
#include "runtime/storage/engine.hpp"
#include "runtime/storage/retention.hpp"
#include "runtime/storage/store_records.hpp"
#include "runtime/storage/stream_intake.hpp"

#include <deque>
#include <vector>

namespace plexus::storage {

struct stream_history {
  explicit stream_history(stream_record of);

  stream_record record;
  codec::chunk_codec codec;
  stream_intake intake;
  element_runs tail;     // not in chunks
  sequence durable = 0;  // in the journal or in chunks
  chunk_counters chunks; // all that is in chunks
  std::uint64_t pending_bytes = 0;
  bool record_pending = false; // the stream's record is to be written
  double row_bytes = 0;        // guess of encoded bytes per element; 0 = none yet
  std::uint64_t damaged = 0;   // chunks and journal sections

  bool index_loaded = false;
  std::deque<chunk_entry> index; // ascending sequences

  std::uint64_t pending() const noexcept { return intake.last() - durable; }
  bool limited() const noexcept {
    return record.options.history.kind != model::retention_kind::unlimited;
  }

  /// Reads the keys and headers of all chunks, in short transactions. Damaged ones are in the list,
  /// marked, with bounds that every scan meets.
  result<std::deque<chunk_entry>> read_index(const engine& disk) const;

  /// Takes over a chunk that was written: a new one, or a longer form of the last one.
  void add_chunk(const chunk_entry& entry);
  void remove_chunks(const std::vector<sequence>& firsts);
};

/// A copy of what a scan or a count needs, so that it can go on without the store's locks.
struct history_snapshot {
  std::vector<element_run> tail;
  std::vector<chunk_entry> index; // only for streams whose history is limited
  model::retention rule;
  sequence last = 0;
};
history_snapshot snapshot_of(const stream_history& history);

/// The chunk's rows. Nothing when it has gone. Errors: as chunk_codec::decode, and io_failed.
result<std::optional<element_run>> read_chunk(const engine& disk, const stream_history& history,
                                              sequence first);

/// What retention keeps of the snapshot.
kept_elements kept_of(const engine& disk, const stream_history& history,
                      const history_snapshot& snapshot);

/// The counters after `entry` was added (a longer form of the tip when the sequences agree).
chunk_counters with_chunk(chunk_counters counters, const chunk_entry& entry);
/// The counters that an index comes to. `last` is kept when it is greater.
chunk_counters counters_of(const std::deque<chunk_entry>& index, sequence last);

} // namespace plexus::storage
