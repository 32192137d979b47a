// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/nearest_name.hpp"

#include <algorithm>
#include <array>

namespace plexus::config {

namespace {

constexpr std::size_t length_max = 64;
using row = std::array<std::size_t, length_max + 1>;

} // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  if (a == b)
    return 0;
  if (a.size() > length_max || b.size() > length_max)
    return std::max(a.size(), b.size());
  row before_last{};
  row last{};
  row current{};
  for (std::size_t j = 0; j <= b.size(); ++j)
    last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({replace, last[j] + 1, current[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        current[j] = std::min(current[j], before_last[j - 2] + 1);
    }
    before_last = last;
    last = current;
  }
  return last[b.size()];
}

std::string_view nearest_name(std::string_view name, std::span<const std::string_view> known,
                              std::size_t distance_max) {
  std::string_view nearest;
  std::size_t best = std::min(distance_max, std::max<std::size_t>(1, name.size() / 3)) + 1;
  for (const auto candidate : known) {
    const auto distance = edit_distance(name, candidate);
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

std::string suggestion(std::string_view name, std::span<const std::string_view> known) {
  const auto nearest = nearest_name(name, known);
  return nearest.empty() ? std::string{} : "; did you mean '" + std::string{nearest} + "'?";
}

} // namespace plexus::config
