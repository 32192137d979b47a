// SPDX-License-Identifier: Apache-2.0
// A batch whose columns are filled in place, for decoders that know the number of rows and of tail
// bytes before they start. Everything else builds row by row with batch_builder.
#pragma once

#include "runtime/model/batch.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace plexus::model {

class batch_block {
public:
  /// Timestamps and slots are uninitialised, null bitmaps say "no nulls". Asserts rows <=
  /// batch_rows_max and tail_bytes <= batch_tail_bytes_max.
  batch_block(schema_ptr layout, std::size_t rows, std::size_t tail_bytes);
  ~batch_block();
  batch_block(const batch_block&) = delete;
  batch_block& operator=(const batch_block&) = delete;

  std::span<std::int64_t> timestamps() noexcept;
  std::span<std::uint64_t> slots(std::size_t column) noexcept;
  std::span<std::uint64_t> nulls(std::size_t column) noexcept;
  std::span<char> tail() noexcept { return {const_cast<char*>(block_->tail_), tail_bytes_}; }

  /// The batch. Every slot must have been written: in the form batch.hpp describes, 0 where null,
  /// texts inside of the tail. Call once.
  batch_ptr finish() noexcept;

private:
  batch* block_;
  std::size_t tail_bytes_;
};

} // namespace plexus::model
