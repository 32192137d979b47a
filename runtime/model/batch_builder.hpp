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
  /// must be in the range of their type (the caller's business: see set()).
  void set_integer(std::size_t column, std::int64_t number);
  void set_floating(std::size_t column, double number);
  void set_boolean(std::size_t column, bool truth);
  /// Strings and binaries. Fails with limit_exceeded past batch_tail_bytes_max.
  status set_bytes(std::size_t column, std::string_view content);
  void set_null(std::size_t column);

  /// Checked: converts as model::convert does. Errors: type_mismatch, value_out_of_range,
  /// limit_exceeded; the field is then null.
  status set(std::size_t column, const value& v);

  /// Copies a row of a batch with the same layout.
  void append_row(const batch& from, std::size_t row);
  /// Drops the current row.
  void abandon_row();

  const schema_ptr& layout() const noexcept { return schema_; }
  std::size_t rows() const noexcept { return timestamps_.size(); }
  bool empty() const noexcept { return timestamps_.empty(); }
  bool full() const noexcept { return rows() >= batch_rows_max; }
  std::size_t tail_bytes() const noexcept { return tail_.size(); }

  /// The batch of all rows so far (an empty batch when there are none); the builder is empty after.
  batch_ptr finish();

private:
  std::uint64_t& slot(std::size_t column) { return slots_[column].back(); }
  void mark_present(std::size_t column);

  schema_ptr schema_;
  std::vector<std::int64_t> timestamps_;
  std::vector<std::vector<std::uint64_t>> slots_;
  std::vector<std::vector<std::uint64_t>> nulls_; // bitmap words, bit set = null
  std::vector<char> tail_;
};

/// One-row batch from edge values, in field order. Errors as batch_builder::set, and
/// schema_mismatch when the number of values differs from the number of fields.
result<batch_ptr> make_element(const schema_ptr& layout, timestamp at,
                               const std::vector<value>& values);

} // namespace plexus::model
