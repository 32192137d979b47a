// SPDX-License-Identifier: Apache-2.0
#include "runtime/base/duration.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <optional>

namespace plexus {

namespace {

struct unit {
  std::string_view name;
  std::int64_t microseconds;
};

constexpr std::array units{
    unit{"d", 86'400'000'000}, unit{"h", 3'600'000'000}, unit{"m", 60'000'000},
    unit{"s", 1'000'000},      unit{"ms", 1'000},        unit{"us", 1},
};

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_space(text.back()))
    text.remove_suffix(1);
  return text;
}

std::string_view take_digits(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count]))
    ++count;
  const auto digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

std::optional<std::int64_t> to_number(std::string_view digits) {
  std::int64_t number = 0;
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (digits.empty() || code != std::errc{} || end != digits.data() + digits.size())
    return std::nullopt;
  return number;
}

std::size_t take_unit(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && text[length] >= 'a' && text[length] <= 'z')
    ++length;
  const auto name = text.substr(0, length);
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (units[i].name == name) {
      text.remove_prefix(length);
      return i;
    }
  }
  return units.size();
}

// The microseconds of 0.<digits> units; nothing when that is no whole number of microseconds.
std::optional<std::int64_t> fraction_of(std::string_view digits, std::int64_t unit_size) {
  while (!digits.empty() && digits.back() == '0')
    digits.remove_suffix(1);
  std::int64_t sum = 0;
  for (const char digit : digits) {
    if (unit_size % 10 != 0)
      return std::nullopt;
    unit_size /= 10;
    sum += (digit - '0') * unit_size;
  }
  return sum;
}

// One `<number><unit>` part of a duration, in microseconds.
struct part {
  std::size_t unit_index = 0;
  std::int64_t microseconds = 0;
  bool has_fraction = false;
};

std::optional<part> take_part(std::string_view& text) {
  const auto number = to_number(take_digits(text));
  if (!number)
    return std::nullopt;
  part out;
  std::string_view fraction;
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    fraction = take_digits(text);
    if (fraction.empty())
      return std::nullopt;
    out.has_fraction = true;
  }
  out.unit_index = take_unit(text);
  if (out.unit_index == units.size())
    return std::nullopt;
  const auto size = units[out.unit_index].microseconds;
  const auto rest = fraction_of(fraction, size);
  if (!rest || __builtin_mul_overflow(*number, size, &out.microseconds) ||
      __builtin_add_overflow(out.microseconds, *rest, &out.microseconds))
    return std::nullopt;
  return out;
}

// Days since the epoch to a date of the proleptic Gregorian calendar, for any int64 timestamp:
// std::chrono::year ends at 32767. Algorithm: H. Hinnant, "chrono-compatible low-level date
// algorithms", civil_from_days.
struct date {
  std::int64_t year;
  unsigned month;
  unsigned day;
};

date civil_from_days(std::int64_t days) {
  days += 719'468;
  const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const auto day_of_era = static_cast<unsigned>(days - era * 146'097);
  const unsigned year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const unsigned day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const unsigned shifted_month = (5 * day_of_year + 2) / 153;
  const unsigned day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  const unsigned month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  return {static_cast<std::int64_t>(year_of_era) + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

// Exactly `count` digits as a number.
std::optional<int> take_fixed(std::string_view& text, std::size_t count) {
  if (text.size() < count)
    return std::nullopt;
  auto digits = text.substr(0, count);
  const auto number = to_number(take_digits(digits));
  if (!number || !digits.empty())
    return std::nullopt;
  text.remove_prefix(count);
  return static_cast<int>(*number);
}

bool take_char(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted)
    return false;
  text.remove_prefix(1);
  return true;
}

std::optional<std::chrono::sys_days> take_date(std::string_view& text) {
  const auto year = take_fixed(text, 4);
  if (!year || !take_char(text, '-'))
    return std::nullopt;
  const auto month = take_fixed(text, 2);
  if (!month || !take_char(text, '-'))
    return std::nullopt;
  const auto day = take_fixed(text, 2);
  if (!day)
    return std::nullopt;
  const std::chrono::year_month_day whole{std::chrono::year{*year},
                                          std::chrono::month{static_cast<unsigned>(*month)},
                                          std::chrono::day{static_cast<unsigned>(*day)}};
  if (!whole.ok())
    return std::nullopt;
  return std::chrono::sys_days{whole};
}

// "10:00", "10:00:00" or "10:00:00.123456"; digits after the microseconds are dropped.
std::optional<microseconds> take_time_of_day(std::string_view& text) {
  const auto hour = take_fixed(text, 2);
  if (!hour || *hour > 23 || !take_char(text, ':'))
    return std::nullopt;
  const auto minute = take_fixed(text, 2);
  if (!minute || *minute > 59)
    return std::nullopt;
  microseconds span = std::chrono::hours{*hour} + std::chrono::minutes{*minute};
  if (!take_char(text, ':'))
    return span;
  const auto second = take_fixed(text, 2);
  if (!second || *second > 59)
    return std::nullopt;
  span += seconds{*second};
  if (!take_char(text, '.'))
    return span;
  const auto digits = take_digits(text);
  if (digits.empty())
    return std::nullopt;
  std::int64_t scale = 100'000;
  for (const char digit : digits) {
    span += microseconds{(digit - '0') * scale};
    scale /= 10;
  }
  return span;
}

// "", "Z", "+01:00", "+0100" or "+01": the offset east of UTC.
std::optional<microseconds> take_zone(std::string_view& text) {
  if (text.empty() || take_char(text, 'Z'))
    return microseconds{0};
  const bool west = text.front() == '-';
  if (!take_char(text, '-') && !take_char(text, '+'))
    return std::nullopt;
  const auto hour = take_fixed(text, 2);
  if (!hour || *hour > 23)
    return std::nullopt;
  microseconds offset = std::chrono::hours{*hour};
  if (!text.empty()) {
    take_char(text, ':');
    const auto minute = take_fixed(text, 2);
    if (!minute || *minute > 59)
      return std::nullopt;
    offset += std::chrono::minutes{*minute};
  }
  return west ? -offset : offset;
}

std::optional<timestamp> read_calendar_time(std::string_view text) {
  const auto day = take_date(text);
  if (!day)
    return std::nullopt;
  microseconds of_day{0};
  if (take_char(text, 'T') || take_char(text, ' ')) {
    const auto read = take_time_of_day(text);
    if (!read)
      return std::nullopt;
    of_day = *read;
  }
  const auto offset = take_zone(text);
  if (!offset || !text.empty())
    return std::nullopt;
  return timestamp{*day} + of_day - *offset;
}

std::optional<timestamp> read_milliseconds(std::string_view text) {
  const bool before_epoch = take_char(text, '-');
  const auto number = to_number(take_digits(text));
  std::int64_t count = 0;
  if (!number || !text.empty() || __builtin_mul_overflow(*number, 1000, &count))
    return std::nullopt;
  return from_microseconds(before_epoch ? -count : count);
}

} // namespace

result<microseconds> parse_duration(std::string_view text) {
  auto rest = trim(text);
  const auto refuse = [&] {
    return fail(errc::invalid_duration, '"' + std::string{text} + "\" is not a duration");
  };
  if (rest.empty())
    return refuse();
  std::int64_t sum = 0;
  std::size_t first_allowed = 0;
  while (!rest.empty()) {
    const auto next = take_part(rest);
    if (!next || next->unit_index < first_allowed || (next->has_fraction && !rest.empty()) ||
        __builtin_add_overflow(sum, next->microseconds, &sum))
      return refuse();
    first_allowed = next->unit_index + 1;
  }
  return microseconds{sum};
}

std::string format_duration(microseconds span) {
  if (span.count() == 0)
    return "0s";
  std::string text = span.count() < 0 ? "-" : "";
  auto rest = static_cast<std::uint64_t>(span.count());
  if (span.count() < 0)
    rest = 0 - rest;
  for (const auto& [name, signed_size] : units) {
    const auto size = static_cast<std::uint64_t>(signed_size);
    const auto whole = rest / size;
    if (whole == 0)
      continue;
    rest %= size;
    text += std::to_string(whole);
    if (rest != 0 && (name == "s" || name == "ms")) {
      auto digits = std::to_string(size + rest).substr(1);
      digits.erase(digits.find_last_not_of('0') + 1);
      text.append(".").append(digits);
      rest = 0;
    }
    text += name;
  }
  return text;
}

std::string format_timestamp(timestamp at) {
  // Not by subtracting the floored day: at the earliest timestamp that is out of range.
  constexpr auto day_size = units.front().microseconds;
  auto days = to_microseconds(at) / day_size;
  auto rest = to_microseconds(at) % day_size;
  if (rest < 0) {
    --days;
    rest += day_size;
  }
  const auto [year, month, day_of_month] = civil_from_days(days);
  const std::chrono::hh_mm_ss of_day{microseconds{rest}};
  std::array<char, 64> buffer{};
  const int length = std::snprintf(
      buffer.data(), buffer.size(), "%s%04lld-%02u-%02uT%02d:%02d:%02d", year < 0 ? "-" : "",
      static_cast<long long>(year < 0 ? -year : year), month, day_of_month,
      static_cast<int>(of_day.hours().count()), static_cast<int>(of_day.minutes().count()),
      static_cast<int>(of_day.seconds().count()));
  std::string text{buffer.data(), static_cast<std::size_t>(length)};
  if (const auto fraction = of_day.subseconds().count(); fraction != 0)
    text.append(".").append(std::to_string(1'000'000 + fraction).substr(1));
  return text.append("Z");
}

result<timestamp> parse_timestamp(std::string_view text) {
  const auto trimmed = trim(text);
  if (const auto at = read_milliseconds(trimmed))
    return *at;
  if (const auto at = read_calendar_time(trimmed))
    return *at;
  return fail(errc::invalid_argument, '"' + std::string{text} + "\" is not a point in time");
}

} // namespace plexus
