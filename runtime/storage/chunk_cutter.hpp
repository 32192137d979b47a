// SPDX-License-Identifier: Apache-2.0
// Cuts a stream's elements into chunks of nearly the wanted size: how many rows that takes is
// guessed from the chunks before and corrected by encoding again. Knows no disk.
#pragma once

#include "runtime/codec/chunk_codec.hpp"
#include "runtime/storage/element_runs.hpp"
#include "runtime/storage/store_records.hpp"

#include <optional>
#include <span>
#include <vector>

namespace plexus::storage {

inline constexpr double full_share = 0.88; // a chunk that fills so much of its size is full

struct cut_chunk {
  chunk_entry entry;
  record_bytes bytes;
};

/// What the elements will about come to in chunks. `row_bytes` 0 = not known yet.
double expected_bytes(std::span<const element_run> runs, double row_bytes);

class chunk_cutter {
public:
  /// Largest chunk wanted; a single element may be larger.
  explicit chunk_cutter(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  /// Encodes elements from the start of `runs`, without crossing a gap in sequences. Nothing when
  /// they do not fill a chunk and `even_short` is not set. `row_bytes` is the stream's guess, 0
  /// at first, kept between calls.
  std::optional<cut_chunk> cut(const codec::chunk_codec& codec, std::span<const element_run> runs,
                               bool even_short, double& row_bytes) const;

  std::size_t bytes_max() const noexcept { return bytes_max_; }

private:
  std::size_t bytes_max_;
};

} // namespace plexus::storage
