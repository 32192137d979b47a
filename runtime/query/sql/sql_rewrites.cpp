// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/sql/sql_rewrites.hpp"

#include "runtime/query/sql/sql_calls.hpp"
#include "runtime/query/sql/sql_operators.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace plexus::query {

namespace {

constexpr std::size_t clauses_max = 100;
constexpr std::size_t tokens_max = 20'000;

// Keywords of SQLite that mean nothing in a query that only reads, and that fields may be called.
constexpr std::array<std::string_view, 25> free_keywords = {
    "add",     "alter",       "autoincrement", "check",      "commit",    "constraint", "create",
    "default", "deferrable",  "delete",        "drop",       "foreign",   "index",      "insert",
    "into",    "nothing",     "primary",       "references", "returning", "set",        "table",
    "to",      "transaction", "unique",        "update"};

void quote_free_keywords(token_list& tokens) {
  for (auto& t : tokens)
    if (t.kind == token_kind::word &&
        std::find(free_keywords.begin(), free_keywords.end(), t.key) != free_keywords.end())
      t = {token_kind::quoted, quote_name(t.text), t.key, t.offset, t.end};
}

bool is_word_at(const token_list& tokens, std::size_t at, std::string_view word) {
  return at < tokens.size() && tokens[at].is_word(word);
}

void erase_at(token_list& tokens, std::size_t from, std::size_t to) {
  tokens.erase(tokens.begin() + static_cast<std::ptrdiff_t>(from),
               tokens.begin() + static_cast<std::ptrdiff_t>(to));
}

// The end of the SELECT whose tokens include `at`: a bracket that closes, or the end.
std::size_t end_of_select(const token_list& tokens, std::size_t at) {
  while (at < tokens.size() && !tokens[at].is_mark(")"))
    at = tokens[at].is_mark("(") ? past_bracket(tokens, at) : at + 1;
  return at;
}

// SELECT [DISTINCT] TOP n ...: LIMIT n at the end of that SELECT.
status top_clause(token_list& tokens, std::size_t at) {
  const auto offset = tokens[at].offset;
  if (at == 0 || !(tokens[at - 1].is_word("select") || tokens[at - 1].is_word("distinct")))
    return {};
  if (at + 2 >= tokens.size() ||
      !(tokens[at + 1].kind == token_kind::number || tokens[at + 1].is_mark("(")) ||
      tokens[at + 2].is_mark(",") || tokens[at + 2].is_word("from"))
    return {}; // a column of that name
  const auto count_end = tokens[at + 1].is_mark("(") ? past_bracket(tokens, at + 1) : at + 2;
  const auto end = end_of_select(tokens, count_end);
  static constexpr std::array<std::string_view, 4> clashes = {"union", "except", "intersect",
                                                              "limit"};
  for (auto i = count_end; i < end; ++i) {
    if (tokens[i].kind == token_kind::word &&
        std::find(clashes.begin(), clashes.end(), tokens[i].key) != clashes.end())
      return error_at(errc::sql_syntax, "TOP goes with no " + tokens[i].text, offset);
    if (tokens[i].is_mark("("))
      i = past_bracket(tokens, i) - 1;
  }
  token_list limit{make_word("LIMIT", offset)};
  limit.insert(limit.end(), tokens.begin() + static_cast<std::ptrdiff_t>(at + 1),
               tokens.begin() + static_cast<std::ptrdiff_t>(count_end));
  tokens.insert(tokens.begin() + static_cast<std::ptrdiff_t>(end), limit.begin(), limit.end());
  erase_at(tokens, at, count_end);
  return {};
}

bool is_rows(const token_list& tokens, std::size_t at) {
  return is_word_at(tokens, at, "row") || is_word_at(tokens, at, "rows");
}

// FETCH FIRST [n] ROWS ONLY: LIMIT n
status fetch_clause(token_list& tokens, std::size_t at) {
  if (!is_word_at(tokens, at + 1, "first") && !is_word_at(tokens, at + 1, "next"))
    return {};
  const auto offset = tokens[at].offset;
  const bool counted = !is_rows(tokens, at + 2);
  const auto rows = at + (counted ? 3 : 2);
  if (!is_rows(tokens, rows) || !is_word_at(tokens, rows + 1, "only"))
    return error_at(errc::sql_syntax, "FETCH FIRST n ROWS ONLY is expected", offset);
  token_list limit{make_word("LIMIT", offset)};
  limit.push_back(counted ? tokens[at + 2] : token{token_kind::number, "1", {}, offset, 0});
  auto begin = at;
  if (at >= 3 && is_rows(tokens, at - 1) && tokens[at - 3].is_word("offset")) {
    limit.push_back(make_word("OFFSET", offset));
    limit.push_back(tokens[at - 2]);
    begin = at - 3;
  }
  erase_at(tokens, begin, rows + 2);
  tokens.insert(tokens.begin() + static_cast<std::ptrdiff_t>(begin), limit.begin(), limit.end());
  return {};
}

// OFFSET n ROWS, where no FETCH follows
status offset_clause(token_list& tokens, std::size_t at) {
  if (at + 2 >= tokens.size() || !is_rows(tokens, at + 2) || is_word_at(tokens, at + 3, "fetch"))
    return {};
  tokens[at + 2] = tokens[at + 1];
  tokens[at + 1] = make_word("OFFSET", tokens[at].offset);
  tokens[at] = {token_kind::finished, "LIMIT -1", {}, tokens[at].offset, 0};
  return {};
}

// FROM DUAL: no table at all
status dual_clause(token_list& tokens, std::size_t at) {
  if (at > 0 && tokens[at - 1].is_word("from") &&
      (at + 1 == tokens.size() || tokens[at + 1].kind == token_kind::word ||
       tokens[at + 1].is_mark(")")))
    erase_at(tokens, at - 1, at + 1);
  return {};
}

// TIMESTAMP '...' is a point in time, DATE '...' a day.
status time_literal(token_list& tokens, std::size_t at) {
  if (at + 1 >= tokens.size() || tokens[at + 1].kind != token_kind::string)
    return {};
  const auto offset = tokens[at].offset;
  const auto* function = tokens[at].is_word("timestamp") ? "to_timed"
                         : tokens[at].is_word("date")    ? "date"
                                                         : "time";
  tokens[at] = make_word(function, offset);
  tokens.insert(tokens.begin() + static_cast<std::ptrdiff_t>(at + 2), make_mark(")", offset));
  tokens.insert(tokens.begin() + static_cast<std::ptrdiff_t>(at + 1), make_mark("(", offset));
  return {};
}

// CURRENT_TIMESTAMP is NOW(); SQLite's is a text.
status now_word(token_list& tokens, std::size_t at) {
  if (at + 1 < tokens.size() && tokens[at + 1].is_mark("("))
    return {};
  const auto offset = tokens[at].offset;
  tokens[at] = make_word("now", offset);
  const token_list brackets{make_mark("(", offset), make_mark(")", offset)};
  tokens.insert(tokens.begin() + static_cast<std::ptrdiff_t>(at + 1), brackets.begin(),
                brackets.end());
  return {};
}

struct rewritten_clause {
  std::string_view word;
  status (*rewrite)(token_list&, std::size_t);
};
constexpr std::array<rewritten_clause, 9> rewritten_clauses = {{
    {"top", top_clause},
    {"fetch", fetch_clause},
    {"offset", offset_clause},
    {"dual", dual_clause},
    {"timestamp", time_literal},
    {"date", time_literal},
    {"time", time_literal},
    {"current_timestamp", now_word},
    {"localtimestamp", now_word},
}};

status rewrite_clauses(token_list& tokens) {
  std::size_t done = 0;
  for (auto at = tokens.size(); at-- > 0;) {
    if (at >= tokens.size() || tokens[at].kind != token_kind::word)
      continue;
    const auto found =
        std::find_if(rewritten_clauses.begin(), rewritten_clauses.end(),
                     [&](const rewritten_clause& each) { return each.word == tokens[at].key; });
    if (found == rewritten_clauses.end())
      continue;
    if (++done > clauses_max)
      return fail(errc::sql_limit, "the query has too many clauses to translate");
    if (auto rewritten = found->rewrite(tokens, at); !rewritten)
      return rewritten;
  }
  return {};
}

} // namespace

status rewrite_spellings(token_list& tokens, model::compatibility compat) {
  if (tokens.size() > tokens_max)
    return fail(errc::sql_limit,
                "the query has more than " + std::to_string(tokens_max) + " words and marks");
  if (auto done = rewrite_clauses(tokens); !done)
    return done;
  if (auto done = rewrite_calls(tokens, compat); !done)
    return done;
  if (auto done = rewrite_operators(tokens); !done)
    return done;
  quote_free_keywords(tokens);
  return {};
}

} // namespace plexus::query
