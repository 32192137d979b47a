// SPDX-License-Identifier: Apache-2.0
// Collects rows and seals them into an immutable batch. Reusable: finish() leaves it empty with its
// buffers kept.
#pragma once

#include "runtime/model/batch.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace plexus::model {

class batch_builder {
public:
  explicit batch_builder(schema_ptr layout);

  /// Starts a row; every field of it is null until set. Asserts rows() < batch_rows_max.
  void begin_row(timestamp at);

  /// Setters write the current row. The column must have the matching type (asserted); integers
  /// must be in the range of their type (the caller's business: see set()). In a float32 column a
  /// number becomes the nearest float.
  void set_integer(std::size_t column, std::int64_t number);
  void set_floating(std::size_t column, double number);
  void set_boolean(std::size_t column, bool truth);
  /// Strings and binaries. Fails with limit_exceeded past batch_tail_bytes_max; the field is then
  /// null. Setting a field again keeps the bytes of the first content in the tail.
  status set_bytes(std::size_t column, std::string_view content);
  void set_null(std::size_t column);

  /// Checked: converts as model::convert does. Errors: type_mismatch, value_out_of_range,
  /// limit_exceeded; the field is then null.
  status set(std::size_t column, const value& v);

  /// Copies a row of a batch with the same layout. Asserts !full().
  void append_row(const batch& from, std::size_t row);
  /// Drops the current row; the one before it is the current row then.
  void abandon_row();

  const schema_ptr& layout() const noexcept { return schema_; }
  std::size_t rows() const noexcept { return rows_; }
  bool empty() const noexcept { return rows_ == 0; }
  /// As many rows or as many bytes as a batch may have: time to finish().
  bool full() const noexcept {
    return rows_ >= batch_rows_max || tail_.size() >= batch_tail_bytes_max;
  }
  std::size_t tail_bytes() const noexcept { return tail_.size(); }

  /// The batch of all rows so far (an empty batch when there are none); the builder is empty after.
  batch_ptr finish();

private:
  static constexpr std::size_t words_for(std::size_t rows) noexcept { return (rows + 63) / 64; }
  void grow();
  void put(std::size_t column, std::uint64_t slot);
  void put_bytes(std::size_t column, std::string_view content);
  std::size_t block_bytes() const noexcept;

  schema_ptr schema_;
  std::vector<value_type> types_; // close together, for the assertions of the setters
  std::size_t rows_ = 0;
  std::size_t capacity_ = 0; // rows that fit into the buffers
  std::vector<std::int64_t> timestamps_;
  std::vector<std::uint64_t> slots_; // per column `capacity_` slots
  std::vector<std::uint64_t> nulls_; // per column words_for(capacity_) words, bit set = null
  std::vector<char> tail_;
  std::size_t row_tail_ = 0; // where the current row's bytes start
};

inline void batch_builder::begin_row(timestamp at) {
  PLEXUS_ASSERT(rows_ < batch_rows_max);
  if (rows_ == capacity_)
    grow();
  const auto row = rows_++;
  timestamps_[row] = to_microseconds(at);
  row_tail_ = tail_.size();
  const auto bit = std::uint64_t{1} << row % 64;
  auto* slot = slots_.data() + row;
  auto* null = nulls_.data() + row / 64;
  const auto null_words = words_for(capacity_);
  for (auto left = types_.size(); left > 0; --left, slot += capacity_, null += null_words) {
    *slot = 0;
    *null = bit == 1 ? bit : *null | bit; // the first row of a word clears what was there
  }
}

inline void batch_builder::put(std::size_t column, std::uint64_t slot) {
  const auto row = rows_ - 1;
  slots_[column * capacity_ + row] = slot;
  nulls_[column * words_for(capacity_) + row / 64] &= ~(std::uint64_t{1} << row % 64);
}

inline void batch_builder::set_integer(std::size_t column, std::int64_t number) {
  PLEXUS_ASSERT(rows_ > 0 && column < types_.size() && is_integer(types_[column]));
  put(column, static_cast<std::uint64_t>(number));
}

inline void batch_builder::set_floating(std::size_t column, double number) {
  PLEXUS_ASSERT(rows_ > 0 && column < types_.size() && is_floating(types_[column]));
  if (types_[column] == value_type::float32)
    number = static_cast<float>(number);
  put(column, std::bit_cast<std::uint64_t>(number));
}

inline void batch_builder::set_boolean(std::size_t column, bool truth) {
  PLEXUS_ASSERT(rows_ > 0 && column < types_.size() && types_[column] == value_type::boolean);
  put(column, truth ? 1 : 0);
}

/// One-row batch from edge values, in field order. Errors as batch_builder::set, and
/// schema_mismatch when the number of values differs from the number of fields.
result<batch_ptr> make_element(const schema_ptr& layout, timestamp at,
                               const std::vector<value>& values);

} // namespace plexus::model
