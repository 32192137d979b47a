// SPDX-License-Identifier: Apache-2.0
// GSN's out-of-order check of one wrapper: an element that is not newer than the last one is late,
// where "last" may be told apart by the value of one field (partial-order-key). Not a sorter: late
// elements are lost.
#pragma once

#include "runtime/model/batch.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace plexus::query {

/// Bound of the key values whose last stamp is remembered.
inline constexpr std::size_t order_keys_max = 65'536;

class element_order {
public:
  /// `key` is the column of the partial order key. With `unique_timestamps` an element with the
  /// stamp of the last one is late, without only an older one.
  explicit element_order(bool unique_timestamps, std::optional<std::size_t> key = std::nullopt,
                         std::size_t keys_max = order_keys_max);

  /// True when the element is in order; its stamp is the last one then. When a key more than
  /// `keys_max` appears, the half that was silent longest (by stamps) is forgotten.
  bool admit(const model::batch& elements, std::uint32_t row);

private:
  struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };

  bool advance(std::optional<std::int64_t>& last, std::int64_t timed) const noexcept;
  bool admit_key(std::string_view key, std::int64_t timed);
  void forget_half();

  bool unique_;
  std::optional<std::size_t> key_;
  std::size_t keys_max_;
  std::optional<std::int64_t> last_; // without a key, and of elements whose key is null
  std::unordered_map<std::string, std::optional<std::int64_t>, text_hash, std::equal_to<>> by_key_;
};

} // namespace plexus::query
