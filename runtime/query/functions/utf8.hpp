// SPDX-License-Identifier: Apache-2.0
// Characters of texts. Malformed bytes count as one character each, so nothing here can fail.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace plexus::query {

/// Bytes of the character that `text` begins with; 0 for an empty text.
constexpr std::size_t first_character(std::string_view text) noexcept {
  if (text.empty())
    return 0;
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t wanted = lead < 0xc2   ? 1
                             : lead < 0xe0 ? 2
                             : lead < 0xf0 ? 3
                             : lead < 0xf5 ? 4
                                           : 1;
  for (std::size_t i = 1; i < wanted; ++i)
    if (i == text.size() || (static_cast<unsigned char>(text[i]) & 0xc0U) != 0x80U)
      return 1;
  return wanted;
}

constexpr std::size_t count_characters(std::string_view text) noexcept {
  std::size_t count = 0;
  for (; !text.empty(); ++count)
    text.remove_prefix(first_character(text));
  return count;
}

/// The byte at which character `position` (from 0) begins; the size when there are fewer.
constexpr std::size_t byte_of_character(std::string_view text, std::size_t position) noexcept {
  std::size_t at = 0;
  for (; position > 0 && at < text.size(); --position)
    at += first_character(text.substr(at));
  return at;
}

} // namespace plexus::query
