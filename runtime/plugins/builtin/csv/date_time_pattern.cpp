// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/csv/date_time_pattern.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace plexus::plugins {

namespace {

constexpr std::array<std::string_view, 12> month_names{
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};
constexpr std::array<std::string_view, 7> day_names{"monday", "tuesday",  "wednesday", "thursday",
                                                    "friday", "saturday", "sunday"};

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool takes(std::string_view& rest, std::string_view lower_word) {
  if (rest.size() < lower_word.size() ||
      !std::equal(lower_word.begin(), lower_word.end(), rest.begin(),
                  [](char want, char have) { return want == lower(have); }))
    return false;
  rest.remove_prefix(lower_word.size());
  return true;
}

/// The position of a name, given in full or by its first three letters.
template <std::size_t N>
std::optional<std::int32_t> take_name(std::string_view& rest,
                                      const std::array<std::string_view, N>& names) {
  for (std::size_t i = 0; i < N; ++i)
    if (takes(rest, names[i]))
      return static_cast<std::int32_t>(i);
  for (std::size_t i = 0; i < N; ++i)
    if (takes(rest, names[i].substr(0, 3)))
      return static_cast<std::int32_t>(i);
  return std::nullopt;
}

/// At least one and at most `digits_max` (<= 9) digits. Returns how many there were.
std::size_t take_digits(std::string_view& rest, std::size_t digits_max, std::int32_t& into) {
  std::size_t count = 0;
  std::int32_t number = 0;
  while (count < digits_max && count < rest.size() && is_digit(rest[count]))
    number = number * 10 + (rest[count++] - '0');
  rest.remove_prefix(count);
  into = number;
  return count;
}

/// "Z", "+hhmm" or "+hh:mm".
bool take_offset(std::string_view& rest, date_time_parts& into) {
  if (takes(rest, "z")) {
    into.off = std::chrono::seconds{0};
    return true;
  }
  if (rest.empty() || (rest[0] != '+' && rest[0] != '-'))
    return false;
  const bool west = rest[0] == '-';
  rest.remove_prefix(1);
  std::int32_t hours = 0;
  std::int32_t minutes = 0;
  if (take_digits(rest, 2, hours) != 2)
    return false;
  if (!rest.empty() && rest[0] == ':')
    rest.remove_prefix(1);
  if (take_digits(rest, 2, minutes) != 2 || hours > 23 || minutes > 59)
    return false;
  const std::chrono::seconds east{(hours * 60 + minutes) * 60};
  into.off = west ? -east : east;
  return true;
}

std::size_t run_length(std::string_view text) noexcept {
  return std::min(text.find_first_not_of(text[0]), text.size());
}

/// The next character that stands for itself, or the next quoted text, where '' is one quote.
/// Nothing when a quote is not closed.
std::optional<std::string> take_literal(std::string_view& rest) {
  std::string text;
  const bool quoted = rest[0] == '\'' && !rest.starts_with("''");
  if (!quoted) {
    text.push_back(rest[0]);
    rest.remove_prefix(rest[0] == '\'' ? 2 : 1);
    return text;
  }
  for (rest.remove_prefix(1); !rest.empty(); rest.remove_prefix(1)) {
    if (rest[0] == '\'') {
      rest.remove_prefix(1);
      if (!rest.starts_with('\''))
        return text;
    }
    text.push_back(rest[0]);
  }
  return std::nullopt;
}

bool within(std::int32_t number, std::int32_t low, std::int32_t high) noexcept {
  return number >= low && number <= high;
}

} // namespace

std::optional<std::chrono::local_time<microseconds>> date_time_parts::moment() const {
  using namespace std::chrono;
  const bool only_small = !year && (month || day || day_of_year);
  const std::chrono::year in{year.value_or(only_small ? 2000 : 1970)};
  sys_days date;
  if (day_of_year && !month && !day) {
    if (*day_of_year > (in.is_leap() ? 366 : 365))
      return std::nullopt;
    date = sys_days{in / January / 1} + days{*day_of_year - 1};
  } else {
    const year_month_day given{in, std::chrono::month{static_cast<unsigned>(month.value_or(1))},
                               std::chrono::day{static_cast<unsigned>(day.value_or(1))}};
    if (!given.ok())
      return std::nullopt;
    date = given;
  }
  const auto hours_of_day =
      hour ? *hour : half_hour.value_or(0) + (afternoon.value_or(false) ? 12 : 0);
  return local_time<microseconds>{date.time_since_epoch()} + hours{hours_of_day} + minutes{minute} +
         seconds{second} + microseconds{microsecond};
}

std::optional<date_time_pattern::item> date_time_pattern::item_of(char letter, std::size_t count) {
  switch (letter) {
    case 'y':
    case 'Y':
      return item{count == 2 ? item_kind::short_year : item_kind::year, 0, 9};
    case 'M':
      return item{count >= 3 ? item_kind::month_name : item_kind::month};
    case 'd':
      return item{item_kind::day};
    case 'D':
      return item{item_kind::day_of_year, 0, 3};
    case 'E':
      return item{item_kind::day_name};
    case 'H':
      return item{item_kind::hour_0_23};
    case 'k':
      return item{item_kind::hour_1_24};
    case 'K':
      return item{item_kind::hour_0_11};
    case 'h':
      return item{item_kind::hour_1_12};
    case 'a':
      return item{item_kind::half};
    case 'm':
      return item{item_kind::minute};
    case 's':
      return item{item_kind::second};
    case 'S':
      return item{item_kind::fraction, 0,
                  static_cast<std::uint8_t>(std::min<std::size_t>(count, 9))};
    case 'Z':
      return count <= 2 ? std::optional{item{item_kind::offset}} : std::nullopt;
    case 'z':
      return item{item_kind::zone_name};
    default:
      return std::nullopt;
  }
}

bool date_time_pattern::is_number(const item& one) noexcept {
  return one.kind != item_kind::literal && one.kind != item_kind::month_name &&
         one.kind != item_kind::day_name && one.kind != item_kind::half &&
         one.kind != item_kind::offset && one.kind != item_kind::zone_name;
}

result<date_time_pattern> date_time_pattern::compile(std::string_view pattern,
                                                     std::int32_t this_year) {
  if (pattern.empty() || pattern.size() > 200)
    return fail(errc::invalid_argument, "not a pattern", std::string{pattern});
  date_time_pattern made;
  made.length_ = pattern.size();
  made.this_year_ = this_year;
  for (std::string_view rest = pattern; !rest.empty();) {
    if (!is_letter(rest[0])) {
      const auto text = take_literal(rest);
      if (!text)
        return fail(errc::invalid_argument, "a quote is not closed", std::string{pattern});
      for (const char symbol : *text)
        made.items_.push_back({item_kind::literal, symbol, 0});
      continue;
    }
    const auto count = run_length(rest);
    auto found = item_of(rest[0], count);
    if (!found)
      return fail(errc::invalid_argument,
                  "'" + std::string{rest.substr(0, count)} + "' is not supported",
                  std::string{pattern});
    rest.remove_prefix(count);
    if (found->kind == item_kind::year || found->kind == item_kind::short_year) {
      // A year directly before another number has exactly as many digits as letters.
      const auto next = rest.empty() ? std::nullopt : item_of(rest[0], run_length(rest));
      if (next && is_number(*next))
        found->digits_max = static_cast<std::uint8_t>(std::min<std::size_t>(count, 9));
    }
    made.items_.push_back(*found);
  }
  return made;
}

std::int32_t date_time_pattern::near_year(std::int32_t two_digits) const noexcept {
  const auto low = this_year_ - 30 - 50; // Joda: pivot is 30 years ago, its range 50 years around
  const auto base = low % 100;
  return two_digits + low + (two_digits < base ? 100 : 0) - base;
}

bool date_time_pattern::parse_number(const item& one, std::string_view& rest,
                                     date_time_parts& into) const {
  std::int32_t number = 0;
  const auto digits = take_digits(rest, one.digits_max, number);
  if (digits == 0)
    return false;
  switch (one.kind) {
    case item_kind::short_year:
      into.year = digits == 2 ? near_year(number) : number;
      return within(*into.year, 0, 9999);
    case item_kind::year:
      into.year = number;
      return within(number, 0, 9999);
    case item_kind::month:
      into.month = number;
      return within(number, 1, 12);
    case item_kind::day:
      into.day = number;
      return within(number, 1, 31);
    case item_kind::day_of_year:
      into.day_of_year = number;
      return within(number, 1, 366);
    case item_kind::hour_0_23:
      into.hour = number;
      return within(number, 0, 23);
    case item_kind::hour_1_24:
      into.hour = number % 24;
      return within(number, 1, 24);
    case item_kind::hour_0_11:
      into.half_hour = number;
      return within(number, 0, 11);
    case item_kind::hour_1_12:
      into.half_hour = number % 12;
      return within(number, 1, 12);
    case item_kind::minute:
      into.minute = number;
      return within(number, 0, 59);
    case item_kind::second:
      into.second = number;
      return within(number, 0, 59);
    default: { // fraction: as many places as there are digits; finer than a microsecond is cut off
      std::int64_t scaled = number;
      for (auto places = digits; places < 6; ++places)
        scaled *= 10;
      for (auto places = digits; places > 6; --places)
        scaled /= 10;
      into.microsecond = static_cast<std::int32_t>(scaled);
      return true;
    }
  }
}

bool date_time_pattern::parse(std::string_view rest, date_time_parts& into) const {
  for (const auto& one : items_) {
    switch (one.kind) {
      case item_kind::literal:
        if (rest.empty() || lower(rest[0]) != lower(one.symbol))
          return false;
        rest.remove_prefix(1);
        break;
      case item_kind::month_name: {
        const auto found = take_name(rest, month_names);
        if (!found)
          return false;
        into.month = *found + 1;
        break;
      }
      case item_kind::day_name:
        if (!take_name(rest, day_names))
          return false;
        break;
      case item_kind::half:
        into.afternoon = takes(rest, "pm");
        if (!*into.afternoon && !takes(rest, "am"))
          return false;
        break;
      case item_kind::offset:
        if (!take_offset(rest, into))
          return false;
        break;
      case item_kind::zone_name:
        if (!takes(rest, "utc") && !takes(rest, "gmt"))
          return false;
        into.off = std::chrono::seconds{0};
        break;
      default:
        if (!parse_number(one, rest, into))
          return false;
    }
  }
  return rest.empty();
}

} // namespace plexus::plugins
