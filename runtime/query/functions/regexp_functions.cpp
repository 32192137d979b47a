// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/functions/arguments.hpp"
#include "runtime/query/functions/regular_expression.hpp"
#include "runtime/query/functions/text_functions.hpp"

#include <sqlite3.h>

#include <utility>

namespace plexus::query {

namespace {

void forget(void* compiled) { delete static_cast<regular_expression*>(compiled); }

// A long pattern over a long text is the one function that takes a while.
void give_match(sqlite3_context* context, const regular_expression& pattern, sqlite3_value* text) {
  const auto matched = pattern.matches(text_of(text), surroundings_of(context).out_of_time);
  if (matched)
    give_integer(context, *matched ? 1 : 0);
  else
    sqlite3_result_error_code(context, SQLITE_INTERRUPT);
}

// A constant pattern is compiled once per run: SQLite keeps it beside the argument.
void match(sqlite3_context* context, sqlite3_value** arguments, int pattern, int text) {
  if (is_null(arguments[pattern]) || is_null(arguments[text]))
    return;
  if (const auto* kept = static_cast<regular_expression*>(sqlite3_get_auxdata(context, pattern)))
    return give_match(context, *kept, arguments[text]);
  auto compiled = regular_expression::compile(text_of(arguments[pattern]));
  if (!compiled)
    return give_error(context, compiled.error().what);
  give_match(context, *compiled, arguments[text]);
  sqlite3_set_auxdata(context, pattern, new regular_expression{std::move(*compiled)}, forget);
}

} // namespace

PLEXUS_SQL_FUNCTION(regexp_function) {
  static_cast<void>(count);
  match(context, arguments, 0, 1);
}

PLEXUS_SQL_FUNCTION(regexp_like_function) {
  static_cast<void>(count);
  match(context, arguments, 1, 0);
}

} // namespace plexus::query
