// SPDX-License-Identifier: Apache-2.0
// When a source's window fires: GSN's six combinations of window and slide, on the node's clock or
// on the elements' own timestamps. Plain arithmetic on the times handed in; neither rows nor timers
// are here.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/model/window_spec.hpp"

#include <cstdint>
#include <optional>

namespace plexus::query {

/// GSN's delay from the start of a source to the first tick of its timer.
inline constexpr milliseconds first_tick_delay{500};

/// The row of GSN's table that a specification falls under.
enum class window_kind : std::uint8_t {
  count_each,  // count N, slide 1: every element
  count_every, // count N, slide S elements
  count_timed, // count N, time slide
  time_each,   // time W, slide 1: every element
  time_every,  // time W, slide S elements
  time_timed,  // time W, time slide
};

window_kind kind_of(const model::window_spec& spec) noexcept;

/// Sizes and slides must be positive, counts at most window_rows_max. Errors: invalid_window.
status check(const model::window_spec& spec);

class window_trigger {
public:
  /// `spec` has passed check(); `start` is when the source started, in wall time.
  window_trigger(const model::window_spec& spec, timestamp start);

  /// An element with this stamp (microseconds) is in the window now. True when the window fires.
  bool on_element(std::int64_t timed) noexcept;

  /// True when a time slide on the node's clock is due. Ticks that were missed are not made up for.
  bool on_time(timestamp now) noexcept;

  /// When on_time fires next; none for windows that fire on elements.
  std::optional<timestamp> next_due() const noexcept;

private:
  bool on_counted_element() noexcept;
  bool on_stamped_element(std::int64_t timed) noexcept;

  window_kind kind_;
  bool on_wall_clock_;
  std::int64_t slide_ = 0; // elements or microseconds
  std::int64_t first_wait_ = 0;
  std::int64_t counter_ = 0;
  std::optional<std::int64_t> due_; // microseconds, in the clock of the domain
};

} // namespace plexus::query
