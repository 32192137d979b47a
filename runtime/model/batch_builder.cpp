// SPDX-License-Identifier: Apache-2.0
#include "runtime/model/batch_builder.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <string>
#include <utility>

namespace plexus::model {

batch_builder::batch_builder(schema_ptr layout)
    : schema_(std::move(layout)), slots_(schema_->size()), nulls_(schema_->size()) {}

void batch_builder::begin_row(timestamp at) {
  PLEXUS_ASSERT(rows() < batch_rows_max);
  const auto row = rows();
  timestamps_.push_back(to_microseconds(at));
  for (std::size_t column = 0; column < slots_.size(); ++column) {
    slots_[column].push_back(0);
    if (row % 64 == 0)
      nulls_[column].push_back(0);
    nulls_[column].back() |= std::uint64_t{1} << (row % 64);
  }
}

void batch_builder::mark_present(std::size_t column) {
  nulls_[column].back() &= ~(std::uint64_t{1} << ((rows() - 1) % 64));
}

void batch_builder::set_integer(std::size_t column, std::int64_t number) {
  PLEXUS_ASSERT(is_integer((*schema_)[column].type));
  slot(column) = static_cast<std::uint64_t>(number);
  mark_present(column);
}

void batch_builder::set_floating(std::size_t column, double number) {
  const auto type = (*schema_)[column].type;
  PLEXUS_ASSERT(is_floating(type));
  if (type == value_type::float32)
    number = static_cast<float>(number);
  slot(column) = std::bit_cast<std::uint64_t>(number);
  mark_present(column);
}

void batch_builder::set_boolean(std::size_t column, bool truth) {
  PLEXUS_ASSERT((*schema_)[column].type == value_type::boolean);
  slot(column) = truth ? 1 : 0;
  mark_present(column);
}

status batch_builder::set_bytes(std::size_t column, std::string_view content) {
  PLEXUS_ASSERT(is_variable_length((*schema_)[column].type));
  if (content.size() > batch_tail_bytes_max - tail_.size()) {
    set_null(column);
    return fail(errc::limit_exceeded, "more bytes than a batch holds", (*schema_)[column].name);
  }
  slot(column) = static_cast<std::uint64_t>(content.size()) << 32 | tail_.size();
  tail_.insert(tail_.end(), content.begin(), content.end());
  mark_present(column);
  return {};
}

void batch_builder::set_null(std::size_t column) {
  slot(column) = 0;
  nulls_[column].back() |= std::uint64_t{1} << ((rows() - 1) % 64);
}

status batch_builder::set(std::size_t column, const value& v) {
  const auto type = (*schema_)[column].type;
  auto fitting = convert(v, type);
  if (!fitting || plexus::model::is_null(*fitting)) {
    set_null(column);
    if (!fitting)
      return fail(fitting.error().code, fitting.error().what, (*schema_)[column].name);
    return {};
  }
  if (type == value_type::boolean)
    set_boolean(column, std::get<bool>(*fitting));
  else if (is_integer(type))
    set_integer(column, std::get<std::int64_t>(*fitting));
  else if (is_floating(type))
    set_floating(column, std::get<double>(*fitting));
  else if (type == value_type::string)
    return set_bytes(column, std::get<std::string>(*fitting));
  else {
    const auto& content = std::get<bytes>(*fitting);
    return set_bytes(column, {reinterpret_cast<const char*>(content.data()), content.size()});
  }
  return {};
}

void batch_builder::append_row(const batch& from, std::size_t row) {
  PLEXUS_ASSERT(from.layout().same_layout(*schema_));
  begin_row(from.at(row));
  for (std::size_t column = 0; column < slots_.size(); ++column) {
    if (from.is_null(column, row))
      continue;
    if (is_variable_length((*schema_)[column].type)) {
      const auto content = from.text(column, row);
      PLEXUS_ASSERT(content.size() <= batch_tail_bytes_max - tail_.size());
      slot(column) = static_cast<std::uint64_t>(content.size()) << 32 | tail_.size();
      tail_.insert(tail_.end(), content.begin(), content.end());
    } else {
      slot(column) = from.slots(column)[row];
    }
    mark_present(column);
  }
}

void batch_builder::abandon_row() {
  PLEXUS_ASSERT(!empty());
  timestamps_.pop_back();
  for (std::size_t column = 0; column < slots_.size(); ++column) {
    slots_[column].pop_back();
    if (rows() % 64 == 0)
      nulls_[column].pop_back();
    else
      nulls_[column].back() &= ~(std::uint64_t{1} << (rows() % 64));
  }
}

// The block: header, timestamps, per column slots and null words, tail. Everything before the tail
// is a multiple of 8 bytes.
batch_ptr batch_builder::finish() {
  const auto count = rows();
  const auto words = count + slots_.size() * (count + (count + 63) / 64);
  const auto size = sizeof(batch) + words * sizeof(std::uint64_t) + tail_.size();
  static_assert(sizeof(batch) % alignof(std::uint64_t) == 0);

  auto* memory = static_cast<char*>(::operator new(size));
  auto* block = new (memory) batch;
  block->rows_ = static_cast<std::uint32_t>(count);
  block->size_bytes_ = size;
  block->schema_ = schema_;
  auto* next = memory + sizeof(batch);
  const auto append = [&next](const auto& words_of) {
    const auto length = words_of.size() * sizeof(words_of[0]);
    if (length > 0)
      std::memcpy(next, words_of.data(), length);
    next += length;
  };
  block->timestamps_ = reinterpret_cast<const std::int64_t*>(next);
  append(timestamps_);
  block->slots_ = reinterpret_cast<const std::uint64_t*>(next);
  for (std::size_t column = 0; column < slots_.size(); ++column) {
    append(slots_[column]);
    append(nulls_[column]);
    slots_[column].clear();
    nulls_[column].clear();
  }
  block->tail_ = next;
  append(tail_);
  timestamps_.clear();
  tail_.clear();
  return batch_ptr::adopt(block);
}

result<batch_ptr> make_element(const schema_ptr& layout, timestamp at,
                               const std::vector<value>& values) {
  if (values.size() != layout->size())
    return fail(errc::schema_mismatch, std::to_string(values.size()) + " values for " +
                                           std::to_string(layout->size()) + " fields");
  batch_builder builder{layout};
  builder.begin_row(at);
  for (std::size_t column = 0; column < values.size(); ++column)
    if (auto done = builder.set(column, values[column]); !done)
      return done.error();
  return builder.finish();
}

} // namespace plexus::model
