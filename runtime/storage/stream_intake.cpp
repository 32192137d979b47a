// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/stream_intake.hpp"

#include "runtime/model/batch_builder.hpp"

#include <algorithm>
#include <functional>
#include <unordered_set>

namespace plexus::storage {

stream_intake::stream_intake(model::schema_ptr layout, bool unique_timestamps)
    : layout_(std::move(layout)), unique_(unique_timestamps) {}

void stream_intake::resume(sequence last, std::int64_t newest) {
  last_ = last;
  recent_.forget_up_to(newest);
}

bool stream_intake::needs_history(const model::batch& elements) const {
  return unique_ && std::ranges::any_of(elements.timestamps(), [&](std::int64_t timed) {
           return recent_.find(timed) == seen::unknown;
         });
}

bool stream_intake::contains(std::int64_t timed,
                             const std::function<bool(std::int64_t)>& in_history) const {
  const auto known = recent_.find(timed);
  return known == seen::unknown ? in_history(timed) : known == seen::yes;
}

namespace {

bool strictly_ascending(std::span<const std::int64_t> times) {
  return std::ranges::adjacent_find(times, std::greater_equal{}) == times.end();
}

model::batch_ptr select(const model::batch_ptr& from, const std::vector<std::uint32_t>& rows) {
  if (rows.size() == from->rows())
    return from;
  model::batch_builder builder{from->layout_ptr()};
  for (const auto row : rows)
    builder.append_row(*from, row);
  return builder.finish();
}

} // namespace

result<appended> stream_intake::admit(const model::batch_ptr& elements,
                                      const std::function<bool(std::int64_t)>& in_history) {
  if (elements->layout_ptr() != layout_ && !elements->layout().same_layout(*layout_))
    return fail(errc::schema_mismatch, "the elements have other fields than the stream");
  appended outcome;
  outcome.accepted = elements;
  if (unique_) {
    const auto times = elements->timestamps();
    // The batch itself is not in history yet, and the recent stamps may not hold all of it.
    const bool check_itself = !strictly_ascending(times);
    std::unordered_set<std::int64_t> itself;
    std::vector<std::uint32_t> fresh;
    fresh.reserve(times.size());
    for (std::uint32_t row = 0; row < times.size(); ++row) {
      if (contains(times[row], in_history) || (check_itself && itself.contains(times[row])))
        continue;
      fresh.push_back(row);
      if (check_itself)
        itself.insert(times[row]);
      recent_.insert(times[row]);
    }
    outcome.duplicates = times.size() - fresh.size();
    outcome.accepted = select(elements, fresh);
  }
  last_ += outcome.accepted->rows();
  outcome.last = outcome.accepted->rows() > 0 ? last_ : 0;
  return outcome;
}

} // namespace plexus::storage
