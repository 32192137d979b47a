// SPDX-License-Identifier: Apache-2.0
// What tests of stores share: a folder that goes away, streams of one or two fields, scans into
// vectors, and a plain model of what a store should say.
#pragma once

#include "runtime/model/batch_builder.hpp"
#include "runtime/storage/lmdb_store.hpp"
#include "runtime/storage/memory_store.hpp"
#include "tests/support/scratch_folder.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace plexus::test {

inline model::schema_ptr number_layout() {
  static const auto layout =
      model::schema::make({{"n", model::value_type::int64, {}, {}, {}, {}, 0}}).value();
  return layout;
}

struct reading {
  std::int64_t timed = 0;
  std::int64_t number = 0;
  friend bool operator==(const reading&, const reading&) = default;
};

inline model::batch_ptr batch_of(const std::vector<reading>& readings) {
  model::batch_builder builder{number_layout()};
  for (const auto& one : readings) {
    builder.begin_row(from_microseconds(one.timed));
    builder.set_integer(0, one.number);
  }
  return builder.finish();
}

/// `count` readings from `first` on, one a second, numbered like their seconds.
inline model::batch_ptr seconds_from(std::int64_t first, std::int64_t count) {
  std::vector<reading> readings;
  for (std::int64_t i = first; i < first + count; ++i)
    readings.push_back({i * 1'000'000, i});
  return batch_of(readings);
}

struct scanned {
  std::vector<reading> readings;
  std::vector<storage::sequence> sequences;
  status outcome;
};

inline scanned scan(const storage::store& history, storage::stream_id stream,
                    const storage::scan_request& wanted = {}) {
  scanned all;
  all.outcome = history.scan(stream, wanted, [&](const storage::scan_piece& piece) {
    REQUIRE(piece.rows->rows() == piece.sequences.size());
    for (std::size_t row = 0; row < piece.rows->rows(); ++row)
      all.readings.push_back({piece.rows->timestamps()[row], piece.rows->integer(0, row)});
    all.sequences.insert(all.sequences.end(), piece.sequences.begin(), piece.sequences.end());
    return true;
  });
  return all;
}

/// Small limits, so that tests of a few thousand elements see chunks, short chunks and checkpoints.
inline storage::lmdb_store_settings small_settings(const std::string& folder) {
  storage::lmdb_store_settings settings;
  settings.folder = folder;
  settings.map_bytes = 128u << 10;
  settings.chunks.chunk_bytes_max = 300;
  settings.chunks.journal_bytes_max = 8u << 10;
  return settings;
}

/// One of the stores, which can be closed and opened again; the memory store stays as it is.
class reopened_store {
public:
  explicit reopened_store(const std::string& kind) : on_disk_(kind == "lmdb") { open(); }

  storage::store& operator*() { return *store_; }
  storage::store* operator->() { return store_.get(); }
  bool on_disk() const { return on_disk_; }
  const std::string& folder() const { return folder_.path().native(); }

  /// Everything accepted must have been committed before.
  void reopen() {
    if (!on_disk_)
      return;
    store_.reset();
    open();
  }

private:
  void open() {
    if (!on_disk_) {
      store_ = std::make_unique<storage::memory_store>();
      return;
    }
    auto opened = storage::open_lmdb_store(small_settings(folder_.path()));
    if (!opened)
      FAIL(opened.error().to_string());
    store_ = std::move(*opened);
  }

  scratch_folder folder_;
  bool on_disk_;
  std::unique_ptr<storage::store> store_;
};

} // namespace plexus::test
