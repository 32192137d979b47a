// SPDX-License-Identifier: Apache-2.0
// Operators that SQLite lacks: DIV, XOR, comparisons with ANY and ALL, INTERVAL, and a few that
// only have another name. Calls are in sql_calls.
#pragma once

#include "runtime/query/sql/sql_lexer.hpp"

namespace plexus::query {

/// Rewrites in place; brackets must be balanced, calls be rewritten. Errors: sql_syntax, sql_limit.
status rewrite_operators(token_list& tokens);

} // namespace plexus::query
