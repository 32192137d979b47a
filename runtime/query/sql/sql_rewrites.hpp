// SPDX-License-Identifier: Apache-2.0
// Spellings of MySQL, H2 and the standard that SQLite's grammar cannot read, or reads otherwise, in
// spellings that it can. Functions that SQLite merely lacks are not here but in sql_functions.
#pragma once

#include "runtime/model/virtual_sensor_descriptor.hpp"
#include "runtime/query/sql/sql_lexer.hpp"

namespace plexus::query {

/// Rewrites in place; brackets must be balanced. Errors: sql_syntax.
status rewrite_spellings(token_list& tokens, model::compatibility compat);

} // namespace plexus::query
