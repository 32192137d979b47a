// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/source_window.hpp"

#include <limits>
#include <utility>

namespace plexus::query {

namespace {

constexpr auto time_min = std::numeric_limits<std::int64_t>::min();
constexpr auto time_max = std::numeric_limits<std::int64_t>::max();

/// What the planner should expect of a time window that has no rows yet.
constexpr std::uint64_t rows_of_time_window = 100;

std::uint64_t rows_expected(const model::extent& size) noexcept {
  const auto* elements = std::get_if<model::element_count>(&size);
  return elements != nullptr ? elements->count : rows_of_time_window;
}

result<std::optional<std::size_t>> order_key(const model::source& wanted,
                                             const source_binding& binding) {
  if (binding.alternative >= wanted.alternatives.size())
    return std::optional<std::size_t>{};
  const auto& name = wanted.alternatives[binding.alternative].partial_order_key;
  if (name.empty())
    return std::optional<std::size_t>{};
  const auto column = binding.layout->find(name);
  if (!column)
    return fail(errc::unknown_field, "the source has no field for the partial order key " + name);
  return column;
}

} // namespace

result<std::unique_ptr<source_window>> source_window::make(const model::source& wanted,
                                                           const source_binding& binding,
                                                           bool beside_others, timestamp start) {
  if (auto valid = check(wanted.window); !valid)
    return valid.error();
  auto key = order_key(wanted, binding);
  if (!key)
    return std::move(key).error();
  return std::unique_ptr<source_window>{
      new source_window(wanted, binding, *key, beside_others, start)};
}

source_window::source_window(const model::source& wanted, const source_binding& binding,
                             std::optional<std::size_t> order_key, bool beside_others,
                             timestamp start)
    : kind_(kind_of(wanted.window)),
      on_wall_clock_(wanted.window.domain == model::time_domain::wall),
      sampling_(wanted.sampling_rate), order_(binding.unique_timestamps, order_key),
      trigger_(wanted.window, start),
      window_(binding.layout, rows_expected(wanted.window.size), sampling_) {
  if (const auto* elements = std::get_if<model::element_count>(&wanted.window.size))
    count_ = static_cast<std::size_t>(elements->count);
  else
    span_ = std::get<model::time_span>(wanted.window.size).span.count();
  // Views that stand still between two firings must outlive the rows that come meanwhile, but only
  // where another source's firing can look at them.
  window_.hold_view(beside_others &&
                    (kind_ == window_kind::count_every || kind_ == window_kind::time_every ||
                     kind_ == window_kind::time_timed));
}

source_window::arrival source_window::take(const model::batch_ptr& elements, std::uint32_t row,
                                           timestamp now) {
  arrival outcome;
  if (!order_.admit(*elements, row)) {
    outcome.late = true;
    return outcome;
  }
  const auto timed = elements->timestamps()[row];
  outcome.sampled_out = !sampling_.keeps(timed);
  window_.append(elements, row);
  outcome.fired = trigger_.on_element(timed);
  if (outcome.fired)
    show_fired(timed);
  forget(now);
  return outcome;
}

bool source_window::on_time(timestamp now) {
  if (!trigger_.on_time(now))
    return false;
  show_fired(to_microseconds(now));
  forget(now);
  return true;
}

void source_window::refresh(timestamp now) {
  if (kind_ == window_kind::count_each || kind_ == window_kind::count_timed)
    window_.show_newest(count_);
  else if (kind_ == window_kind::time_each && on_wall_clock_)
    window_.show_between(before(to_microseconds(now)) + 1, time_max);
  else if (kind_ == window_kind::time_each && window_.rows() > 0)
    window_.show_between(before(window_.newest()) + 1, window_.newest());
}

void source_window::show_fired(std::int64_t at) {
  if (kind_ == window_kind::count_every)
    window_.show_newest(count_);
  else if (kind_ == window_kind::time_every || kind_ == window_kind::time_timed)
    window_.show_between(before(at), at);
}

/// Rows that no later view can show leave; the window never keeps more than its bound either way.
void source_window::forget(timestamp now) {
  if (count_ != 0)
    return window_.keep_newest(count_);
  if (follows_wall_clock())
    return window_.keep_from(before(to_microseconds(now)));
  window_.keep_from(before(window_.newest()));
}

/// `at` less the window's span, at the beginning of time at the earliest.
std::int64_t source_window::before(std::int64_t at) const noexcept {
  return at < time_min + span_ ? time_min : at - span_;
}

} // namespace plexus::query
