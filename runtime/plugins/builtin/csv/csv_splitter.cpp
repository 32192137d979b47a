// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/csv/csv_splitter.hpp"

#include <algorithm>
#include <cstring>

namespace plexus::plugins {

namespace {

std::size_t find(std::string_view text, char wanted) noexcept {
  if (text.empty())
    return std::string_view::npos;
  const auto* hit = std::memchr(text.data(), wanted, text.size());
  return hit == nullptr ? std::string_view::npos
                        : static_cast<std::size_t>(static_cast<const char*>(hit) - text.data());
}

} // namespace

csv_splitter::step csv_splitter::next(std::string_view text, bool at_end) {
  if (text.empty())
    return {};
  if (overlong_)
    return overlong_row(text);
  const auto end = find(text, '\n');
  const auto line = text.substr(0, std::min(end, text.size()));
  const bool whole = end != std::string_view::npos || at_end;
  if (line.size() > csv_row_bytes_max)
    return overlong_ = true, step{step_kind::malformed, csv_row_bytes_max, 0};
  if (quote_ != 0 && find(line, quote_) != std::string_view::npos)
    return quoted_row(text, at_end);
  if (!whole)
    return {};
  return plain_row(line, line.size() + (end != std::string_view::npos ? 1 : 0));
}

csv_splitter::step csv_splitter::overlong_row(std::string_view text) {
  const auto end = find(text, '\n');
  if (end == std::string_view::npos)
    return {step_kind::skipped, text.size(), 0};
  overlong_ = false;
  return {step_kind::skipped, end + 1, 1};
}

csv_splitter::step csv_splitter::plain_row(std::string_view line, std::size_t bytes) {
  cells_.clear();
  const std::size_t lines = bytes - line.size();
  if (line.ends_with('\r'))
    line.remove_suffix(1);
  for (;;) {
    const auto end = find(line, separator_);
    if (end == std::string_view::npos)
      break;
    cells_.push_back(line.substr(0, end));
    line.remove_prefix(end + 1);
  }
  cells_.push_back(line);
  return {step_kind::row, bytes, lines};
}

/// Reads the quoted cell whose first quote is at `at`; leaves `at` behind the closing quote. False
/// when the text ends before that.
bool csv_splitter::quoted_cell(std::string_view text, std::size_t& at, std::size_t& lines) {
  const auto first = ++at;
  const auto kept_from = unquoted_.size();
  bool copied = false;
  auto run_from = first;
  for (;;) {
    const auto quote = find(text.substr(at), quote_);
    if (quote == std::string_view::npos)
      return false;
    at += quote;
    const bool doubled = at + 1 < text.size() && text[at + 1] == quote_;
    if (!doubled)
      break;
    unquoted_.append(text.substr(run_from, at + 1 - run_from)); // with one of the two quotes
    copied = true;
    at += 2;
    run_from = at;
  }
  const auto raw = text.substr(first, at - first);
  lines += static_cast<std::size_t>(std::count(raw.begin(), raw.end(), '\n'));
  if (copied) {
    unquoted_.append(text.substr(run_from, at - run_from));
    cells_.push_back(std::string_view{unquoted_}.substr(kept_from));
  } else {
    cells_.push_back(raw);
  }
  ++at;
  return true;
}

csv_splitter::step csv_splitter::quoted_row(std::string_view text, bool at_end) {
  const auto bound = text.substr(0, csv_row_bytes_max);
  const bool bounded = bound.size() < text.size();
  cells_.clear();
  unquoted_.clear();
  unquoted_.reserve(bound.size()); // the views into it must stay
  std::size_t lines = 0;
  for (std::size_t at = 0;;) {
    const auto blanks = std::min(bound.find_first_not_of(' ', at), bound.size());
    const bool quoted = blanks < bound.size() && bound[blanks] == quote_;
    if (quoted) {
      at = blanks;
      if (!quoted_cell(bound, at, lines))
        break;
    }
    // An unquoted cell, or what stands between a closing quote and the next separator: nothing, by
    // the rules; if there is something, it is left out.
    auto end = at;
    while (end < bound.size() && bound[end] != separator_ && bound[end] != '\n')
      ++end;
    if (end == bound.size() && (bounded || !at_end))
      break;
    if (!quoted)
      cells_.push_back(bound.substr(at, end - at));
    if (end < bound.size() && bound[end] == separator_) {
      at = end + 1;
      continue;
    }
    if (!quoted && cells_.back().ends_with('\r'))
      cells_.back().remove_suffix(1);
    const bool ends_line = end < bound.size();
    return {step_kind::row, end + (ends_line ? 1 : 0), lines + (ends_line ? 1 : 0)};
  }
  if (!bounded && !at_end)
    return {};
  // No end in sight: give up the first line and try again behind it.
  const auto end = find(text, '\n');
  if (end == std::string_view::npos)
    return {step_kind::malformed, text.size(), 0};
  return {step_kind::malformed, end + 1, 1};
}

} // namespace plexus::plugins
