// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/csv/posix_zone_rule.hpp"

#include <chrono>

namespace plexus::plugins {

namespace {

/// Takes the text apart from its front; every step says whether it fitted.
class cursor {
public:
  explicit cursor(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  bool starts_with(char c) const { return !rest_.empty() && rest_.front() == c; }

  bool take(char c) {
    if (!starts_with(c))
      return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// An abbreviation: letters, or anything in angle brackets.
  bool name() {
    if (take('<')) {
      const auto end = rest_.find('>');
      if (end == std::string_view::npos)
        return false;
      rest_.remove_prefix(end + 1);
      return true;
    }
    std::size_t length = 0;
    while (length < rest_.size() && is_letter(rest_[length]))
      ++length;
    rest_.remove_prefix(length);
    return length >= 3;
  }

  bool number(std::int64_t low, std::int64_t high, std::int64_t& into) {
    std::size_t length = 0;
    std::int64_t value = 0;
    while (length < rest_.size() && length < 4 && rest_[length] >= '0' && rest_[length] <= '9')
      value = value * 10 + (rest_[length++] - '0');
    rest_.remove_prefix(length);
    into = value;
    return length > 0 && value >= low && value <= high;
  }

  /// [+-]hh[:mm[:ss]] as seconds.
  bool time(std::int64_t& into) {
    const bool negative = take('-');
    if (!negative)
      take('+');
    std::int64_t hours = 0;
    std::int64_t minutes = 0;
    std::int64_t seconds = 0;
    if (!number(0, 167, hours))
      return false;
    if (take(':')) {
      if (!number(0, 59, minutes) || (take(':') && !number(0, 59, seconds)))
        return false;
    }
    into = (hours * 60 + minutes) * 60 + seconds;
    if (negative)
      into = -into;
    return true;
  }

private:
  static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

  std::string_view rest_;
};

bool read_change(cursor& text, posix_zone_change& into) {
  std::int64_t month = 0;
  std::int64_t week = 0;
  std::int64_t day = 0;
  if (text.take('M')) {
    into.form = 'M';
    if (!text.number(1, 12, month) || !text.take('.') || !text.number(1, 5, week) ||
        !text.take('.') || !text.number(0, 6, day))
      return false;
  } else if (text.take('J')) {
    into.form = 'J';
    if (!text.number(1, 365, day))
      return false;
  } else {
    into.form = '0';
    if (!text.number(0, 365, day))
      return false;
  }
  into.month = static_cast<std::int32_t>(month);
  into.week = static_cast<std::int32_t>(week);
  into.day = static_cast<std::int32_t>(day);
  return !text.take('/') || text.time(into.time);
}

} // namespace

std::int64_t posix_zone_change::in_year(std::int32_t year) const {
  using namespace std::chrono;
  const std::chrono::year in{year};
  sys_days date;
  if (form == 'M') {
    const auto of = std::chrono::month{static_cast<unsigned>(month)};
    const weekday on{static_cast<unsigned>(day)};
    date = week == 5 ? sys_days{in / of / on[last]}
                     : sys_days{in / of / on[static_cast<unsigned>(week)]};
  } else {
    date = sys_days{in / January / 1} + days{form == 'J' ? day - 1 : day};
    if (form == 'J' && in.is_leap() && day >= 60)
      date += days{1};
  }
  return std::int64_t{date.time_since_epoch().count()} * 86'400 + time;
}

std::optional<posix_zone_rule> parse_posix_zone_rule(std::string_view text) {
  cursor rest{text};
  posix_zone_rule rule;
  if (!rest.name() || !rest.time(rule.standard_offset))
    return std::nullopt;
  rule.standard_offset = -rule.standard_offset; // POSIX counts west of Greenwich
  if (rest.done())
    return rule;
  rule.has_summer = true;
  rule.summer_offset = rule.standard_offset + 3600;
  if (!rest.name())
    return std::nullopt;
  if (!rest.starts_with(',')) {
    if (!rest.time(rule.summer_offset))
      return std::nullopt;
    rule.summer_offset = -rule.summer_offset;
  }
  if (!rest.take(',') || !read_change(rest, rule.to_summer) || !rest.take(',') ||
      !read_change(rest, rule.to_standard) || !rest.done())
    return std::nullopt;
  return rule;
}

} // namespace plexus::plugins
