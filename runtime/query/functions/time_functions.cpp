// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/functions/time_functions.hpp"

#include "runtime/model/schema.hpp"
#include "runtime/query/functions/arguments.hpp"
#include "runtime/query/functions/moment.hpp"

#include <array>
#include <cstdio>

namespace plexus::query {

namespace {

constexpr std::int64_t per_second = 1'000'000;

constexpr std::array<std::string_view, 7> day_names = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                       "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> month_names = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

std::string_view name_of_day(const calendar_time& t) {
  return day_names[static_cast<std::size_t>(t.day_of_week - 1)];
}
std::string_view name_of_month(const calendar_time& t) {
  return month_names[static_cast<std::size_t>(t.month - 1)];
}

// ISO 8601: the week of the year's first Thursday is week 1.
int week_of(std::int64_t at) {
  const auto thursday = start_of_unit(at, time_unit::week) + 3 * 86'400 * per_second;
  return (calendar_of(thursday).day_of_year - 1) / 7 + 1;
}

template <class Part>
void give_part(sqlite3_context* context, sqlite3_value* argument, Part part) {
  if (const auto at = moment_of(context, argument))
    give_integer(context, part(calendar_of(*at)));
}

template <class Text>
void give_text_of(sqlite3_context* context, int count, sqlite3_value** arguments, Text text) {
  if (count == 0)
    give_text(context, text(to_microseconds(surroundings_of(context).now())));
  else if (const auto at = moment_of(context, arguments[0]))
    give_text(context, text(*at));
}

// A number for a number; for a text a date where the time of day is zero and was not written.
void give_like(sqlite3_context* context, sqlite3_value* like, std::optional<std::int64_t> at) {
  if (!at)
    return;
  if (!is_text(like))
    give_moment(context, *at);
  else if (text_of(like).size() <= 10 && *at % (86'400 * per_second) == 0)
    give_text(context, date_text(*at));
  else
    give_text(context, datetime_text(*at));
}

void add_to(sqlite3_context* context, sqlite3_value* to, sqlite3_value* amount,
            std::optional<time_unit> unit, std::int64_t sign) {
  if (!unit)
    return give_error(context, "no such unit of time");
  const auto at = moment_of(context, to);
  if (!at || is_null(amount))
    return;
  std::int64_t signed_amount = 0;
  if (!__builtin_mul_overflow(integer_of(amount), sign, &signed_amount))
    give_like(context, to, add_units(*at, signed_amount, *unit));
}

void add_or_sub(sqlite3_context* context, int count, sqlite3_value** arguments, std::int64_t sign) {
  const auto unit = count == 2 ? time_unit::day : parse_time_unit(text_of(arguments[2]));
  add_to(context, arguments[0], arguments[1], unit, sign);
}

void append_number(std::string& out, const char* format, int number) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), format, number);
  out += text.data();
}

int twelve_hours(int hour) { return hour % 12 == 0 ? 12 : hour % 12; }

// One of MySQL's %-specifiers.
void append_formatted(std::string& out, const calendar_time& t, char what) {
  switch (what) {
    case 'Y':
      return append_number(out, t.year < 0 ? "%05d" : "%04d", static_cast<int>(t.year));
    case 'y':
      return append_number(out, "%02d", static_cast<int>((t.year % 100 + 100) % 100));
    case 'm':
      return append_number(out, "%02d", t.month);
    case 'c':
      return append_number(out, "%d", t.month);
    case 'd':
      return append_number(out, "%02d", t.day);
    case 'e':
      return append_number(out, "%d", t.day);
    case 'H':
      return append_number(out, "%02d", t.hour);
    case 'k':
      return append_number(out, "%d", t.hour);
    case 'h':
    case 'I':
      return append_number(out, "%02d", twelve_hours(t.hour));
    case 'l':
      return append_number(out, "%d", twelve_hours(t.hour));
    case 'i':
      return append_number(out, "%02d", t.minute);
    case 's':
    case 'S':
      return append_number(out, "%02d", t.second);
    case 'f':
      return append_number(out, "%06d", t.microsecond);
    case 'j':
      return append_number(out, "%03d", t.day_of_year);
    case 'w':
      return append_number(out, "%d", t.day_of_week - 1);
    case 'p':
      out += t.hour < 12 ? "AM" : "PM";
      return;
    case 'a':
      out += name_of_day(t).substr(0, 3);
      return;
    case 'W':
      out += name_of_day(t);
      return;
    case 'b':
      out += name_of_month(t).substr(0, 3);
      return;
    case 'M':
      out += name_of_month(t);
      return;
    case 'T':
    case 'r':
      append_formatted(out, t, what == 'T' ? 'H' : 'h');
      out += ':';
      append_formatted(out, t, 'i');
      out += ':';
      append_formatted(out, t, 's');
      if (what == 'r')
        append_formatted(out += ' ', t, 'p');
      return;
    default:
      out += what;
  }
}

void give_formatted(sqlite3_context* context, std::int64_t at, std::string_view format) {
  const auto t = calendar_of(at);
  std::string out;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] == '%' && i + 1 < format.size())
      append_formatted(out, t, format[++i]);
    else
      out += format[i];
    if (out.size() > bytes_max(context))
      return give_too_long(context);
  }
  give_text(context, out);
}

} // namespace

PLEXUS_SQL_FUNCTION(now_function) {
  static_cast<void>(count), static_cast<void>(arguments);
  give_integer(context, to_microseconds(surroundings_of(context).now()) / 1000);
}

PLEXUS_SQL_FUNCTION(unix_timestamp_function) {
  const auto at = count == 0 ? to_microseconds(surroundings_of(context).now())
                             : moment_of(context, arguments[0]);
  if (at)
    give_integer(context, start_of_unit(*at, time_unit::second) / per_second);
}

PLEXUS_SQL_FUNCTION(from_unixtime_function) {
  if (has_null(count, arguments) || !is_number(arguments[0]))
    return;
  const double seconds_count = real_of(arguments[0]);
  if (!(seconds_count > -377'705'116'800.0 && seconds_count < 253'402'300'800.0))
    return;
  const auto at = static_cast<std::int64_t>(seconds_count * 1e6);
  if (count == 2)
    give_formatted(context, at, text_of(arguments[1]));
  else
    give_text(context, datetime_text(at));
}

PLEXUS_SQL_FUNCTION(to_timed_function) {
  static_cast<void>(count);
  if (const auto at = moment_of(context, arguments[0]))
    give_moment(context, *at);
}

PLEXUS_SQL_FUNCTION(date_function) { give_text_of(context, count, arguments, date_text); }
PLEXUS_SQL_FUNCTION(time_function) { give_text_of(context, count, arguments, time_text); }
PLEXUS_SQL_FUNCTION(datetime_function) { give_text_of(context, count, arguments, datetime_text); }

// Every one of these takes exactly one argument.
#define PLEXUS_PART_FUNCTION(name, part)                                                           \
  PLEXUS_SQL_FUNCTION(name) {                                                                      \
    static_cast<void>(count);                                                                      \
    give_part(context, arguments[0], [](const calendar_time& t) { return part; });                 \
  }
PLEXUS_PART_FUNCTION(year_function, t.year)
PLEXUS_PART_FUNCTION(quarter_function, (t.month + 2) / 3)
PLEXUS_PART_FUNCTION(month_function, t.month)
PLEXUS_PART_FUNCTION(day_function, t.day)
PLEXUS_PART_FUNCTION(day_of_week_function, t.day_of_week)
PLEXUS_PART_FUNCTION(weekday_function, (t.day_of_week + 5) % 7)
PLEXUS_PART_FUNCTION(day_of_year_function, t.day_of_year)
PLEXUS_PART_FUNCTION(hour_function, t.hour)
PLEXUS_PART_FUNCTION(minute_function, t.minute)
PLEXUS_PART_FUNCTION(second_function, t.second)
PLEXUS_PART_FUNCTION(microsecond_function, t.microsecond)
#undef PLEXUS_PART_FUNCTION

PLEXUS_SQL_FUNCTION(week_function) {
  static_cast<void>(count);
  if (const auto at = moment_of(context, arguments[0]))
    give_integer(context, week_of(*at));
}

PLEXUS_SQL_FUNCTION(day_name_function) {
  static_cast<void>(count);
  if (const auto at = moment_of(context, arguments[0]))
    give_text(context, name_of_day(calendar_of(*at)));
}

PLEXUS_SQL_FUNCTION(month_name_function) {
  static_cast<void>(count);
  if (const auto at = moment_of(context, arguments[0]))
    give_text(context, name_of_month(calendar_of(*at)));
}

PLEXUS_SQL_FUNCTION(date_part_function) {
  static_cast<void>(count);
  const auto at = moment_of(context, arguments[1]);
  if (!at)
    return;
  const auto t = calendar_of(*at);
  const auto part = model::to_lower(text_of(arguments[0]));
  if (part == "epoch")
    return give_integer(context, start_of_unit(*at, time_unit::second) / per_second);
  if (part == "dow" || part == "dayofweek" || part == "day_of_week")
    return give_integer(context, t.day_of_week);
  if (part == "doy" || part == "dayofyear" || part == "day_of_year")
    return give_integer(context, t.day_of_year);
  const auto unit = parse_time_unit(part == "dayofmonth" ? "day" : part);
  if (!unit)
    return give_error(context, "no such part of a time");
  switch (*unit) {
    case time_unit::microsecond:
      return give_integer(context, t.microsecond);
    case time_unit::millisecond:
      return give_integer(context, t.microsecond / 1000);
    case time_unit::second:
      return give_integer(context, t.second);
    case time_unit::minute:
      return give_integer(context, t.minute);
    case time_unit::hour:
      return give_integer(context, t.hour);
    case time_unit::day:
      return give_integer(context, t.day);
    case time_unit::week:
      return give_integer(context, week_of(*at));
    case time_unit::month:
      return give_integer(context, t.month);
    case time_unit::quarter:
      return give_integer(context, (t.month + 2) / 3);
    case time_unit::year:
      return give_integer(context, t.year);
  }
}

PLEXUS_SQL_FUNCTION(datediff_function) {
  if (count == 2) {
    const auto a = moment_of(context, arguments[0]);
    const auto b = moment_of(context, arguments[1]);
    if (a && b)
      give_integer(context, unit_starts_between(*b, *a, time_unit::day));
    return;
  }
  const auto unit = parse_time_unit(text_of(arguments[0]));
  if (!unit)
    return give_error(context, "no such unit of time");
  const auto a = moment_of(context, arguments[1]);
  const auto b = moment_of(context, arguments[2]);
  if (a && b)
    give_integer(context, unit_starts_between(*a, *b, *unit));
}

PLEXUS_SQL_FUNCTION(timestampdiff_function) {
  static_cast<void>(count);
  const auto unit = parse_time_unit(text_of(arguments[0]));
  if (!unit)
    return give_error(context, "no such unit of time");
  const auto a = moment_of(context, arguments[1]);
  const auto b = moment_of(context, arguments[2]);
  if (a && b)
    give_integer(context, whole_units_between(*a, *b, *unit));
}

PLEXUS_SQL_FUNCTION(date_add_function) { add_or_sub(context, count, arguments, 1); }
PLEXUS_SQL_FUNCTION(date_sub_function) { add_or_sub(context, count, arguments, -1); }

PLEXUS_SQL_FUNCTION(timestampadd_function) {
  static_cast<void>(count);
  add_to(context, arguments[2], arguments[1], parse_time_unit(text_of(arguments[0])), 1);
}

PLEXUS_SQL_FUNCTION(date_trunc_function) {
  static_cast<void>(count);
  const auto unit = parse_time_unit(text_of(arguments[0]));
  if (!unit)
    return give_error(context, "no such unit of time");
  if (const auto at = moment_of(context, arguments[1]))
    give_like(context, arguments[1], start_of_unit(*at, *unit));
}

PLEXUS_SQL_FUNCTION(last_day_function) {
  static_cast<void>(count);
  const auto at = moment_of(context, arguments[0]);
  const auto next =
      at ? add_units(start_of_unit(*at, time_unit::month), 1, time_unit::month) : std::nullopt;
  if (next)
    give_text(context, date_text(*next - 1));
}

PLEXUS_SQL_FUNCTION(date_format_function) {
  const auto at = moment_of(context, arguments[0]);
  if (at && !has_null(count, arguments))
    give_formatted(context, *at, text_of(arguments[1]));
}

} // namespace plexus::query
