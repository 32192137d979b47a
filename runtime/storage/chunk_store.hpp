// SPDX-License-Identifier: Apache-2.0
// The store on a disk: elements wait in memory, every commit puts the new ones into the journal as
// one blob, and what fills a chunk moves there in the same transaction. Blobs whose elements are
// all in chunks are deleted; a journal that grows too large is shortened by writing short chunks,
// which the next ones of their streams absorb. On opening, the journal is read back into memory.
//
// Locks, in this order: `commit_` (one commit, index load or removal at a time), `mutex_` (what is
// in memory). Appends take only `mutex_` unless they must look into history; visitors of scans are
// called without any.
#pragma once

#include "runtime/base/log.hpp"
#include "runtime/storage/chunk_cutter.hpp"
#include "runtime/storage/engine.hpp"
#include "runtime/storage/journal_pins.hpp"
#include "runtime/storage/stream_history.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <unordered_map>

namespace plexus::storage {

struct chunk_store_settings {
  std::uint64_t pending_bytes_max = 64u << 20; // not yet durable; then storage_busy
  std::uint64_t commit_elements = 1000;        // pending elements from which a commit is wanted
  std::uint64_t commit_bytes = 4u << 20;       // likewise
  std::uint64_t journal_bytes_max = 16u << 20; // then short chunks are written
  std::uint64_t journal_blobs_max = 65'536;    // likewise
  std::size_t chunk_bytes_max = 4072;          // just below one overflow page of LMDB
};

class chunk_store final : public store {
public:
  /// Errors: storage_unavailable (of a newer format), storage_full, io_failed. Damaged records,
  /// blobs and chunks are counted and logged ("storage.damaged"), and left out.
  static result<std::unique_ptr<store>>
  open(std::unique_ptr<engine> disk, const chunk_store_settings& settings, const logger& log);

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
  using history_ptr = std::shared_ptr<stream_history>;

  /// One stream's part of a commit.
  struct stream_commit {
    history_ptr history;
    std::vector<element_run> tail; // as it was when the commit began
    sequence last = 0;
    std::uint64_t pending_bytes = 0;
    std::uint64_t pending = 0;
    bool even_short = false; // seal all
    bool record = false;     // write the stream's record
    bool limited = false;    // retention applies
    sequence sealed = 0;     // in chunks after this commit
    bool journalled = false;
    std::vector<chunk_entry> chunks; // written
    std::vector<sequence> removed;   // chunks deleted by retention, ascending
    chunk_counters counters;
  };
  struct commit_plan {
    std::vector<stream_commit> streams;
    std::vector<change> changes;
    journal_pins::sealed_streams sealed;
    std::uint64_t blob_bytes = 0;
  };

  chunk_store(std::unique_ptr<engine> disk, const chunk_store_settings& settings,
              const logger& log);

  // chunk_store_recovery.cpp
  status recover();
  status read_streams();
  status read_journal();
  void replay_section(stream_id stream, record_view chunk, std::uint64_t blob);
  status check_counters();
  status remove_orphans();
  status erase_chunks(stream_id stream);

  // chunk_store_commit.cpp
  commit_plan begin_commit();
  void seal(commit_plan& plan, stream_commit& part);
  bool is_short(const chunk_entry& tip) const;
  std::vector<element_run> with_tip(const stream_commit& part) const;
  void journal(stream_commit& part, journal_blob& blob) const;
  void apply_retention(commit_plan& plan, stream_commit& part);
  status write_plan(commit_plan& plan);
  void finish_commit(const commit_plan& plan);

  // chunk_store.cpp
  history_ptr find(stream_id id) const; // with `mutex_` held
  result<history_ptr> indexed(stream_id id) const;
  status load_index(const history_ptr& history) const;        // takes both locks
  status load_index_locked(const history_ptr& history) const; // `commit_` is held
  bool in_history(const stream_history& history, std::int64_t timed) const;
  const std::vector<std::int64_t>* sorted_times(const stream_history& history,
                                                const chunk_entry& entry) const;
  status scan_chunks(const history_ptr& history, const history_snapshot& snapshot,
                     const scan_request& wanted, class scan_emitter& emitter,
                     std::vector<sequence>& damaged) const;
  void note_damage(const history_ptr& history, const std::vector<sequence>& firsts) const;

  std::unique_ptr<engine> disk_;
  chunk_store_settings settings_;
  logger log_;
  chunk_cutter cutter_;

  mutable std::mutex commit_;
  journal_pins pins_;           // under commit_
  std::uint64_t next_blob_ = 1; // under commit_

  mutable std::shared_mutex mutex_;
  std::map<stream_id, history_ptr> streams_;
  std::unordered_map<std::string, stream_id> names_;
  std::set<stream_id> dirty_; // streams with something to commit
  stream_id next_stream_ = 1;
  store_health health_;

  struct decoded_times {
    stream_id stream = 0;
    chunk_entry entry;
    std::vector<std::int64_t> sorted;
  };
  mutable std::deque<decoded_times> decoded_; // newest last, bounded; under mutex_
};

} // namespace plexus::storage
