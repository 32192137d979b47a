// SPDX-License-Identifier: Apache-2.0
// Rows of one stream as the bytes that storage keeps: columnar, small, exact, checksummed. Used for
// history chunks and for the sections of the journal. Not for the wire.
//
// Chunk, little-endian: u8 version, u8 zero, u16 columns, u32 rows, u64 fingerprint of the layout,
// u64 first sequence, i64 least and i64 greatest timestamp (microseconds), u32 bytes of texts, then
// the timestamps as integer_column, then per field u8 nulls (0 none, 1 bitmap follows, 2 all) and
// unless all null the column: integers and booleans as integer_column, floats as floating_column,
// strings and binaries as a dictionary with indexes, or as lengths and bytes. Last, u64 XXH3 of
// everything before.
#pragma once

#include "runtime/model/batch.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace plexus::codec {

inline constexpr std::size_t chunk_overhead_bytes = 52; // header and checksum
inline constexpr std::size_t chunk_rows_max = 16'384;
inline constexpr std::size_t chunk_cells_max = 1u << 20; // rows * (fields + 1)

/// Rows [begin, end) of a batch.
struct row_range {
  const model::batch* block = nullptr;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

struct chunk_header {
  std::uint64_t first = 0; // sequence of the first row; the others follow without gaps
  std::uint32_t rows = 0;
  std::int64_t time_min = 0; // microseconds
  std::int64_t time_max = 0;
};

/// Encodes and decodes the chunks of one layout. Immutable; may be shared between threads.
class chunk_codec {
public:
  explicit chunk_codec(model::schema_ptr layout);

  /// Most rows of one chunk of this layout.
  std::size_t rows_max() const noexcept { return rows_max_; }

  /// Appends a chunk of all rows, in order, to `out`. Asserts 1 <= rows <= rows_max().
  void encode(std::span<const row_range> rows, std::uint64_t first,
              std::vector<std::uint8_t>& out) const;

  /// Checks length, version, checksum, layout and counts. Errors: malformed_chunk,
  /// checksum_mismatch, schema_mismatch.
  result<chunk_header> header(std::span<const std::uint8_t> chunk) const;

  /// The rows. Never reads outside of `chunk` and never allocates more than its counts, once
  /// checked, allow; any bytes give a batch or an error. Errors as header(), and limit_exceeded.
  result<model::batch_ptr> decode(std::span<const std::uint8_t> chunk) const;

  /// Only the timestamps, in row order. Errors as header().
  status decode_timestamps(std::span<const std::uint8_t> chunk,
                           std::vector<std::int64_t>& timestamps) const;

  const model::schema_ptr& layout() const noexcept { return layout_; }

private:
  model::schema_ptr layout_;
  std::uint64_t fingerprint_;
  std::size_t rows_max_;
};

/// Writes the checksum that belongs to the bytes before it over the last 8: for tests that damage
/// what a checksum protects.
void reseal_chunk(std::span<std::uint8_t> chunk);

/// Depends on the names and types of the fields and on their order only.
std::uint64_t layout_fingerprint(const model::schema& layout);

} // namespace plexus::codec
