// SPDX-License-Identifier: Apache-2.0
// Reading a settings file whole, and what every reader of text needs: trimming, numbers, UTF-8.
#pragma once

#include "runtime/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace plexus::config {

/// A settings file larger than this is refused.
inline constexpr std::size_t file_bytes_max = 1'000'000;

/// The content of a regular file. Errors: unreadable_file (not there, not a regular file, no
/// permission), limit_exceeded (larger than `bytes_max`).
result<std::string> read_text_file(const std::filesystem::path& path,
                                   std::size_t bytes_max = file_bytes_max);

/// Without blanks, tabs and line ends at both ends.
std::string_view trim(std::string_view text) noexcept;

/// A whole text as a decimal integer or a finite number; nothing else around it. A leading '+' is
/// allowed, as Java allows it.
std::optional<std::int64_t> to_integer(std::string_view text) noexcept;
std::optional<double> to_number(std::string_view text) noexcept;

/// "true" or "false", case-insensitive.
std::optional<bool> to_boolean(std::string_view text);

/// The offset of the first byte that is not UTF-8 (RFC 3629), or nothing.
std::optional<std::size_t> first_invalid_utf8(std::string_view text) noexcept;

/// 1-based line of an offset.
std::uint32_t line_of(std::string_view text, std::size_t offset) noexcept;

} // namespace plexus::config
