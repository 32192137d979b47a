// SPDX-License-Identifier: Apache-2.0
// Calls whose arguments are not a plain list: EXTRACT(x FROM y), CAST to types of H2 and MySQL,
// GROUP_CONCAT(... SEPARATOR ...) and their kind become calls of functions in sql_functions. One
// function here per kind of call; operators and clauses are in sql_operators and sql_rewrites.
#pragma once

#include "runtime/model/virtual_sensor_descriptor.hpp"
#include "runtime/query/sql/sql_lexer.hpp"

namespace plexus::query {

/// Rewrites in place; brackets must be balanced. Errors: sql_syntax, sql_limit.
status rewrite_calls(token_list& tokens, model::compatibility compat);

/// A unit of time as written after INTERVAL or in EXTRACT.
bool is_time_unit(const token& word);
/// Milliseconds of a unit of fixed length; 0 for months and longer.
std::int64_t milliseconds_of_unit(std::string_view unit);

} // namespace plexus::query
