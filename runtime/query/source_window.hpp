// SPDX-License-Identifier: Apache-2.0
// One source of a virtual sensor up to its SQL: order check, window, trigger, and what the source's
// view shows at any moment. No SQL and no rates; those belong to the stream (stream_query).
#pragma once

#include "runtime/model/virtual_sensor_descriptor.hpp"
#include "runtime/query/element_order.hpp"
#include "runtime/query/virtual_sensor_pipeline.hpp"
#include "runtime/query/window.hpp"
#include "runtime/query/window_trigger.hpp"

#include <memory>
#include <optional>

namespace plexus::query {

class source_window {
public:
  /// What became of an element. A sampled-out one takes its place in the window and may fire it,
  /// but the view never shows it.
  struct arrival {
    bool late = false;
    bool sampled_out = false;
    bool fired = false;
  };

  /// `beside_others`: the stream has further sources, whose firing looks at this view too. Errors:
  /// invalid_window, unknown_field (partial order key).
  static result<std::unique_ptr<source_window>> make(const model::source& wanted,
                                                     const source_binding& binding,
                                                     bool beside_others, timestamp start);

  /// Takes one element; `now` is read by time windows on the node's clock only.
  arrival take(const model::batch_ptr& elements, std::uint32_t row, timestamp now);

  /// True when a time slide is due; the view is then the one of `now`.
  bool on_time(timestamp now);
  std::optional<timestamp> next_due() const noexcept { return trigger_.next_due(); }

  /// Brings a view that moves with time or with every element up to date; the others stay as they
  /// were when they last fired.
  void refresh(timestamp now);

  /// Whether take and refresh look at `now`.
  bool follows_wall_clock() const noexcept {
    return on_wall_clock_ && (kind_ == window_kind::time_each || kind_ == window_kind::time_timed);
  }

  const window& rows() const noexcept { return window_; }

private:
  source_window(const model::source& wanted, const source_binding& binding,
                std::optional<std::size_t> order_key, bool beside_others, timestamp start);

  void forget(timestamp now);
  void show_fired(std::int64_t at);
  std::int64_t before(std::int64_t at) const noexcept;

  window_kind kind_;
  bool on_wall_clock_;
  std::size_t count_ = 0; // window size in elements
  std::int64_t span_ = 0; // or in microseconds
  sampling sampling_;
  element_order order_;
  window_trigger trigger_;
  window window_;
};

} // namespace plexus::query
