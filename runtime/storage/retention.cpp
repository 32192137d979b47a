// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/retention.hpp"

#include <algorithm>
#include <numeric>

namespace plexus::storage {
namespace {

constexpr auto everything = std::numeric_limits<std::int64_t>::min();

/// The bound that `count` elements lie at or above, going by one end of the extents: by time_min it
/// is too low or right, by time_max too high or right.
std::int64_t bound_by(std::span<const extent> extents, std::uint64_t count,
                      std::int64_t extent::*end) {
  std::vector<std::size_t> order(extents.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, std::greater{}, [&](std::size_t i) { return extents[i].*end; });
  std::uint64_t rows = 0;
  for (const auto i : order) {
    rows += extents[i].rows;
    if (rows >= count)
      return extents[i].*end;
  }
  return everything;
}

/// The `count`-th newest timestamp, or the least there is when there are not so many.
std::int64_t cutoff_by_count(std::span<const extent> extents, std::uint64_t count,
                             const read_timestamps& read) {
  std::uint64_t rows = 0;
  for (const auto& part : extents)
    rows += part.rows;
  if (rows <= count)
    return everything;
  if (count == 0)
    return std::numeric_limits<std::int64_t>::max();
  const auto low = bound_by(extents, count, &extent::time_min);
  const auto high = bound_by(extents, count, &extent::time_max);
  std::uint64_t above = 0; // elements surely newer than the bound
  std::vector<std::int64_t> undecided;
  for (std::size_t i = 0; i < extents.size(); ++i) {
    if (extents[i].time_min > high)
      above += extents[i].rows;
    else if (extents[i].time_max >= low)
      read(i, undecided);
  }
  if (above >= count || count - above > undecided.size())
    return low; // only when something could not be read: rather keep too much
  const auto nth = undecided.begin() + static_cast<std::ptrdiff_t>(count - above - 1);
  std::ranges::nth_element(undecided, nth, std::greater{});
  return *nth;
}

std::int64_t cutoff_by_age(std::span<const extent> extents, microseconds age) {
  auto newest = everything;
  for (const auto& part : extents)
    newest = std::max(newest, part.time_max);
  return newest < everything + age.count() ? everything : newest - age.count();
}

} // namespace

kept_elements what_is_kept(const model::retention& rule, std::span<const extent> extents,
                           const read_timestamps& read) {
  kept_elements kept;
  if (rule.kind == model::retention_kind::count)
    kept.cutoff = cutoff_by_count(extents, rule.count, read);
  else if (rule.kind == model::retention_kind::age)
    kept.cutoff = cutoff_by_age(extents, rule.age);
  const auto include = [&kept](std::int64_t oldest, std::int64_t newest, std::uint64_t rows) {
    kept.oldest = std::min(kept.oldest.value_or(oldest), oldest);
    kept.newest = std::max(kept.newest.value_or(newest), newest);
    kept.rows += rows;
  };
  std::vector<std::int64_t> times;
  for (std::size_t i = 0; i < extents.size(); ++i) {
    const auto& part = extents[i];
    if (part.rows == 0 || part.time_max < kept.cutoff)
      continue;
    if (part.time_min >= kept.cutoff) {
      include(part.time_min, part.time_max, part.rows);
      continue;
    }
    times.clear();
    read(i, times);
    for (const auto timed : times)
      if (timed >= kept.cutoff)
        include(timed, timed, 1);
  }
  return kept;
}

} // namespace plexus::storage
