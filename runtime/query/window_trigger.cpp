// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/window_trigger.hpp"

#include "runtime/query/window.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace plexus::query {

namespace {

constexpr auto time_max = std::numeric_limits<std::int64_t>::max();

/// Elements or microseconds.
std::int64_t number_of(const model::extent& e) noexcept {
  if (const auto* elements = std::get_if<model::element_count>(&e))
    return static_cast<std::int64_t>(elements->count);
  return std::get<model::time_span>(e).span.count();
}

std::int64_t add(std::int64_t at, std::int64_t span) noexcept {
  return at > time_max - span ? time_max : at + span;
}

/// GSN counts ticks of the greatest common divisor of window and slide, the first of them half a
/// second after the start, and fires when a counter that began at slide - window reaches the slide:
/// window / tick ticks. A count window's counter begins at 0, and only its slide makes the tick.
std::int64_t wait_for_first(const model::window_spec& spec) noexcept {
  const auto slide = number_of(spec.slide);
  const auto ticked = is_count(spec.size) ? slide : number_of(spec.size);
  return add(microseconds{first_tick_delay}.count(), ticked - std::gcd(ticked, slide));
}

} // namespace

window_kind kind_of(const model::window_spec& spec) noexcept {
  const bool counted = is_count(spec.size);
  if (!is_count(spec.slide))
    return counted ? window_kind::count_timed : window_kind::time_timed;
  if (number_of(spec.slide) == 1)
    return counted ? window_kind::count_each : window_kind::time_each;
  return counted ? window_kind::count_every : window_kind::time_every;
}

status check(const model::window_spec& spec) {
  for (const auto* part : {&spec.size, &spec.slide}) {
    const auto* elements = std::get_if<model::element_count>(part);
    if (elements != nullptr && (elements->count == 0 || elements->count > window_rows_max))
      return fail(errc::invalid_window,
                  "a number of elements must be between 1 and " + std::to_string(window_rows_max));
    const auto* time = std::get_if<model::time_span>(part);
    if (time != nullptr && time->span <= microseconds{0})
      return fail(errc::invalid_window, "a span of time must be longer than nothing");
  }
  return {};
}

window_trigger::window_trigger(const model::window_spec& spec, timestamp start)
    : kind_(kind_of(spec)), on_wall_clock_(spec.domain == model::time_domain::wall),
      slide_(number_of(spec.slide)) {
  if (kind_ == window_kind::count_every)
    counter_ = slide_ - number_of(spec.size);
  const bool timed = kind_ == window_kind::count_timed || kind_ == window_kind::time_timed;
  if (timed && on_wall_clock_) {
    first_wait_ = wait_for_first(spec);
    due_ = add(to_microseconds(start), first_wait_);
  }
}

bool window_trigger::on_element(std::int64_t timed) noexcept {
  switch (kind_) {
    case window_kind::count_each:
    case window_kind::time_each:
      return true;
    case window_kind::count_every:
    case window_kind::time_every:
      return on_counted_element();
    case window_kind::count_timed:
    case window_kind::time_timed:
      return !on_wall_clock_ && on_stamped_element(timed);
  }
  return false;
}

bool window_trigger::on_counted_element() noexcept {
  if (++counter_ < slide_)
    return false;
  counter_ = 0;
  return true;
}

bool window_trigger::on_stamped_element(std::int64_t timed) noexcept {
  const bool fires = due_ && timed >= *due_;
  if (!due_ || fires)
    due_ = add(timed, slide_);
  return fires;
}

bool window_trigger::on_time(timestamp now) noexcept {
  if (!on_wall_clock_ || !due_)
    return false;
  const auto at = to_microseconds(now);
  // A clock that was set back would silence the source until it is where it was; start again.
  if (*due_ - at > std::max(first_wait_, slide_))
    due_ = add(at, slide_);
  if (at < *due_)
    return false;
  due_ = add(*due_, ((at - *due_) / slide_ + 1) * slide_);
  return true;
}

std::optional<timestamp> window_trigger::next_due() const noexcept {
  if (!on_wall_clock_ || !due_)
    return std::nullopt;
  return from_microseconds(*due_);
}

} // namespace plexus::query
