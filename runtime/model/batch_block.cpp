// SPDX-License-Identifier: Apache-2.0
#include "runtime/model/batch_block.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace plexus::model {

batch_block::batch_block(schema_ptr layout, std::size_t rows, std::size_t tail_bytes)
    : tail_bytes_(tail_bytes) {
  PLEXUS_ASSERT(rows <= batch_rows_max && tail_bytes <= batch_tail_bytes_max);
  const auto columns = layout->size();
  const auto words = rows + columns * (rows + (rows + 63) / 64);
  const auto size = sizeof(batch) + words * sizeof(std::uint64_t) + tail_bytes;
  auto* memory = static_cast<char*>(::operator new(size));
  block_ = new (memory) batch;
  block_->rows_ = static_cast<std::uint32_t>(rows);
  block_->size_bytes_ = size;
  block_->schema_ = std::move(layout);
  block_->timestamps_ = reinterpret_cast<const std::int64_t*>(memory + sizeof(batch));
  block_->slots_ = reinterpret_cast<const std::uint64_t*>(block_->timestamps_ + rows);
  block_->tail_ = memory + sizeof(batch) + words * sizeof(std::uint64_t);
  for (std::size_t column = 0; column < columns; ++column)
    std::ranges::fill(nulls(column), 0);
}

batch_block::~batch_block() {
  if (block_ != nullptr)
    block_->release();
}

std::span<std::int64_t> batch_block::timestamps() noexcept {
  return {const_cast<std::int64_t*>(block_->timestamps_), block_->rows_};
}

std::span<std::uint64_t> batch_block::slots(std::size_t column) noexcept {
  const auto all = std::as_const(*block_).slots(column);
  return {const_cast<std::uint64_t*>(all.data()), all.size()};
}

std::span<std::uint64_t> batch_block::nulls(std::size_t column) noexcept {
  const auto all = std::as_const(*block_).nulls(column);
  return {const_cast<std::uint64_t*>(all.data()), all.size()};
}

batch_ptr batch_block::finish() noexcept {
  return batch_ptr::adopt(std::exchange(block_, nullptr));
}

} // namespace plexus::model
