// SPDX-License-Identifier: Apache-2.0
// Cuts a query into tokens by SQLite's rules, so that dialect rewrites never look inside literals
// and comments. Knows no grammar.
#pragma once

#include "runtime/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plexus::query {

enum class token_kind : std::uint8_t {
  word,     // keyword or plain identifier
  quoted,   // identifier in "", `` or []
  string,   // '...'
  blob,     // x'...'
  number,   //
  mark,     // operator, comma, parenthesis
  finished, // translated SQL that no further rewrite may touch
};

struct token {
  token_kind kind{};
  std::string text;       // as it will be written; quoted identifiers always in ""
  std::string key;        // word and quoted: the name in lower case; mark: the mark; else empty
  std::size_t offset = 0; // where it began in the query, bytes
  std::size_t end = 0;    // and where it ended; 0 for tokens that were not in the query

  /// A plain word (never a quoted one), compared in lower case.
  bool is_word(std::string_view lower) const { return kind == token_kind::word && key == lower; }
  bool is_mark(std::string_view mark) const { return kind == token_kind::mark && key == mark; }
  bool is_name() const { return kind == token_kind::word || kind == token_kind::quoted; }
};
using token_list = std::vector<token>;

/// Errors: sql_syntax for a character, literal or comment that cannot be or does not end; also for
/// parameters, which nobody would bind.
result<token_list> lex_sql(std::string_view sql);

token make_word(std::string text, std::size_t offset);
token make_mark(std::string text, std::size_t offset);
token make_string(std::string_view content, std::size_t offset);

/// `name` as a quoted identifier, `content` as a string literal.
std::string quote_name(std::string_view name);
std::string quote_string(std::string_view content);

/// The code and text of an error at a place of the query: "what (at byte N)".
error error_at(errc code, std::string what, std::size_t offset);

/// The position after the bracket that closes the one at `open`; the list's size when none does.
std::size_t past_bracket(const token_list& tokens, std::size_t open);

} // namespace plexus::query
