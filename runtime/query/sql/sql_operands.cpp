// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/sql/sql_operands.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace plexus::query {

namespace {

using words = std::span<const std::string_view>;

// Words before which a condition begins anew, or with which it ends.
constexpr std::array<std::string_view, 46> clause_words = {
    "select",  "distinct", "all",    "from",   "where",  "on",    "having",    "group",
    "order",   "by",       "limit",  "offset", "fetch",  "union", "except",    "intersect",
    "window",  "as",       "case",   "when",   "then",   "else",  "end",       "or",
    "xor",     "join",     "left",   "right",  "inner",  "outer", "cross",     "full",
    "natural", "using",    "asc",    "desc",   "filter", "over",  "partition", "rows",
    "range",   "groups",   "values", "with",   "nulls",  "top"};
constexpr std::array<std::string_view, 12> comparison_words = {
    "and",  "not",    "between", "in",    "like",   "is",
    "glob", "regexp", "rlike",   "match", "escape", "exists"};
constexpr std::array<std::string_view, 8> comparison_marks = {
    "=", "==", "<>", "!=", "<=", ">=", "<", ">"};
// Words that are neither names nor calls before a bracket.
constexpr std::array<std::string_view, 4> operator_words = {"div", "mod", "collate", "interval"};

bool is_one_of(const token& t, words list) {
  return t.kind == token_kind::word && std::find(list.begin(), list.end(), t.key) != list.end();
}

bool is_reserved(const token& t) {
  return is_one_of(t, clause_words) || is_one_of(t, comparison_words) ||
         is_one_of(t, operator_words);
}

bool is_sign(const token& t) { return t.is_mark("-") || t.is_mark("+") || t.is_mark("~"); }
bool is_product(const token& t) {
  return t.is_mark("*") || t.is_mark("/") || t.is_mark("%") || t.is_word("div");
}
bool is_comparison(const token& t) {
  return is_one_of(t, comparison_words) ||
         (t.kind == token_kind::mark && std::find(comparison_marks.begin(), comparison_marks.end(),
                                                  t.key) != comparison_marks.end());
}

// The bracket or CASE that `close` ends.
std::size_t opening_of(const token_list& tokens, std::size_t close) {
  const bool bracket = tokens[close].is_mark(")");
  std::size_t depth = 0;
  for (auto i = close + 1; i-- > 0;) {
    const auto& t = tokens[i];
    if (bracket ? t.is_mark(")") : t.is_word("end"))
      ++depth;
    else if ((bracket ? t.is_mark("(") : t.is_word("case")) && --depth == 0)
      return i;
  }
  return close;
}

std::size_t past_case(const token_list& tokens, std::size_t at) {
  std::size_t depth = 0;
  for (auto i = at; i < tokens.size(); ++i) {
    if (tokens[i].is_word("case"))
      ++depth;
    else if (tokens[i].is_word("end") && --depth == 0)
      return i + 1;
  }
  return at;
}

// Back over whole brackets and CASEs until `stop` says so.
template <class Stop>
std::size_t scan_back(const token_list& tokens, std::size_t at, Stop stop) {
  while (at > 0) {
    const auto& t = tokens[at - 1];
    if (t.is_mark(")") || t.is_word("end")) {
      const auto opening = opening_of(tokens, at - 1);
      if (opening == at - 1)
        return at;
      at = opening;
      continue;
    }
    if (t.is_mark("(") || t.is_mark(",") || is_one_of(t, clause_words) || stop(t))
      return at;
    --at;
  }
  return at;
}

} // namespace

bool ends_operand(const token_list& tokens, std::size_t at) {
  if (at == 0)
    return false;
  const auto& t = tokens[at - 1];
  if (t.kind == token_kind::mark)
    return t.is_mark(")");
  return t.is_word("end") || !is_reserved(t);
}

std::size_t operand_before(const token_list& tokens, std::size_t at) {
  if (!ends_operand(tokens, at))
    return at;
  auto begin = at - 1;
  if (tokens[begin].is_mark(")") || tokens[begin].is_word("end")) {
    begin = opening_of(tokens, begin);
    if (tokens[begin].is_mark("(") && begin > 0 && tokens[begin - 1].is_name() &&
        !is_reserved(tokens[begin - 1]))
      --begin;
  }
  while (begin >= 2 && tokens[begin - 1].is_mark(".") && tokens[begin - 2].is_name())
    begin -= 2;
  while (begin > 0 && is_sign(tokens[begin - 1]) && !ends_operand(tokens, begin - 1))
    --begin;
  return begin;
}

std::size_t operand_after(const token_list& tokens, std::size_t at) {
  auto end = at;
  while (end < tokens.size() && is_sign(tokens[end]))
    ++end;
  if (end == tokens.size())
    return at;
  const auto& first = tokens[end];
  if (first.is_mark("("))
    return past_bracket(tokens, end);
  if (first.is_word("case"))
    return past_case(tokens, end);
  if (first.kind == token_kind::mark || is_reserved(first))
    return at;
  ++end;
  while (first.is_name() && end + 1 < tokens.size() && tokens[end].is_mark("."))
    end += 2;
  if (first.is_name() && end < tokens.size() && tokens[end].is_mark("("))
    end = past_bracket(tokens, end);
  return end;
}

std::size_t product_before(const token_list& tokens, std::size_t at) {
  auto begin = operand_before(tokens, at);
  while (begin > 0 && begin < at && is_product(tokens[begin - 1])) {
    const auto further = operand_before(tokens, begin - 1);
    if (further == begin - 1)
      break;
    begin = further;
  }
  return begin;
}

std::size_t compared_before(const token_list& tokens, std::size_t at) {
  return scan_back(tokens, at, is_comparison);
}

std::size_t condition_before(const token_list& tokens, std::size_t at) {
  return scan_back(tokens, at, [](const token&) { return false; });
}

std::size_t condition_after(const token_list& tokens, std::size_t at) {
  while (at < tokens.size()) {
    const auto& t = tokens[at];
    if (t.is_mark("(")) {
      at = past_bracket(tokens, at);
    } else if (t.is_word("case") && past_case(tokens, at) != at) {
      at = past_case(tokens, at);
    } else if (t.is_mark(")") || t.is_mark(",") || is_one_of(t, clause_words)) {
      return at;
    } else {
      ++at;
    }
  }
  return at;
}

} // namespace plexus::query
