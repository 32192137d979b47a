// SPDX-License-Identifier: Apache-2.0
// Regular expressions in time linear in the text, whatever the pattern: R. Cox, "Regular Expression
// Matching: the Virtual Machine Approach" (2009), after K. Thompson (1968). No back-references and
// no look-around, which linear time excludes. std::regex takes exponential time and recurses.
#pragma once

#include "runtime/base/result.hpp"

#include <bitset>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace plexus::query {

/// Instructions of one compiled pattern; bounds the time per character of the text.
inline constexpr std::size_t regular_expression_size_max = 500;

/// Bytes, not characters: `.` takes one byte of a longer UTF-8 character, literals match as they
/// are. Syntax: . [...] [^...] \d \w \s \D \W \S ^ $ | (...) (?:...) * + ? {m} {m,} {m,n}, a `?`
/// behind a repetition is read over, a backslash before anything else quotes it. A leading (?i)
/// ignores the case of ASCII letters.
class regular_expression {
public:
  /// Errors: invalid_argument for a malformed pattern, limit_exceeded for one that grows too large.
  static result<regular_expression> compile(std::string_view pattern);

  /// True when the pattern matches somewhere in the text; nothing when `stop` said so before that
  /// was known. It is asked every few ten thousand steps.
  std::optional<bool> matches(std::string_view text, const std::function<bool()>& stop = {}) const;

private:
  friend class pattern_compiler;
  friend class pattern_matcher;
  enum class operation : std::uint8_t { any_of, split, jump, begin, end, accept };
  using byte_set = std::bitset<256>;
  struct instruction {
    operation what{};
    std::uint32_t first = 0;  // any_of: its set; split and jump: where to go on
    std::uint32_t second = 0; // split: or here
  };

  std::vector<instruction> program_;
  std::vector<byte_set> sets_;
};

} // namespace plexus::query
