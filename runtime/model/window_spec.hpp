// SPDX-License-Identifier: Apache-2.0
// How much of a stream a source sees (window), and how often it fires (slide). Only the
// specification; the window itself is runtime/query/window.
#pragma once

#include "runtime/base/clock.hpp"

#include <cstdint>
#include <variant>

namespace plexus::model {

/// A number of elements.
struct element_count {
  std::uint64_t count = 1;
  friend bool operator==(const element_count&, const element_count&) = default;
};

/// A span of time.
struct time_span {
  microseconds span{};
  friend bool operator==(const time_span&, const time_span&) = default;
};

using extent = std::variant<element_count, time_span>;

/// Which clock time windows and time slides follow: the node's (GSN's default) or the elements'
/// own timestamps.
enum class time_domain : std::uint8_t { wall, data };

struct window_spec {
  extent size = element_count{1};
  extent slide = element_count{1};
  time_domain domain = time_domain::wall;

  friend bool operator==(const window_spec&, const window_spec&) = default;
};

constexpr bool is_count(const extent& e) noexcept { return e.index() == 0; }

} // namespace plexus::model
