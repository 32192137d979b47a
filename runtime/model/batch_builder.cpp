// SPDX-License-Identifier: Apache-2.0
#include "runtime/model/batch_builder.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <new>

namespace plexus::model {

static_assert(sizeof(batch) % alignof(std::uint64_t) == 0, "timestamps follow the header");
static_assert(2 * batch_tail_bytes_max <= std::numeric_limits<std::uint32_t>::max(),
              "offset and length of a content share one slot");

namespace {

std::uint64_t* append_words(std::uint64_t* to, const std::uint64_t* from, std::size_t words) {
  std::memcpy(to, from, words * sizeof(std::uint64_t));
  return to + words;
}

} // namespace

batch_builder::batch_builder(schema_ptr layout) : schema_(std::move(layout)) {
  PLEXUS_ASSERT(schema_ != nullptr);
  types_.reserve(schema_->size());
  for (const auto& field : schema_->fields())
    types_.push_back(field.type);
}

// Columns move apart in the buffers, so they are copied one by one into larger ones.
void batch_builder::grow() {
  const auto wanted = std::min(std::max<std::size_t>(capacity_ * 2, 1), batch_rows_max);
  const auto columns = types_.size();
  std::vector<std::uint64_t> slots(columns * wanted);
  std::vector<std::uint64_t> nulls(columns * words_for(wanted));
  for (std::size_t column = 0; column < columns; ++column) {
    std::copy_n(slots_.begin() + static_cast<std::ptrdiff_t>(column * capacity_), rows_,
                slots.begin() + static_cast<std::ptrdiff_t>(column * wanted));
    std::copy_n(nulls_.begin() + static_cast<std::ptrdiff_t>(column * words_for(capacity_)),
                words_for(rows_),
                nulls.begin() + static_cast<std::ptrdiff_t>(column * words_for(wanted)));
  }
  slots_ = std::move(slots);
  nulls_ = std::move(nulls);
  timestamps_.resize(wanted);
  capacity_ = wanted;
}

void batch_builder::put_bytes(std::size_t column, std::string_view content) {
  const auto offset = tail_.size();
  tail_.insert(tail_.end(), content.begin(), content.end());
  put(column, std::uint64_t{content.size()} << 32U | offset);
}

status batch_builder::set_bytes(std::size_t column, std::string_view content) {
  PLEXUS_ASSERT(rows_ > 0 && column < types_.size() && is_variable_length(types_[column]));
  if (content.size() > batch_tail_bytes_max - std::min(tail_.size(), batch_tail_bytes_max)) {
    set_null(column);
    return fail(errc::limit_exceeded,
                "more than " + std::to_string(batch_tail_bytes_max) + " bytes in one batch",
                (*schema_)[column].name);
  }
  put_bytes(column, content);
  return {};
}

void batch_builder::set_null(std::size_t column) {
  PLEXUS_ASSERT(rows_ > 0 && column < types_.size());
  const auto row = rows_ - 1;
  slots_[column * capacity_ + row] = 0;
  nulls_[column * words_for(capacity_) + row / 64] |= std::uint64_t{1} << row % 64;
}

status batch_builder::set(std::size_t column, const value& v) {
  PLEXUS_ASSERT(rows_ > 0 && column < types_.size());
  const auto type = types_[column];
  set_null(column);
  // Contents go straight into the tail; convert would copy them first.
  if (const auto* text = std::get_if<std::string>(&v); text && type == value_type::string)
    return set_bytes(column, *text);
  if (const auto* binary = std::get_if<bytes>(&v); binary && type == value_type::binary)
    return set_bytes(column, {reinterpret_cast<const char*>(binary->data()), binary->size()});
  auto fitting = convert(v, type);
  if (!fitting) {
    auto failure = std::move(fitting).error();
    failure.where = (*schema_)[column].name;
    return failure;
  }
  if (const auto* truth = std::get_if<bool>(&*fitting))
    put(column, *truth ? 1 : 0);
  else if (const auto* integer = std::get_if<std::int64_t>(&*fitting))
    put(column, static_cast<std::uint64_t>(*integer));
  else if (const auto* floating = std::get_if<double>(&*fitting))
    put(column, std::bit_cast<std::uint64_t>(*floating));
  return {};
}

void batch_builder::append_row(const batch& from, std::size_t row) {
  PLEXUS_ASSERT(!full() && row < from.rows() && schema_->same_layout(from.layout()));
  begin_row(from.at(row));
  for (std::size_t column = 0; column < types_.size(); ++column) {
    if (from.is_null(column, row))
      continue;
    if (is_variable_length(types_[column]))
      put_bytes(column, from.text(column, row));
    else
      put(column, from.slots(column)[row]);
  }
}

void batch_builder::abandon_row() {
  PLEXUS_ASSERT(rows_ > 0);
  --rows_;
  tail_.resize(row_tail_);
  // A word of the bitmap that stays in use must not keep a bit behind the last row.
  for (std::size_t column = 0; column < types_.size(); ++column)
    nulls_[column * words_for(capacity_) + rows_ / 64] &= ~(std::uint64_t{1} << rows_ % 64);
}

std::size_t batch_builder::block_bytes() const noexcept {
  const auto words = rows_ + types_.size() * (rows_ + words_for(rows_));
  return sizeof(batch) + words * sizeof(std::uint64_t) + tail_.size();
}

batch_ptr batch_builder::finish() {
  const auto size_bytes = block_bytes();
  auto* memory = static_cast<std::byte*>(::operator new(size_bytes));
  auto* block = new (memory) batch;
  auto* timestamps = reinterpret_cast<std::int64_t*>(memory + sizeof(batch));
  auto* slots = reinterpret_cast<std::uint64_t*>(timestamps + rows_);
  block->rows_ = static_cast<std::uint32_t>(rows_);
  block->size_bytes_ = size_bytes;
  block->schema_ = schema_;
  block->timestamps_ = timestamps;
  block->slots_ = slots;
  if (rows_ == 1) { // what slow sensors send: words, not ranges
    *timestamps = timestamps_[0];
    for (std::size_t column = 0; column < types_.size(); ++column) {
      *slots++ = slots_[column * capacity_];
      *slots++ = nulls_[column * words_for(capacity_)];
    }
  } else if (rows_ > 1) {
    std::memcpy(timestamps, timestamps_.data(), rows_ * sizeof(std::int64_t));
    for (std::size_t column = 0; column < types_.size(); ++column) {
      slots = append_words(slots, slots_.data() + column * capacity_, rows_);
      slots = append_words(slots, nulls_.data() + column * words_for(capacity_), words_for(rows_));
    }
  }
  auto* tail = reinterpret_cast<char*>(slots);
  std::copy(tail_.begin(), tail_.end(), tail);
  block->tail_ = tail;
  rows_ = 0;
  tail_.clear();
  row_tail_ = 0;
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
