// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/element_order.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <vector>

namespace plexus::query {

element_order::element_order(bool unique_timestamps, std::optional<std::size_t> key,
                             std::size_t keys_max)
    : unique_(unique_timestamps), key_(key), keys_max_(keys_max) {
  PLEXUS_ASSERT(keys_max_ >= 2);
}

bool element_order::admit(const model::batch& elements, std::uint32_t row) {
  const auto timed = elements.timestamps()[row];
  if (!key_ || elements.is_null(*key_, row))
    return advance(last_, timed);
  if (model::is_variable_length(elements.layout()[*key_].type))
    return admit_key(elements.text(*key_, row), timed);
  const auto slot = elements.slots(*key_)[row];
  char raw[sizeof slot];
  std::memcpy(raw, &slot, sizeof slot);
  return admit_key({raw, sizeof raw}, timed);
}

bool element_order::advance(std::optional<std::int64_t>& last, std::int64_t timed) const noexcept {
  if (last && (unique_ ? timed <= *last : timed < *last))
    return false;
  last = timed;
  return true;
}

bool element_order::admit_key(std::string_view key, std::int64_t timed) {
  const auto known = by_key_.find(key);
  if (known != by_key_.end())
    return advance(known->second, timed);
  if (by_key_.size() >= keys_max_)
    forget_half();
  by_key_.emplace(key, timed);
  return true;
}

void element_order::forget_half() {
  std::vector<std::int64_t> stamps;
  stamps.reserve(by_key_.size());
  for (const auto& [key, last] : by_key_)
    stamps.push_back(*last);
  const auto middle = stamps.begin() + static_cast<std::ptrdiff_t>(stamps.size() / 2);
  std::nth_element(stamps.begin(), middle, stamps.end());
  const auto limit = *middle;
  const auto wanted = by_key_.size() / 2;
  std::erase_if(by_key_, [&](const auto& entry) { return *entry.second < limit; });
  // Equal stamps must not keep the map full.
  for (auto entry = by_key_.begin(); entry != by_key_.end() && by_key_.size() > wanted;)
    entry = *entry->second == limit ? by_key_.erase(entry) : std::next(entry);
}

} // namespace plexus::query
