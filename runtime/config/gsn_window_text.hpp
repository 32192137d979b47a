// SPDX-License-Identifier: Apache-2.0
// Counts and durations as GSN descriptor files write them (storage-size, slide, history-size).
// Narrower than runtime/base/duration, which our own files use.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/model/virtual_sensor_descriptor.hpp"

#include <string_view>

namespace plexus::config {

/// Blanks anywhere are ignored, case as well: a whole number is a count of elements, a whole number
/// followed by exactly one of s, m, h a span of time. Everything else ("10min", "1h30m", "1.5h",
/// "1d") fails with errc::invalid_duration, a negative number with errc::invalid_window.
result<model::extent> parse_gsn_extent(std::string_view text);

/// The same syntax; "-1" and a blank text keep everything.
result<model::retention> parse_gsn_history(std::string_view text);

} // namespace plexus::config
