// SPDX-License-Identifier: Apache-2.0
// Stream elements in memory: an immutable columnar batch in one block of memory, shared by
// reference count. A stream element is one row of a batch. What arrives in one turn travels as one
// batch.
//
// Block: header, int64 timestamps[rows], then per column uint64 slots[rows] and a null bitmap, then
// the tail with the bytes of strings and binaries. A slot holds the integer, the bit pattern of the
// double, 0/1, or length << 32 | offset into the tail.
#pragma once

#include "runtime/base/assert.hpp"
#include "runtime/base/clock.hpp"
#include "runtime/model/schema.hpp"

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace plexus::model {

/// Bounds of one batch; a builder refuses more. Only the last row taken over from another batch may
/// carry the tail over its bound, to less than twice of it.
inline constexpr std::size_t batch_rows_max = 65'536;
inline constexpr std::size_t batch_tail_bytes_max = 64u << 20;

class batch {
public:
  std::size_t rows() const noexcept { return rows_; }
  const schema& layout() const noexcept { return *schema_; }
  const schema_ptr& layout_ptr() const noexcept { return schema_; }
  /// Bytes of the block.
  std::size_t size_bytes() const noexcept { return size_bytes_; }

  /// Microseconds since the epoch, one per row, in order of arrival.
  std::span<const std::int64_t> timestamps() const noexcept { return {timestamps_, rows_}; }
  timestamp at(std::size_t row) const noexcept { return from_microseconds(timestamps_[row]); }

  bool is_null(std::size_t column, std::size_t row) const noexcept {
    return (nulls(column)[row / 64] >> (row % 64) & 1u) != 0;
  }
  /// Raw slots of a column; a null row's slot is 0.
  std::span<const std::uint64_t> slots(std::size_t column) const noexcept {
    return {slots_ + column * column_words(), rows_};
  }
  /// Null bitmap of a column, (rows + 63) / 64 words, bit set = null.
  std::span<const std::uint64_t> nulls(std::size_t column) const noexcept {
    return {slots_ + column * column_words() + rows_, (rows_ + 63) / 64};
  }

  /// For boolean and integer columns; 0 where null.
  std::int64_t integer(std::size_t column, std::size_t row) const noexcept {
    return static_cast<std::int64_t>(slots(column)[row]);
  }
  /// For floating columns; 0 where null.
  double floating(std::size_t column, std::size_t row) const noexcept {
    return std::bit_cast<double>(slots(column)[row]);
  }
  /// For string and binary columns; valid while the batch lives; empty where null.
  std::string_view text(std::size_t column, std::size_t row) const noexcept {
    const auto slot = slots(column)[row];
    return {tail_ + (slot & 0xffff'ffffu), static_cast<std::size_t>(slot >> 32)};
  }
  /// A copy of one value, for the edges: null, bool, int64, double, string or bytes, by the
  /// column's type.
  value get(std::size_t column, std::size_t row) const;

  batch(const batch&) = delete;
  batch& operator=(const batch&) = delete;

  void retain() const noexcept { references_.fetch_add(1, std::memory_order_relaxed); }
  void release() const noexcept {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1)
      destroy(this);
  }

private:
  friend class batch_block;
  friend class batch_builder;
  batch() = default;
  ~batch() = default;
  static void destroy(const batch* dead) noexcept;
  std::size_t column_words() const noexcept { return rows_ + (rows_ + 63) / 64; }

  mutable std::atomic<std::uint32_t> references_{1};
  std::uint32_t rows_ = 0;
  std::size_t size_bytes_ = 0;
  schema_ptr schema_;
  const std::int64_t* timestamps_ = nullptr;
  const std::uint64_t* slots_ = nullptr;
  const char* tail_ = nullptr;
};

/// Shared ownership of a batch. Copying costs one atomic increment.
class batch_ptr {
public:
  batch_ptr() = default;
  /// Takes over one reference.
  static batch_ptr adopt(const batch* block) noexcept {
    batch_ptr owner;
    owner.block_ = block;
    return owner;
  }
  batch_ptr(const batch_ptr& other) noexcept : block_(other.block_) {
    if (block_ != nullptr)
      block_->retain();
  }
  batch_ptr(batch_ptr&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  batch_ptr& operator=(batch_ptr other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~batch_ptr() {
    if (block_ != nullptr)
      block_->release();
  }

  explicit operator bool() const noexcept { return block_ != nullptr; }
  const batch& operator*() const noexcept { return *block_; }
  const batch* operator->() const noexcept { return block_; }
  const batch* get() const noexcept { return block_; }

  friend bool operator==(const batch_ptr&, const batch_ptr&) = default;

private:
  const batch* block_ = nullptr;
};

/// One element: a row and a share in its batch.
struct stream_element {
  batch_ptr owner;
  std::uint32_t row = 0;

  timestamp at() const noexcept { return owner->at(row); }
  value get(std::size_t column) const { return owner->get(column, row); }
};

} // namespace plexus::model
