// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/functions/math_functions.hpp"

#include "runtime/model/schema.hpp"
#include "runtime/query/functions/arguments.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace plexus::query {

namespace {

constexpr int digits_max = 30;

bool both_integers(sqlite3_value** arguments) {
  return is_integer(arguments[0]) && is_integer(arguments[1]);
}

double power_of_ten(int digits) { return std::pow(10.0, digits); }

// SQLite's order: numbers before texts before blobs.
int compare(sqlite3_value* a, sqlite3_value* b) {
  const auto rank = [](sqlite3_value* v) { return is_blob(v) ? 2 : is_text(v) ? 1 : 0; };
  if (rank(a) != rank(b))
    return rank(a) - rank(b);
  if (rank(a) != 0)
    return text_of(a).compare(text_of(b));
  if (is_integer(a) && is_integer(b))
    return integer_of(a) < integer_of(b) ? -1 : integer_of(a) > integer_of(b) ? 1 : 0;
  return real_of(a) < real_of(b) ? -1 : real_of(a) > real_of(b) ? 1 : 0;
}

void give_extreme(sqlite3_context* context, int count, sqlite3_value** arguments, int sign) {
  if (count == 0)
    return give_error(context, "GREATEST and LEAST take at least one argument");
  if (has_null(count, arguments))
    return;
  auto* best = arguments[0];
  for (int i = 1; i < count; ++i)
    if (compare(arguments[i], best) * sign > 0)
      best = arguments[i];
  give_value(context, best);
}

// Nothing when it is no 64-bit integer.
std::optional<std::int64_t> to_whole(double number) {
  if (!(number >= -9.223372036854775808e18 && number < 9.223372036854775808e18))
    return std::nullopt;
  return static_cast<std::int64_t>(number);
}

// Decimal fractions are rarely exact in binary; without the nudge 1.005 would round down to 1.0.
double nudged(double scaled) { return scaled + std::copysign(std::abs(scaled) * 1e-15, scaled); }

double rounded(double number, int digits) {
  if (std::abs(number) >= 1e15 || !std::isfinite(number))
    return number; // no fraction left to round
  const double scale = power_of_ten(digits);
  return std::round(nudged(number * scale)) / scale;
}

int digits_of(sqlite3_value* argument) {
  return static_cast<int>(std::clamp<std::int64_t>(integer_of(argument), -digits_max, digits_max));
}

} // namespace

PLEXUS_SQL_FUNCTION(log_function) {
  if (has_null(count, arguments))
    return;
  if (const double x = real_of(arguments[0]); x > 0.0)
    give_real(context, std::log(x));
}

PLEXUS_SQL_FUNCTION(mod_function) {
  if (has_null(count, arguments))
    return;
  if (both_integers(arguments)) {
    const auto by = integer_of(arguments[1]);
    if (by != 0)
      give_integer(context, by == -1 ? 0 : integer_of(arguments[0]) % by);
  } else if (const double by = real_of(arguments[1]); by != 0.0) {
    give_real(context, std::fmod(real_of(arguments[0]), by));
  }
}

PLEXUS_SQL_FUNCTION(div_whole_function) {
  if (has_null(count, arguments))
    return;
  constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
  if (both_integers(arguments)) {
    const auto a = integer_of(arguments[0]);
    const auto b = integer_of(arguments[1]);
    if (b == -1 && a == lowest)
      return give_error(context, "integer overflow");
    if (b != 0)
      give_integer(context, a / b);
  } else if (const double by = real_of(arguments[1]); by != 0.0) {
    if (const auto whole = to_whole(std::trunc(real_of(arguments[0]) / by)))
      give_integer(context, *whole);
    else
      give_error(context, "integer overflow");
  }
}

PLEXUS_SQL_FUNCTION(xor_function) {
  if (!has_null(count, arguments))
    give_integer(context, is_true(arguments[0]) != is_true(arguments[1]) ? 1 : 0);
}

PLEXUS_SQL_FUNCTION(bitand_function) {
  if (!has_null(count, arguments))
    give_integer(context, integer_of(arguments[0]) & integer_of(arguments[1]));
}
PLEXUS_SQL_FUNCTION(bitor_function) {
  if (!has_null(count, arguments))
    give_integer(context, integer_of(arguments[0]) | integer_of(arguments[1]));
}
PLEXUS_SQL_FUNCTION(bitxor_function) {
  if (!has_null(count, arguments))
    give_integer(context, integer_of(arguments[0]) ^ integer_of(arguments[1]));
}

PLEXUS_SQL_FUNCTION(truncate_function) {
  if (has_null(count, arguments))
    return;
  const int digits = count == 2 ? digits_of(arguments[1]) : 0;
  if (is_integer(arguments[0]) && digits >= 0)
    return give_integer(context, integer_of(arguments[0]));
  const double x = real_of(arguments[0]);
  if (digits == 0)
    return give_real(context, std::trunc(x));
  const double scale = power_of_ten(digits);
  const double scaled = x * scale;
  // Past 2^53 there is no fraction left to cut off.
  give_real(context, std::abs(scaled) < 0x1p53 ? std::trunc(nudged(scaled)) / scale : x);
}

PLEXUS_SQL_FUNCTION(cot_function) {
  if (has_null(count, arguments))
    return;
  if (const double tangent = std::tan(real_of(arguments[0])); tangent != 0.0)
    give_real(context, 1.0 / tangent);
}

PLEXUS_SQL_FUNCTION(rand_function) {
  if (count == 0 || is_null(arguments[0]))
    return give_real(context, surroundings_of(context).random.unit());
  rng seeded{static_cast<std::uint64_t>(integer_of(arguments[0]))};
  give_real(context, seeded.unit());
}

PLEXUS_SQL_FUNCTION(random_function) {
  static_cast<void>(count), static_cast<void>(arguments);
  give_integer(context, static_cast<std::int64_t>(surroundings_of(context).random()));
}

PLEXUS_SQL_FUNCTION(greatest_function) { give_extreme(context, count, arguments, 1); }
PLEXUS_SQL_FUNCTION(least_function) { give_extreme(context, count, arguments, -1); }

PLEXUS_SQL_FUNCTION(if_function) {
  static_cast<void>(count);
  give_value(context, arguments[is_true(arguments[0]) ? 1 : 2]);
}

PLEXUS_SQL_FUNCTION(nvl_function) {
  static_cast<void>(count);
  give_value(context, arguments[is_null(arguments[0]) ? 1 : 0]);
}

PLEXUS_SQL_FUNCTION(nvl2_function) {
  static_cast<void>(count);
  give_value(context, arguments[is_null(arguments[0]) ? 2 : 1]);
}

PLEXUS_SQL_FUNCTION(isnull_function) {
  if (count == 2)
    nvl_function(context, count, arguments);
  else
    give_integer(context, is_null(arguments[0]) ? 1 : 0);
}

PLEXUS_SQL_FUNCTION(to_integer_function) {
  if (has_null(count, arguments))
    return;
  const auto bits = integer_of(arguments[1]);
  if (bits < 1)
    return give_error(context, "an integer has at least one bit");
  const bool whole = is_integer(arguments[0]);
  const auto number =
      whole ? std::optional{integer_of(arguments[0])} : to_whole(std::round(real_of(arguments[0])));
  const auto high =
      bits >= 64 ? std::numeric_limits<std::int64_t>::max() : (std::int64_t{1} << (bits - 1)) - 1;
  if (!number || *number > high || *number < -high - 1)
    return give_error(context, "a number is out of the range of its type");
  give_integer(context, *number);
}

PLEXUS_SQL_FUNCTION(to_real_function) {
  if (!has_null(count, arguments))
    give_real(context, real_of(arguments[0]));
}

PLEXUS_SQL_FUNCTION(to_decimal_function) {
  if (has_null(count, arguments))
    return;
  if (is_integer(arguments[0]))
    return give_integer(context, integer_of(arguments[0]));
  const double number = real_of(arguments[0]);
  if (count == 1)
    return give_real(context, number);
  const int digits = count >= 3 ? std::max(0, digits_of(arguments[2])) : 0;
  const double out = rounded(number, digits);
  if (const auto whole = to_whole(out); digits == 0 && whole)
    return give_integer(context, *whole);
  give_real(context, out);
}

PLEXUS_SQL_FUNCTION(to_boolean_function) {
  if (has_null(count, arguments))
    return;
  const auto text = is_text(arguments[0]) ? model::to_lower(text_of(arguments[0])) : std::string{};
  const bool yes = text == "true" || text == "t" || text == "yes" || text == "y";
  give_integer(context, yes || is_true(arguments[0]) ? 1 : 0);
}

} // namespace plexus::query
