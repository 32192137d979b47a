// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/functions/moment.hpp"

#include "runtime/base/duration.hpp"
#include "runtime/model/schema.hpp"
#include "runtime/query/functions/arguments.hpp"
#include "runtime/query/sql/timed_value.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <utility>

namespace plexus::query {

namespace {

constexpr std::int64_t per_second = 1'000'000;
constexpr std::int64_t per_day = 86'400 * per_second;
// The years -9999 to 9999.
constexpr std::int64_t moment_min = -377'705'116'800 * per_second;
constexpr std::int64_t moment_max = 253'402'300'800 * per_second - 1;

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

std::int64_t days_of(std::int64_t at) { return floor_div(at, per_day); }

std::int64_t first_day_of_month(std::int64_t months) { // since year 0
  using namespace std::chrono;
  const auto day = sys_days{year{static_cast<int>(floor_div(months, 12))} /
                            static_cast<int>(months - floor_div(months, 12) * 12 + 1) / 1};
  return day.time_since_epoch().count();
}

std::int64_t months_of(const calendar_time& t) { return t.year * 12 + t.month - 1; }

std::optional<std::int64_t> in_range(std::int64_t at) {
  return at >= moment_min && at <= moment_max ? std::optional{at} : std::nullopt;
}

// Length of a unit in microseconds; 0 for months and longer.
std::int64_t length_of(time_unit unit) {
  switch (unit) {
    case time_unit::microsecond:
      return 1;
    case time_unit::millisecond:
      return 1'000;
    case time_unit::second:
      return per_second;
    case time_unit::minute:
      return 60 * per_second;
    case time_unit::hour:
      return 3'600 * per_second;
    case time_unit::day:
      return per_day;
    case time_unit::week:
      return 7 * per_day;
    case time_unit::month:
    case time_unit::quarter:
    case time_unit::year:
      break;
  }
  return 0;
}

std::int64_t months_in(time_unit unit) {
  return unit == time_unit::year ? 12 : unit == time_unit::quarter ? 3 : 1;
}

bool read_number(std::string_view& text, int digits, int limit, int& out) {
  const auto* end = text.data() + std::min<std::size_t>(text.size(), 2);
  const auto [rest, failure] = std::from_chars(text.data(), end, out);
  if (failure != std::errc{} || rest - text.data() < digits || out < 0 || out >= limit)
    return false;
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  return true;
}

// 10:05 or 10:05:30
std::optional<std::int64_t> read_time_of_day(std::string_view text) {
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (!read_number(text, 1, 24, hour) || !text.starts_with(':'))
    return std::nullopt;
  text.remove_prefix(1);
  if (!read_number(text, 2, 60, minute))
    return std::nullopt;
  if (text.starts_with(':')) {
    text.remove_prefix(1);
    if (!read_number(text, 2, 60, second))
      return std::nullopt;
  }
  if (!text.empty())
    return std::nullopt;
  return (hour * 3'600 + minute * 60 + second) * per_second;
}

} // namespace

std::optional<time_unit> parse_time_unit(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, time_unit>, 11> names = {{
      {"microsecond", time_unit::microsecond},
      {"millisecond", time_unit::millisecond},
      {"ms", time_unit::millisecond},
      {"second", time_unit::second},
      {"minute", time_unit::minute},
      {"hour", time_unit::hour},
      {"day", time_unit::day},
      {"week", time_unit::week},
      {"month", time_unit::month},
      {"quarter", time_unit::quarter},
      {"year", time_unit::year},
  }};
  auto lower = model::to_lower(text);
  if (lower.size() > 3 && lower.back() == 's')
    lower.pop_back();
  for (const auto& [name, unit] : names)
    if (name == lower)
      return unit;
  return std::nullopt;
}

calendar_time calendar_of(std::int64_t microseconds_count) {
  using namespace std::chrono;
  const auto days = days_of(microseconds_count);
  const sys_days date{std::chrono::days{days}};
  const year_month_day ymd{date};
  auto rest = microseconds_count - days * per_day;
  calendar_time out;
  out.year = int{ymd.year()};
  out.month = static_cast<int>(unsigned{ymd.month()});
  out.day = static_cast<int>(unsigned{ymd.day()});
  out.day_of_week = static_cast<int>(weekday{date}.c_encoding()) + 1;
  out.day_of_year = static_cast<int>((date - sys_days{ymd.year() / January / 1}).count()) + 1;
  out.microsecond = static_cast<int>(rest % per_second);
  rest /= per_second;
  out.second = static_cast<int>(rest % 60);
  out.minute = static_cast<int>(rest / 60 % 60);
  out.hour = static_cast<int>(rest / 3'600);
  return out;
}

std::optional<std::int64_t> moment_of(sqlite3_context* context, sqlite3_value* argument) {
  if (is_text(argument)) {
    const auto text = text_of(argument);
    if (model::to_lower(text) == "now")
      return in_range(to_microseconds(surroundings_of(context).now()));
    if (const auto time = read_time_of_day(text))
      return time;
    if (const auto at = parse_timestamp(text))
      return in_range(to_microseconds(*at));
    return std::nullopt;
  }
  if (!is_number(argument))
    return std::nullopt;
  const auto at =
      is_integer(argument) ? from_timed(integer_of(argument)) : from_timed(real_of(argument));
  return at ? in_range(*at) : std::nullopt;
}

std::optional<std::int64_t> add_units(std::int64_t at, std::int64_t amount, time_unit unit) {
  std::int64_t out = 0;
  if (const auto length = length_of(unit); length != 0) {
    if (__builtin_mul_overflow(amount, length, &out) || __builtin_add_overflow(at, out, &out))
      return std::nullopt;
    return in_range(out);
  }
  std::int64_t months = 0;
  const auto from = calendar_of(at);
  if (__builtin_mul_overflow(amount, months_in(unit), &months) ||
      __builtin_add_overflow(months, months_of(from), &months) || months < -120'000 ||
      months > 120'000)
    return std::nullopt;
  const auto first = first_day_of_month(months);
  const auto length = first_day_of_month(months + 1) - first;
  const auto day = first + std::min<std::int64_t>(from.day, length) - 1;
  return in_range(day * per_day + (at - days_of(at) * per_day));
}

std::int64_t whole_units_between(std::int64_t a, std::int64_t b, time_unit unit) {
  if (const auto length = length_of(unit); length != 0)
    return (b - a) / length;
  // As MySQL: from the 31st of one month to the 30th of the next is no whole month.
  auto months = months_of(calendar_of(b)) - months_of(calendar_of(a));
  const auto into_a = a - start_of_unit(a, time_unit::month);
  const auto into_b = b - start_of_unit(b, time_unit::month);
  if (months > 0 && into_b < into_a)
    --months;
  else if (months < 0 && into_b > into_a)
    ++months;
  return months / months_in(unit);
}

std::int64_t start_of_unit(std::int64_t at, time_unit unit) {
  if (unit == time_unit::week) {
    constexpr std::int64_t first_monday = 4 * per_day; // 1970-01-05
    return floor_div(at - first_monday, 7 * per_day) * 7 * per_day + first_monday;
  }
  if (const auto length = length_of(unit); length != 0)
    return floor_div(at, length) * length;
  const auto months = months_of(calendar_of(at));
  return first_day_of_month(floor_div(months, months_in(unit)) * months_in(unit)) * per_day;
}

std::int64_t unit_starts_between(std::int64_t a, std::int64_t b, time_unit unit) {
  const auto from = start_of_unit(a, unit);
  const auto to = start_of_unit(b, unit);
  if (const auto length = length_of(unit); length != 0)
    return (to - from) / length;
  return (months_of(calendar_of(to)) - months_of(calendar_of(from))) / months_in(unit);
}

std::string date_text(std::int64_t at) {
  const auto t = calendar_of(at);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), t.year < 0 ? "%05d-%02d-%02d" : "%04d-%02d-%02d",
                static_cast<int>(t.year), t.month, t.day);
  return text.data();
}

std::string time_text(std::int64_t at) {
  const auto t = calendar_of(at);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%02d:%02d:%02d", t.hour, t.minute, t.second);
  return text.data();
}

std::string datetime_text(std::int64_t at) { return date_text(at) + " " + time_text(at); }

void give_moment(sqlite3_context* context, std::int64_t microseconds_count) {
  if (is_whole_milliseconds(microseconds_count))
    give_integer(context, microseconds_count / 1000);
  else
    give_real(context, to_timed(microseconds_count));
}

} // namespace plexus::query
