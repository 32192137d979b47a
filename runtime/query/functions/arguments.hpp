// SPDX-License-Identifier: Apache-2.0
// Reading arguments and giving results of SQL functions, with the checks every one of them needs.
// Only for the sources in this folder.
#pragma once

#include "runtime/query/functions/sql_functions.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plexus::query {

function_surroundings& surroundings_of(sqlite3_context* context);

bool is_null(sqlite3_value* argument);
/// Any of the arguments.
bool has_null(int count, sqlite3_value** arguments);
bool is_text(sqlite3_value* argument);
bool is_blob(sqlite3_value* argument);
/// An integer, or text that reads as one ("7", not "7.5" and not "7a").
bool is_integer(sqlite3_value* argument);
/// A number, or text that reads as one.
bool is_number(sqlite3_value* argument);

/// SQLite's conversions: texts give the number they begin with, else 0.
std::int64_t integer_of(sqlite3_value* argument);
double real_of(sqlite3_value* argument);
/// Valid until the function returns; numbers as SQLite prints them, blobs byte by byte, null empty.
std::string_view text_of(sqlite3_value* argument);
/// False for 0, null and texts that are no number other than 0.
bool is_true(sqlite3_value* argument);

/// Bytes a result may have.
std::size_t bytes_max(sqlite3_context* context);

void give_null(sqlite3_context* context);
void give_integer(sqlite3_context* context, std::int64_t number);
/// Null for NaN.
void give_real(sqlite3_context* context, double number);
/// Copied; an error when longer than bytes_max.
void give_text(sqlite3_context* context, std::string_view text);
void give_blob(sqlite3_context* context, std::string_view content);
/// An argument as it is.
void give_value(sqlite3_context* context, sqlite3_value* argument);
void give_error(sqlite3_context* context, const std::string& what);
void give_too_long(sqlite3_context* context);

} // namespace plexus::query
