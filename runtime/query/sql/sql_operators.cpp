// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/sql/sql_operators.hpp"

#include "runtime/query/sql/sql_calls.hpp"
#include "runtime/query/sql/sql_operands.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace plexus::query {

namespace {

constexpr std::size_t rewrites_max = 1'000; // every rewrite moves the rest of the query

token finished(std::string text, std::size_t offset) {
  return {token_kind::finished, std::move(text), {}, offset, 0};
}

void insert_at(token_list& tokens, std::size_t at, token_list added) {
  tokens.insert(tokens.begin() + static_cast<std::ptrdiff_t>(at),
                std::make_move_iterator(added.begin()), std::make_move_iterator(added.end()));
}

void erase_at(token_list& tokens, std::size_t from, std::size_t to) {
  tokens.erase(tokens.begin() + static_cast<std::ptrdiff_t>(from),
               tokens.begin() + static_cast<std::ptrdiff_t>(to));
}

// left OPERATOR right becomes function(left, right).
status to_call(token_list& tokens, std::size_t at, std::string_view function, std::size_t begin,
               std::size_t end) {
  const auto offset = tokens[at].offset;
  if (begin == at || end == at + 1)
    return error_at(errc::sql_syntax, tokens[at].text + " lacks an operand", offset);
  tokens[at] = make_mark(",", offset);
  insert_at(tokens, end, {make_mark(")", offset)});
  insert_at(tokens, begin, {make_word(std::string{function}, offset), make_mark("(", offset)});
  return {};
}

status div_operator(token_list& tokens, std::size_t at) {
  return to_call(tokens, at, "div_whole", product_before(tokens, at),
                 operand_after(tokens, at + 1));
}

status xor_operator(token_list& tokens, std::size_t at) {
  return to_call(tokens, at, "xor", condition_before(tokens, at), condition_after(tokens, at + 1));
}

// !x
status not_operator(token_list& tokens, std::size_t at) {
  const auto offset = tokens[at].offset;
  const auto end = operand_after(tokens, at + 1);
  if (end == at + 1)
    return error_at(errc::sql_syntax, "! lacks an operand", offset);
  insert_at(tokens, end, {make_mark(")", offset)});
  tokens[at] = make_mark("(", offset);
  insert_at(tokens, at + 1, {make_word("NOT", offset)});
  return {};
}

// INTERVAL n unit is a number of milliseconds, as timestamps are.
status interval_operator(token_list& tokens, std::size_t at) {
  const auto end = operand_after(tokens, at + 1);
  if (end == at + 1 || end >= tokens.size() || !is_time_unit(tokens[end]))
    return {}; // a column of that name
  const auto offset = tokens[at].offset;
  const auto& unit = tokens[end].key;
  const auto milliseconds_count = milliseconds_of_unit(unit);
  if (milliseconds_count == 0 && unit != "microsecond")
    return error_at(errc::sql_syntax, "INTERVAL in " + unit + "s has no fixed length; use DATE_ADD",
                    offset);
  tokens[end] = finished(unit == "microsecond" ? "/ 1000.0)"
                                               : "* " + std::to_string(milliseconds_count) + ")",
                         offset);
  tokens[at] = make_mark("(", offset);
  // The closing bracket must stay visible to later rewrites.
  tokens[end].text.pop_back();
  insert_at(tokens, end + 1, {make_mark(")", offset)});
  return {};
}

// x > ALL (SELECT ...): false when it is false for a row, else unknown when it is for a row, else
// true. ANY is its mirror. `mark` is the place of the comparison.
status quantified_comparison(token_list& tokens, std::size_t mark) {
  const auto offset = tokens[mark].offset;
  const bool all = tokens[mark + 1].is_word("all");
  const auto begin = compared_before(tokens, mark);
  const auto end = past_bracket(tokens, mark + 2);
  if (begin == mark)
    return error_at(errc::sql_syntax, "a comparison lacks an operand", offset);
  const std::string decide = all ? "CASE WHEN min(plexus_truth) = 0 THEN 0 "
                                   "WHEN count(plexus_truth) < count(*) THEN NULL ELSE 1 END"
                                 : "CASE WHEN max(plexus_truth) = 1 THEN 1 "
                                   "WHEN count(plexus_truth) < count(*) THEN NULL ELSE 0 END";
  // The column of the inner query gets a name by standing second in a UNION.
  insert_at(tokens, end, {make_mark(")", offset), make_mark(")", offset), make_mark(")", offset)});
  token_list between{finished("plexus_value AS plexus_truth", offset),
                     make_word("FROM", offset),
                     make_mark("(", offset),
                     make_word("SELECT", offset),
                     finished("NULL AS plexus_value WHERE 0 UNION ALL", offset),
                     make_word("SELECT", offset),
                     make_mark("*", offset),
                     make_word("FROM", offset)};
  erase_at(tokens, mark + 1, mark + 2);
  insert_at(tokens, mark + 1, std::move(between));
  insert_at(tokens, begin,
            {make_mark("(", offset), make_word("SELECT", offset), finished(decide, offset),
             make_word("FROM", offset), make_mark("(", offset), make_word("SELECT", offset)});
  return {};
}

bool is_quantified(const token_list& tokens, std::size_t at) {
  static constexpr std::array<std::string_view, 8> marks = {
      "=", "==", "<>", "!=", "<=", ">=", "<", ">"};
  if (at + 3 >= tokens.size() || tokens[at].kind != token_kind::mark ||
      std::find(marks.begin(), marks.end(), tokens[at].key) == marks.end())
    return false;
  const auto& quantifier = tokens[at + 1];
  const auto& first = tokens[at + 3];
  return (quantifier.is_word("all") || quantifier.is_word("any") || quantifier.is_word("some")) &&
         tokens[at + 2].is_mark("(") && (first.is_word("select") || first.is_word("with"));
}

// Operators that only have another name here.
bool rename_operator(token_list& tokens, std::size_t at) {
  auto& t = tokens[at];
  if (t.is_mark("&&"))
    t = make_word("AND", t.offset);
  else if (t.is_mark("<=>"))
    t = make_word("IS", t.offset);
  else if (t.is_word("rlike"))
    t = make_word("REGEXP", t.offset);
  else if (t.is_word("mod") && ends_operand(tokens, at) && at + 1 < tokens.size() &&
           operand_after(tokens, at + 1) > at + 1)
    t = make_mark("%", t.offset);
  else
    return false;
  return true;
}

// DIV and XOR are also names that columns may have; as operators they have two sides.
bool is_infix(const token_list& tokens, std::size_t at, std::string_view word) {
  return tokens[at].is_word(word) && ends_operand(tokens, at) && at + 1 < tokens.size() &&
         operand_after(tokens, at + 1) > at + 1;
}

template <class Applies>
status rewrite_each(token_list& tokens, std::size_t& budget, Applies applies,
                    status (*rewrite)(token_list&, std::size_t)) {
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    if (!applies(at))
      continue;
    if (budget-- == 0)
      return fail(errc::sql_limit, "the query has too many operators to translate");
    if (auto done = rewrite(tokens, at); !done)
      return done;
  }
  return {};
}

} // namespace

status rewrite_operators(token_list& tokens) {
  for (std::size_t at = 0; at < tokens.size(); ++at)
    rename_operator(tokens, at);
  std::size_t budget = rewrites_max;
  struct rule {
    bool (*applies)(const token_list&, std::size_t);
    status (*rewrite)(token_list&, std::size_t);
  };
  // What binds tighter comes first.
  static constexpr std::array<rule, 5> rules = {{
      {[](const token_list& t, std::size_t at) { return t[at].is_word("interval"); },
       interval_operator},
      {[](const token_list& t, std::size_t at) { return t[at].is_mark("!"); }, not_operator},
      {[](const token_list& t, std::size_t at) { return is_infix(t, at, "div"); }, div_operator},
      {is_quantified, quantified_comparison},
      {[](const token_list& t, std::size_t at) { return t[at].is_word("xor") && at > 0; },
       xor_operator},
  }};
  for (const auto& each : rules) {
    const auto applies = [&](std::size_t at) { return each.applies(tokens, at); };
    if (auto done = rewrite_each(tokens, budget, applies, each.rewrite); !done)
      return done;
  }
  return {};
}

} // namespace plexus::query
