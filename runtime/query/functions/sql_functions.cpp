// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/functions/sql_functions.hpp"

#include "runtime/model/schema.hpp"
#include "runtime/query/functions/aggregate_functions.hpp"
#include "runtime/query/functions/math_functions.hpp"
#include "runtime/query/functions/text_functions.hpp"
#include "runtime/query/functions/time_functions.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>

namespace plexus::query {

namespace {

// SQLite's own functions that end soon whatever they are given. Left out: printf, format, zeroblob
// and randomblob (size from a number), load_extension, the full-text and R-tree functions, and what
// tells of the connection (changes, last_insert_rowid, ...).
constexpr std::array<std::string_view, 86> builtin_functions = {"->",           "->>",
                                                                "abs",          "acos",
                                                                "acosh",        "asin",
                                                                "asinh",        "atan",
                                                                "atan2",        "atanh",
                                                                "avg",          "ceil",
                                                                "ceiling",      "char",
                                                                "coalesce",     "cos",
                                                                "cosh",         "count",
                                                                "cume_dist",    "current_date",
                                                                "current_time", "current_timestamp",
                                                                "date",         "datetime",
                                                                "degrees",      "dense_rank",
                                                                "exp",          "first_value",
                                                                "floor",        "glob",
                                                                "group_concat", "hex",
                                                                "ifnull",       "iif",
                                                                "json_array",   "json_array_length",
                                                                "json_extract", "json_object",
                                                                "json_type",    "json_valid",
                                                                "julianday",    "lag",
                                                                "last_value",   "lead",
                                                                "length",       "like",
                                                                "likelihood",   "likely",
                                                                "ln",           "log",
                                                                "log10",        "log2",
                                                                "lower",        "max",
                                                                "min",          "nth_value",
                                                                "ntile",        "nullif",
                                                                "percent_rank", "pi",
                                                                "pow",          "power",
                                                                "quote",        "radians",
                                                                "rank",         "round",
                                                                "row_number",   "sign",
                                                                "sin",          "sinh",
                                                                "soundex",      "sqrt",
                                                                "strftime",     "substr",
                                                                "substring",    "sum",
                                                                "tan",          "tanh",
                                                                "time",         "total",
                                                                "trunc",        "typeof",
                                                                "unicode",      "unixepoch",
                                                                "unlikely",     "upper"};

using kind = sql_function::kind;

// One line per name. What a function does stands with its declaration.
constexpr sql_function table[] = {
    // time_functions
    {"now", 0, kind::impure, now_function},
    {"now_millis", 0, kind::impure, now_function},
    {"unix_timestamp", 0, kind::impure, unix_timestamp_function},
    {"unix_timestamp", 1, kind::impure, unix_timestamp_function},
    {"from_unixtime", 1, kind::pure, from_unixtime_function},
    {"from_unixtime", 2, kind::pure, from_unixtime_function},
    {"to_timed", 1, kind::impure, to_timed_function},
    {"date", 1, kind::impure, date_function},
    {"curdate", 0, kind::impure, date_function},
    {"time", 1, kind::impure, time_function},
    {"curtime", 0, kind::impure, time_function},
    {"datetime", 1, kind::impure, datetime_function},
    {"year", 1, kind::impure, year_function},
    {"quarter", 1, kind::impure, quarter_function},
    {"month", 1, kind::impure, month_function},
    {"week", 1, kind::impure, week_function},
    {"day", 1, kind::impure, day_function},
    {"dayofmonth", 1, kind::impure, day_function},
    {"day_of_month", 1, kind::impure, day_function},
    {"dayofweek", 1, kind::impure, day_of_week_function},
    {"day_of_week", 1, kind::impure, day_of_week_function},
    {"weekday", 1, kind::impure, weekday_function},
    {"dayofyear", 1, kind::impure, day_of_year_function},
    {"day_of_year", 1, kind::impure, day_of_year_function},
    {"hour", 1, kind::impure, hour_function},
    {"minute", 1, kind::impure, minute_function},
    {"second", 1, kind::impure, second_function},
    {"microsecond", 1, kind::impure, microsecond_function},
    {"dayname", 1, kind::impure, day_name_function},
    {"monthname", 1, kind::impure, month_name_function},
    {"last_day", 1, kind::impure, last_day_function},
    {"date_part", 2, kind::impure, date_part_function},
    {"datediff", 2, kind::impure, datediff_function},
    {"datediff", 3, kind::impure, datediff_function},
    {"timestampdiff", 3, kind::impure, timestampdiff_function},
    {"date_add", 2, kind::impure, date_add_function},
    {"date_add", 3, kind::impure, date_add_function},
    {"adddate", 2, kind::impure, date_add_function},
    {"adddate", 3, kind::impure, date_add_function},
    {"date_sub", 2, kind::impure, date_sub_function},
    {"date_sub", 3, kind::impure, date_sub_function},
    {"subdate", 2, kind::impure, date_sub_function},
    {"subdate", 3, kind::impure, date_sub_function},
    {"timestampadd", 3, kind::impure, timestampadd_function},
    {"dateadd", 3, kind::impure, timestampadd_function},
    {"date_trunc", 2, kind::impure, date_trunc_function},
    {"date_format", 2, kind::impure, date_format_function},
    // math_functions
    {"log", 1, kind::replaces, log_function},
    {"mod", 2, kind::replaces, mod_function},
    {"div_whole", 2, kind::pure, div_whole_function},
    {"xor", 2, kind::pure, xor_function},
    {"bitand", 2, kind::pure, bitand_function},
    {"bitor", 2, kind::pure, bitor_function},
    {"bitxor", 2, kind::pure, bitxor_function},
    {"truncate", 1, kind::pure, truncate_function},
    {"truncate", 2, kind::pure, truncate_function},
    {"trunc", 2, kind::pure, truncate_function},
    {"cot", 1, kind::pure, cot_function},
    {"rand", 0, kind::impure, rand_function},
    {"rand", 1, kind::impure, rand_function},
    {"random", 0, kind::replaces_impure, random_function},
    {"greatest", -1, kind::pure, greatest_function},
    {"least", -1, kind::pure, least_function},
    {"if", 3, kind::pure, if_function},
    {"casewhen", 3, kind::pure, if_function},
    {"nvl", 2, kind::pure, nvl_function},
    {"nvl2", 3, kind::pure, nvl2_function},
    {"isnull", 1, kind::pure, isnull_function},
    {"isnull", 2, kind::pure, isnull_function},
    {"to_integer", 2, kind::pure, to_integer_function},
    {"to_real", 1, kind::pure, to_real_function},
    {"to_decimal", 1, kind::pure, to_decimal_function},
    {"to_decimal", 2, kind::pure, to_decimal_function},
    {"to_decimal", 3, kind::pure, to_decimal_function},
    {"to_boolean", 1, kind::pure, to_boolean_function},
    // text_functions
    {"left", 2, kind::pure, left_function},
    {"right", 2, kind::pure, right_function},
    {"lcase", 1, kind::pure, lcase_function},
    {"ucase", 1, kind::pure, ucase_function},
    {"mid", 2, kind::pure, mid_function},
    {"mid", 3, kind::pure, mid_function},
    {"locate", 2, kind::pure, locate_function},
    {"locate", 3, kind::pure, locate_function},
    {"instr", 2, kind::replaces, instr_function},
    {"replace", 3, kind::replaces, replace_function},
    {"replace", 2, kind::pure, replace_function},
    {"char_length", 1, kind::pure, char_length_function},
    {"character_length", 1, kind::pure, char_length_function},
    {"octet_length", 1, kind::pure, octet_length_function},
    {"bit_length", 1, kind::pure, bit_length_function},
    {"lpad", 2, kind::pure, lpad_function},
    {"lpad", 3, kind::pure, lpad_function},
    {"rpad", 2, kind::pure, rpad_function},
    {"rpad", 3, kind::pure, rpad_function},
    {"trim", 1, kind::replaces, trim_function},
    {"trim", 2, kind::replaces, trim_function},
    {"ltrim", 1, kind::replaces, ltrim_function},
    {"ltrim", 2, kind::replaces, ltrim_function},
    {"rtrim", 1, kind::replaces, rtrim_function},
    {"rtrim", 2, kind::replaces, rtrim_function},
    {"trim_side", 3, kind::pure, trim_side_function},
    {"reverse", 1, kind::pure, reverse_function},
    {"repeat", 2, kind::pure, repeat_function},
    {"space", 1, kind::pure, space_function},
    {"concat", -1, kind::pure, concat_function},
    {"concat_ws", -1, kind::pure, concat_ws_function},
    {"insert", 4, kind::pure, insert_function},
    {"substring_index", 3, kind::pure, substring_index_function},
    {"strcmp", 2, kind::pure, strcmp_function},
    {"ascii", 1, kind::pure, ascii_function},
    {"ord", 1, kind::pure, ascii_function},
    {"elt", -1, kind::pure, elt_function},
    {"field", -1, kind::pure, field_function},
    {"unhex", 1, kind::pure, unhex_function},
    {"hextoraw", 1, kind::pure, unhex_function},
    {"stringtoutf8", 1, kind::pure, string_to_utf8_function},
    {"utf8tostring", 1, kind::pure, utf8_to_string_function},
    {"to_text", 1, kind::pure, to_text_function},
    {"to_text", 2, kind::pure, to_text_function},
    {"to_blob", 1, kind::pure, to_blob_function},
    {"regexp", 2, kind::pure, regexp_function},
    {"regexp_like", 2, kind::pure, regexp_like_function},
    {"md5", 1, kind::pure, md5_function},
    {"sha1", 1, kind::pure, sha1_function},
    {"sha", 1, kind::pure, sha1_function},
    // aggregate_functions
    {"stddev", 1, kind::pure, moments_step, stddev_samp_finish},
    {"stddev_samp", 1, kind::pure, moments_step, stddev_samp_finish},
    {"variance", 1, kind::pure, moments_step, var_samp_finish},
    {"var_samp", 1, kind::pure, moments_step, var_samp_finish},
    {"std", 1, kind::pure, moments_step, stddev_pop_finish},
    {"stddev_pop", 1, kind::pure, moments_step, stddev_pop_finish},
    {"var_pop", 1, kind::pure, moments_step, var_pop_finish},
    {"median", 1, kind::pure, percentile_step, median_finish},
    {"percentile", 2, kind::pure, percentile_step, percentile_finish},
    {"first", 1, kind::pure, first_step, pick_finish},
    {"first", 2, kind::pure, first_step, pick_finish},
    {"any_value", 1, kind::pure, first_step, pick_finish},
    {"last", 1, kind::pure, last_step, pick_finish},
    {"last", 2, kind::pure, last_step, pick_finish},
    {"bit_and", 1, kind::pure, bit_and_step, bits_finish},
    {"bit_or", 1, kind::pure, bit_or_step, bits_finish},
    {"bit_xor", 1, kind::pure, bit_xor_step, bits_finish},
    {"every", 1, kind::pure, every_step, bits_finish},
    {"bool_and", 1, kind::pure, every_step, bits_finish},
    {"any", 1, kind::pure, any_step, bits_finish},
    {"some", 1, kind::pure, any_step, bits_finish},
    {"bool_or", 1, kind::pure, any_step, bits_finish},
    {"avg_strict", 1, kind::pure, avg_strict_step, avg_strict_finish},
    {"group_concat_ordered", 5, kind::pure, group_concat_ordered_step, group_concat_ordered_finish},
};

bool is_pure(kind is) { return is == kind::pure || is == kind::replaces; }
bool replaces(kind is) { return is == kind::replaces || is == kind::replaces_impure; }

bool is_builtin(std::string_view name) {
  return std::binary_search(builtin_functions.begin(), builtin_functions.end(), name);
}

} // namespace

std::span<const sql_function> function_table() noexcept { return table; }

std::span<const std::string_view> allowed_builtin_functions() noexcept { return builtin_functions; }

bool is_allowed_function(std::string_view name) noexcept {
  const auto lower = model::to_lower(name);
  return is_builtin(lower) ||
         std::any_of(std::begin(table), std::end(table),
                     [&](const sql_function& each) { return each.name == lower; });
}

connection_functions::connection_functions(sqlite3* db, const clock& time,
                                           std::uint64_t random_seed,
                                           std::function<bool()> out_of_time)
    : db_(db), surroundings_{time, rng{random_seed}, std::move(out_of_time), {}},
      registered_(std::size(table)) {}

status connection_functions::register_replacements() {
  for (std::size_t i = 0; i < std::size(table); ++i) {
    if (!replaces(table[i].is))
      continue;
    if (auto done = add(table[i]); !done)
      return done;
    registered_[i] = true;
  }
  return {};
}

status connection_functions::register_named(std::span<const std::string> words) {
  for (std::size_t i = 0; i < std::size(table); ++i) {
    if (registered_[i] || std::find(words.begin(), words.end(), table[i].name) == words.end())
      continue;
    if (auto done = add(table[i]); !done)
      return done;
    registered_[i] = true;
  }
  return {};
}

status connection_functions::add(const sql_function& each) {
  const int flags = SQLITE_UTF8 | SQLITE_INNOCUOUS | (is_pure(each.is) ? SQLITE_DETERMINISTIC : 0);
  const bool aggregate = each.finish != nullptr;
  const int code = sqlite3_create_function_v2(
      db_, std::string{each.name}.c_str(), each.arguments, flags, &surroundings_,
      aggregate ? nullptr : each.call, aggregate ? each.call : nullptr, each.finish, nullptr);
  if (code == SQLITE_OK)
    return {};
  return fail(code == SQLITE_NOMEM ? errc::out_of_memory : errc::sql_failed, sqlite3_errmsg(db_),
              std::string{each.name});
}

} // namespace plexus::query
