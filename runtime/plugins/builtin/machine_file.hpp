// SPDX-License-Identifier: Apache-2.0
// Bounded reading of the small files by which a Linux machine tells about itself (procfs, sysfs).
// Not for data files; those are followed by builtin/csv/file_follower.
#pragma once

#include "runtime/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plexus::plugins {

/// What is read of one file at most; what follows is ignored.
inline constexpr std::size_t machine_file_bytes_max = 64u << 10;

/// The first machine_file_bytes_max bytes. Errors: device_unavailable naming the path.
result<std::string> read_machine_file(const std::filesystem::path& file);

/// The trimmed first line, or nothing when the file cannot be read or is blank.
std::optional<std::string> read_machine_line(const std::filesystem::path& file);

/// Names in a folder in natural order ("cpu2" before "cpu10"); none when there is no such folder.
/// At most 4096.
std::vector<std::string> names_in(const std::filesystem::path& folder);

/// The token at `index`, counted from 0, of a line; tokens are separated by blanks.
std::optional<std::string_view> token_at(std::string_view line, std::size_t index) noexcept;

/// The first line whose first token is `key`, or the first line when `key` is empty.
std::optional<std::string_view> line_of(std::string_view content, std::string_view key) noexcept;

} // namespace plexus::plugins
