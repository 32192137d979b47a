// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/functions/sql_functions.hpp"

#include "runtime/model/schema.hpp"
#include "runtime/query/functions/time_functions.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>

namespace plexus::query {

namespace {

// SQLite's own functions that end soon whatever they are given. Left out: printf, format, zeroblob
// and randomblob (size from a number), load_extension, the full-text and R-tree functions, and what
// tells of the connection (changes, last_insert_rowid, ...).
constexpr std::array<std::string_view, 81> builtin_functions = {"->",           "->>",
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
                                                                "ln",           "log10",
                                                                "log2",         "lower",
                                                                "max",          "min",
                                                                "nth_value",    "ntile",
                                                                "nullif",       "percent_rank",
                                                                "pi",           "pow",
                                                                "power",        "quote",
                                                                "radians",      "rank",
                                                                "round",        "row_number",
                                                                "sign",         "sin",
                                                                "sinh",         "soundex",
                                                                "sqrt",         "strftime",
                                                                "substr",       "substring",
                                                                "sum",          "tan",
                                                                "tanh",         "time",
                                                                "total",        "trunc",
                                                                "typeof"};

constexpr std::array<std::string_view, 4> more_builtin_functions = {"unicode", "unixepoch",
                                                                    "unlikely", "upper"};

using kind = sql_function::kind;

// One line per name. What a function does stands with its declaration.
constexpr sql_function table[] = {
    {"now", 0, kind::impure, now_function},
};

bool is_builtin(std::string_view name) {
  return std::binary_search(builtin_functions.begin(), builtin_functions.end(), name) ||
         std::binary_search(more_builtin_functions.begin(), more_builtin_functions.end(), name);
}

} // namespace

std::span<const sql_function> function_table() noexcept { return table; }

bool is_allowed_function(std::string_view name) noexcept {
  const auto lower = model::to_lower(name);
  return is_builtin(lower) ||
         std::any_of(std::begin(table), std::end(table),
                     [&](const sql_function& each) { return each.name == lower; });
}

connection_functions::connection_functions(sqlite3* db, const clock& time,
                                           std::uint64_t random_seed)
    : db_(db), surroundings_{time, rng{random_seed}, {}}, registered_(std::size(table)) {}

status connection_functions::register_replacements() {
  for (std::size_t i = 0; i < std::size(table); ++i) {
    if (table[i].is != kind::replaces)
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
  const int flags =
      SQLITE_UTF8 | SQLITE_INNOCUOUS | (each.is == kind::impure ? 0 : SQLITE_DETERMINISTIC);
  const bool aggregate = each.finish != nullptr;
  const int code = sqlite3_create_function_v2(
      db_, std::string{each.name}.c_str(), each.arguments, flags, &surroundings_,
      aggregate ? nullptr : each.call, aggregate ? each.call : nullptr, each.finish, nullptr);
  if (code == SQLITE_OK)
    return {};
  return fail(errc::sql_failed, sqlite3_errmsg(db_), std::string{each.name});
}

} // namespace plexus::query
