// SPDX-License-Identifier: Apache-2.0
// Where operands begin and end in a list of tokens: enough of SQL's expression grammar for rewrites
// of operators, and no more. Brackets must be balanced.
#pragma once

#include "runtime/query/sql/sql_lexer.hpp"

#include <cstddef>

namespace plexus::query {

/// The begin of the operand that ends before `at`: a literal, a (qualified) name, a call, a bracket
/// or CASE ... END, with its signs. `at` itself when there is none.
std::size_t operand_before(const token_list& tokens, std::size_t at);

/// The end of the operand that begins at `at`; `at` itself when there is none.
std::size_t operand_after(const token_list& tokens, std::size_t at);

/// As operand_before, with everything that is multiplied or divided with it.
std::size_t product_before(const token_list& tokens, std::size_t at);

/// The begin of the operand of a comparison: back to the next comparison, logical operator, comma,
/// bracket or clause.
std::size_t compared_before(const token_list& tokens, std::size_t at);

/// The operands of a logical operator that binds weaker than AND.
std::size_t condition_before(const token_list& tokens, std::size_t at);
std::size_t condition_after(const token_list& tokens, std::size_t at);

/// True when the token before `at` ends an operand, so that a sign at `at` has two sides.
bool ends_operand(const token_list& tokens, std::size_t at);

} // namespace plexus::query
