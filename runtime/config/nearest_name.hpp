// SPDX-License-Identifier: Apache-2.0
// The known name that somebody most likely meant by an unknown one.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace plexus::config {

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b` (optimal
/// string alignment). Names longer than 64 bytes count as entirely different.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The nearest of `known` within `distance_max` edits and a third of the name's length; empty when
/// none is near. The first of equally near ones.
std::string_view nearest_name(std::string_view name, std::span<const std::string_view> known,
                              std::size_t distance_max = 3);

/// "; did you mean 'x'?", or nothing when no known name is near.
std::string suggestion(std::string_view name, std::span<const std::string_view> known);

} // namespace plexus::config
