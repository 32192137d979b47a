// SPDX-License-Identifier: Apache-2.0
// Reads TOML into a tree of settings. Knows no vocabulary; node_config and virtual_sensor_file do.
#pragma once

#include "runtime/config/diagnostic.hpp"
#include "runtime/config/setting.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace plexus::config {

/// Tables and lists nested deeper are refused.
inline constexpr std::size_t setting_depth_max = 16;

/// The document, or nothing and one error in `problems`: malformed_toml, limit_exceeded (larger
/// than file_bytes_max, or too deep).
std::optional<setting> parse_toml(std::string_view text, problem_list& problems);

} // namespace plexus::config
