// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/functions/arguments.hpp"

#include <sqlite3.h>

#include <algorithm>

namespace plexus::query {

function_surroundings& surroundings_of(sqlite3_context* context) {
  return *static_cast<function_surroundings*>(sqlite3_user_data(context));
}

bool is_null(sqlite3_value* argument) { return sqlite3_value_type(argument) == SQLITE_NULL; }

bool has_null(int count, sqlite3_value** arguments) {
  return std::any_of(arguments, arguments + count, is_null);
}

bool is_text(sqlite3_value* argument) { return sqlite3_value_type(argument) == SQLITE_TEXT; }
bool is_blob(sqlite3_value* argument) { return sqlite3_value_type(argument) == SQLITE_BLOB; }

bool is_integer(sqlite3_value* argument) {
  return sqlite3_value_numeric_type(argument) == SQLITE_INTEGER;
}

bool is_number(sqlite3_value* argument) {
  const int type = sqlite3_value_numeric_type(argument);
  return type == SQLITE_INTEGER || type == SQLITE_FLOAT;
}

std::int64_t integer_of(sqlite3_value* argument) { return sqlite3_value_int64(argument); }
double real_of(sqlite3_value* argument) { return sqlite3_value_double(argument); }

std::string_view text_of(sqlite3_value* argument) {
  const auto* content = is_blob(argument)
                            ? static_cast<const char*>(sqlite3_value_blob(argument))
                            : reinterpret_cast<const char*>(sqlite3_value_text(argument));
  if (content == nullptr)
    return {};
  return {content, static_cast<std::size_t>(sqlite3_value_bytes(argument))};
}

bool is_true(sqlite3_value* argument) {
  return !is_null(argument) && sqlite3_value_double(argument) != 0.0;
}

std::size_t bytes_max(sqlite3_context* context) {
  return static_cast<std::size_t>(
      sqlite3_limit(sqlite3_context_db_handle(context), SQLITE_LIMIT_LENGTH, -1));
}

void give_null(sqlite3_context* context) { sqlite3_result_null(context); }
void give_integer(sqlite3_context* context, std::int64_t number) {
  sqlite3_result_int64(context, number);
}
void give_real(sqlite3_context* context, double number) { sqlite3_result_double(context, number); }

void give_text(sqlite3_context* context, std::string_view text) {
  sqlite3_result_text64(context, text.empty() ? "" : text.data(), text.size(), SQLITE_TRANSIENT,
                        SQLITE_UTF8);
}

void give_blob(sqlite3_context* context, std::string_view content) {
  if (content.empty())
    sqlite3_result_zeroblob(context, 0);
  else
    sqlite3_result_blob64(context, content.data(), content.size(), SQLITE_TRANSIENT);
}

void give_value(sqlite3_context* context, sqlite3_value* argument) {
  sqlite3_result_value(context, argument);
}

void give_error(sqlite3_context* context, const std::string& what) {
  sqlite3_result_error(context, what.c_str(), static_cast<int>(what.size()));
}

void give_too_long(sqlite3_context* context) { sqlite3_result_error_toobig(context); }

} // namespace plexus::query
