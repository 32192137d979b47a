// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/sql/join_index.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>

namespace plexus::query {

namespace {

// The finalizer of MurmurHash3: every bit of the key reaches the low ones, which choose the slot.
// Whole numbers as doubles differ in their high bits alone.
std::uint64_t spread(std::uint64_t bits) {
  bits = (bits ^ bits >> 33U) * 0xFF51AFD7ED558CCDU;
  bits = (bits ^ bits >> 33U) * 0xC4CEB9FE1A85EC53U;
  return bits ^ bits >> 33U;
}

// Equal numbers have equal hashes whether they are integers or real; 0.0 equals -0.0.
std::uint64_t hash_of(double key) { return spread(std::bit_cast<std::uint64_t>(key + 0.0)); }
std::uint64_t hash_of(std::string_view key) { return spread(std::hash<std::string_view>{}(key)); }

} // namespace

std::unique_ptr<const join_index> join_index::build(const table& rows, std::size_t column,
                                                    bool text) {
  auto made = std::make_unique<join_index>();
  const auto cursor = rows.scan({});
  if (!made->add_rows(*cursor, column, text) || !cursor->outcome())
    return nullptr;
  made->link();
  return made;
}

bool join_index::add_rows(row_cursor& cursor, std::size_t column, bool text) {
  const model::batch* current = nullptr;
  model::value_type type{};
  for (; !cursor.at_end(); cursor.next()) {
    const auto& block = cursor.block();
    if (&block != current) {
      current = &block;
      if (column >= block.layout().size())
        return false;
      type = block.layout()[column].type;
      if (type == model::value_type::binary || (type == model::value_type::string) != text)
        return false;
      block.retain();
      blocks_.push_back(model::batch_ptr::adopt(&block));
    }
    const auto row = cursor.row();
    if (block.is_null(column, row))
      continue;
    if (entries_.size() == join_index_rows_max)
      return false;
    std::uint64_t hash = 0;
    if (text) {
      hash = hash_of(block.text(column, row));
    } else {
      const double number = model::is_floating(type)
                                ? block.floating(column, row)
                                : static_cast<double>(block.integer(column, row));
      if (std::isnan(number)) // null to SQL
        continue;
      hash = hash_of(number);
    }
    entries_.push_back({hash, static_cast<std::uint32_t>(blocks_.size() - 1), row, none});
  }
  return true;
}

void join_index::link() {
  heads_.assign(std::bit_ceil(entries_.size() + 1), none);
  for (auto at = static_cast<position>(entries_.size()); at-- > 0;) {
    auto& head = heads_[entries_[at].hash & (heads_.size() - 1)];
    entries_[at].next = head;
    head = at;
  }
}

std::size_t join_index::slot_rows_max() const {
  std::size_t most = 0;
  for (auto at : heads_) {
    std::size_t rows = 0;
    for (; at != none; at = entries_[at].next)
      ++rows;
    most = std::max(most, rows);
  }
  return most;
}

join_index::position join_index::find(double key) const noexcept { return find_hash(hash_of(key)); }
join_index::position join_index::find(std::string_view key) const noexcept {
  return find_hash(hash_of(key));
}

join_index::position join_index::find_hash(std::uint64_t hash) const noexcept {
  return skip(heads_[hash & (heads_.size() - 1)], hash);
}

join_index::position join_index::next(position at) const noexcept {
  return skip(entries_[at].next, entries_[at].hash);
}

join_index::position join_index::skip(position at, std::uint64_t hash) const noexcept {
  while (at != none && entries_[at].hash != hash)
    at = entries_[at].next;
  return at;
}

} // namespace plexus::query
