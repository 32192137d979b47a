// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/sql/sql_calls.hpp"

#include "runtime/query/sql/sql_operands.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace plexus::query {

namespace {

constexpr std::size_t calls_max = 1'000; // every rewrite moves the rest of the query

struct unit {
  std::string_view name;
  std::int64_t milliseconds_count;
};
constexpr std::array<unit, 27> units = {{
    {"microsecond", 0},
    {"millisecond", 1},
    {"second", 1'000},
    {"minute", 60'000},
    {"hour", 3'600'000},
    {"day", 86'400'000},
    {"week", 604'800'000},
    {"month", 0},
    {"quarter", 0},
    {"year", 0},
    {"seconds", 1'000},
    {"minutes", 60'000},
    {"hours", 3'600'000},
    {"days", 86'400'000},
    {"weeks", 604'800'000},
    {"months", 0},
    {"years", 0},
    {"ms", 1},
    {"dow", 0},
    {"doy", 0},
    {"dayofweek", 0},
    {"dayofyear", 0},
    {"dayofmonth", 0},
    {"day_of_week", 0},
    {"day_of_year", 0},
    {"epoch", 0},
    {"milliseconds", 1},
}};

struct cast_type {
  std::string_view name;
  std::string_view function;
  std::string_view argument; // appended; "length": from the brackets of the type
};
constexpr std::array<cast_type, 42> cast_types = {{
    {"int", "to_integer", "32"},
    {"integer", "to_integer", "32"},
    {"int4", "to_integer", "32"},
    {"mediumint", "to_integer", "32"},
    {"bigint", "to_integer", "64"},
    {"int8", "to_integer", "64"},
    {"long", "to_integer", "64"},
    {"signed", "to_integer", "64"},
    {"unsigned", "to_integer", "64"},
    {"smallint", "to_integer", "16"},
    {"int2", "to_integer", "16"},
    {"tinyint", "to_integer", "8"},
    {"boolean", "to_boolean", ""},
    {"bool", "to_boolean", ""},
    {"bit", "to_boolean", ""},
    {"double", "to_real", ""},
    {"float", "to_real", ""},
    {"float4", "to_real", ""},
    {"float8", "to_real", ""},
    {"real", "to_real", ""},
    {"decimal", "to_decimal", "length"},
    {"dec", "to_decimal", "length"},
    {"numeric", "to_decimal", "length"},
    {"number", "to_decimal", "length"},
    {"varchar", "to_text", "length"},
    {"varchar2", "to_text", "length"},
    {"nvarchar", "to_text", "length"},
    {"char", "to_text", "length"},
    {"character", "to_text", "length"},
    {"nchar", "to_text", "length"},
    {"text", "to_text", "length"},
    {"string", "to_text", "length"},
    {"clob", "to_text", "length"},
    {"longvarchar", "to_text", "length"},
    {"binary", "to_blob", ""},
    {"varbinary", "to_blob", ""},
    {"blob", "to_blob", ""},
    {"bytea", "to_blob", ""},
    {"date", "date", ""},
    {"time", "time", ""},
    {"datetime", "to_timed", ""},
    {"timestamp", "to_timed", ""},
}};

// One call: tokens[at] is its name, tokens[at + 1] opens and tokens[close] closes its arguments.
struct call {
  token_list& tokens;
  std::size_t at;
  std::size_t close;

  std::size_t begin() const { return at + 2; }
  const token& operator[](std::size_t i) const { return tokens[i]; }
  std::size_t offset() const { return tokens[at].offset; }

  void rename(std::string_view name) const {
    tokens[at] = make_word(std::string{name}, tokens[at].offset);
  }

  // The first such word of the arguments that is in no inner bracket; `close` if none.
  std::size_t find_word(std::string_view word, std::size_t from) const {
    return find(from, [word](const token& t) { return t.is_word(word); });
  }
  std::size_t find_comma(std::size_t from) const {
    return find(from, [](const token& t) { return t.is_mark(","); });
  }

  token_list part(std::size_t from, std::size_t to) const {
    return {tokens.begin() + static_cast<std::ptrdiff_t>(from),
            tokens.begin() + static_cast<std::ptrdiff_t>(to)};
  }

  // name(arguments[0], arguments[1], ...)
  void replace(std::string_view name, const std::vector<token_list>& arguments) const {
    token_list made;
    made.push_back(make_word(std::string{name}, offset()));
    made.push_back(make_mark("(", offset()));
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      if (i > 0)
        made.push_back(make_mark(",", offset()));
      made.insert(made.end(), arguments[i].begin(), arguments[i].end());
    }
    made.push_back(make_mark(")", offset()));
    const auto first = tokens.begin() + static_cast<std::ptrdiff_t>(at);
    const auto last = tokens.begin() + static_cast<std::ptrdiff_t>(close + 1);
    tokens.insert(tokens.erase(first, last), made.begin(), made.end());
  }

private:
  template <class Wanted>
  std::size_t find(std::size_t from, Wanted wanted) const {
    for (auto i = from; i < close; ++i) {
      if (wanted(tokens[i]))
        return i;
      if (tokens[i].is_mark("("))
        i = past_bracket(tokens, i) - 1;
    }
    return close;
  }
};

token_list text_token(std::string_view content, std::size_t offset) {
  return {make_string(content, offset)};
}
token_list number_token(std::string text, std::size_t offset) {
  return {token{token_kind::number, std::move(text), {}, offset, 0}};
}

// EXTRACT(unit FROM x)
status extract_call(const call& c) {
  const auto from = c.find_word("from", c.begin());
  if (from != c.begin() + 1 || !is_time_unit(c[c.begin()]))
    return error_at(errc::sql_syntax, "EXTRACT(unit FROM time) is expected", c.offset());
  c.replace("date_part", {text_token(c[c.begin()].key, c.offset()), c.part(from + 1, c.close)});
  return {};
}

// POSITION(part IN text)
status position_call(const call& c) {
  const auto in = c.find_word("in", c.begin());
  if (in != c.close)
    c.replace("locate", {c.part(c.begin(), in), c.part(in + 1, c.close)});
  return {};
}

// SUBSTRING(text FROM begin FOR length)
status substring_call(const call& c) {
  const auto from = c.find_word("from", c.begin());
  if (from == c.close)
    return {};
  const auto length = c.find_word("for", from);
  std::vector<token_list> arguments{c.part(c.begin(), from), c.part(from + 1, length)};
  if (length != c.close)
    arguments.push_back(c.part(length + 1, c.close));
  c.replace("substr", arguments);
  return {};
}

// TRIM([BOTH | LEADING | TRAILING] [part] FROM text)
status trim_call(const call& c) {
  const auto from = c.find_word("from", c.begin());
  if (from == c.close)
    return {};
  auto begin = c.begin();
  std::string side = "both";
  if (c[begin].is_word("both") || c[begin].is_word("leading") || c[begin].is_word("trailing"))
    side = c[begin++].key;
  auto part = begin < from ? c.part(begin, from) : text_token(" ", c.offset());
  c.replace("trim_side",
            {text_token(side, c.offset()), std::move(part), c.part(from + 1, c.close)});
  return {};
}

// GROUP_CONCAT([DISTINCT] x [ORDER BY y [ASC | DESC]] [SEPARATOR s])
status group_concat_call(const call& c) {
  auto begin = c.begin();
  const bool distinct = begin < c.close && c[begin].is_word("distinct");
  const auto separator = c.find_word("separator", begin);
  const auto order = c.find_word("order", begin);
  if (separator == c.close && order == c.close)
    return {};
  if (distinct)
    ++begin;
  const auto values_end = std::min(order, separator);
  auto key = number_token("0", c.offset());
  std::string direction = "0";
  if (order != c.close) {
    auto end = separator;
    if (c[end - 1].is_word("desc") || c[end - 1].is_word("asc"))
      direction = c[--end].is_word("desc") ? "-1" : "1";
    else
      direction = "1";
    if (order + 2 >= end || !c[order + 1].is_word("by") || c.find_comma(order) < separator)
      return error_at(errc::sql_syntax, "GROUP_CONCAT orders by one expression", c.offset());
    key = c.part(order + 2, end);
  }
  auto by = separator == c.close ? text_token(",", c.offset()) : c.part(separator + 1, c.close);
  c.replace("group_concat_ordered", {c.part(begin, values_end), std::move(by),
                                     number_token(distinct ? "1" : "0", c.offset()), std::move(key),
                                     number_token(direction, c.offset())});
  return {};
}

// LISTAGG([DISTINCT] x [, s]) [WITHIN GROUP (ORDER BY y [ASC | DESC])], and as GROUP_CONCAT.
status listagg_call(const call& c) {
  const auto comma = c.find_comma(c.begin());
  auto as_group_concat = c.part(c.begin(), comma);
  auto& tokens = c.tokens;
  const auto within = c.close + 1;
  if (within + 2 < tokens.size() && c[within].is_word("within") && c[within + 1].is_word("group") &&
      c[within + 2].is_mark("(")) {
    const auto end = past_bracket(tokens, within + 2);
    const auto order = c.part(within + 3, end - 1);
    as_group_concat.insert(as_group_concat.end(), order.begin(), order.end());
    tokens.erase(tokens.begin() + static_cast<std::ptrdiff_t>(within),
                 tokens.begin() + static_cast<std::ptrdiff_t>(end));
  }
  if (comma == c.close && c.find_word("separator", c.begin()) == c.close) {
    as_group_concat.push_back(make_word("separator", c.offset()));
    as_group_concat.push_back(make_string(",", c.offset()));
  } else if (comma != c.close) {
    const auto by = c.part(comma + 1, c.close);
    as_group_concat.push_back(make_word("separator", c.offset()));
    as_group_concat.insert(as_group_concat.end(), by.begin(), by.end());
  }
  c.replace("group_concat", {as_group_concat});
  return group_concat_call({tokens, c.at, past_bracket(tokens, c.at + 1) - 1});
}

// x and the type whose tokens are [type, c.close)
status convert_to(const call& c, std::size_t value_end, std::size_t type) {
  if (type >= c.close)
    return error_at(errc::sql_syntax, "a type is expected", c.offset());
  const auto found = std::find_if(cast_types.begin(), cast_types.end(), [&](const cast_type& each) {
    return c[type].is_word(each.name);
  });
  if (found == cast_types.end())
    return error_at(errc::sql_syntax, "no such type: " + c[type].text, c[type].offset);
  std::vector<token_list> arguments{c.part(c.begin(), value_end)};
  if (found->argument == "length") {
    const auto open = std::find_if(c.tokens.begin() + static_cast<std::ptrdiff_t>(type),
                                   c.tokens.begin() + static_cast<std::ptrdiff_t>(c.close),
                                   [](const token& t) { return t.is_mark("("); });
    const auto first = static_cast<std::size_t>(open - c.tokens.begin()) + 1;
    if (first < c.close)
      arguments.push_back(c.part(first, past_bracket(c.tokens, first - 1) - 1));
  } else if (!found->argument.empty()) {
    arguments.push_back(number_token(std::string{found->argument}, c.offset()));
  }
  c.replace(found->function, arguments);
  return {};
}

// CAST(x AS type)
status cast_call(const call& c) {
  const auto as = c.find_word("as", c.begin());
  if (as == c.close)
    return error_at(errc::sql_syntax, "CAST(value AS type) is expected", c.offset());
  return convert_to(c, as, as + 1);
}

// CONVERT(x, type), CONVERT(x USING charset)
status convert_call(const call& c) {
  if (const auto set = c.find_word("using", c.begin()); set != c.close) {
    c.replace("to_text", {c.part(c.begin(), set)});
    return {};
  }
  const auto comma = c.find_comma(c.begin());
  if (comma == c.close)
    return error_at(errc::sql_syntax, "CONVERT(value, type) is expected", c.offset());
  return convert_to(c, comma, comma + 1);
}

// DATE_ADD(x, INTERVAL n unit)
status date_add_call(const call& c) {
  const auto comma = c.find_comma(c.begin());
  const auto interval = comma + 1;
  if (comma == c.close || !c[interval].is_word("interval") || !is_time_unit(c[c.close - 1]))
    return {};
  auto amount = c.part(interval + 1, c.close - 1);
  const auto sub = c[c.at].is_word("date_sub") || c[c.at].is_word("subdate");
  c.replace(sub ? "date_sub" : "date_add", {c.part(c.begin(), comma), std::move(amount),
                                            text_token(c[c.close - 1].key, c.offset())});
  return {};
}

// TIMESTAMPDIFF(unit, a, b) and its kind: the unit is a word, in H2 also a text.
status unit_first_call(const call& c) {
  const auto comma = c.find_comma(c.begin());
  if (comma == c.begin() + 1 && comma != c.close && is_time_unit(c[c.begin()]))
    c.tokens[c.begin()] = make_string(c[c.begin()].key, c[c.begin()].offset);
  return {};
}

// A keyword of SQLite's as the name of a function.
status quoted_call(const call& c) {
  c.tokens[c.at] = {token_kind::quoted, quote_name(c[c.at].key), c[c.at].key, c.offset(), 0};
  return {};
}

// CURRENT_DATE()
status bare_call(const call& c) {
  if (c.close == c.begin())
    c.tokens.erase(c.tokens.begin() + static_cast<std::ptrdiff_t>(c.at + 1),
                   c.tokens.begin() + static_cast<std::ptrdiff_t>(c.close + 1));
  return {};
}

// CURRENT_TIMESTAMP() and CURRENT_TIMESTAMP(3)
status now_call(const call& c) {
  c.replace("now", {});
  return {};
}

struct rewritten_call {
  std::string_view name;
  status (*rewrite)(const call&);
};
constexpr std::array<rewritten_call, 32> rewritten_calls = {{
    {"extract", extract_call},
    {"position", position_call},
    {"substring", substring_call},
    {"substr", substring_call},
    {"trim", trim_call},
    {"group_concat", group_concat_call},
    {"listagg", listagg_call},
    {"cast", cast_call},
    {"try_cast", cast_call},
    {"convert", convert_call},
    {"date_add", date_add_call},
    {"date_sub", date_add_call},
    {"adddate", date_add_call},
    {"subdate", date_add_call},
    {"timestampadd", unit_first_call},
    {"timestampdiff", unit_first_call},
    {"dateadd", unit_first_call},
    {"datediff", unit_first_call},
    {"date_trunc", unit_first_call},
    {"left", quoted_call},
    {"right", quoted_call},
    {"isnull", quoted_call},
    {"insert", quoted_call},
    {"current_date", bare_call},
    {"current_time", bare_call},
    {"current_timestamp", now_call},
    {"localtimestamp", now_call},
    {"localtime", now_call},
    {"sysdate", now_call},
    {"systimestamp", now_call},
    {"utc_timestamp", now_call},
    {"now", now_call},
}};

} // namespace

bool is_time_unit(const token& word) {
  return word.kind == token_kind::word &&
         std::any_of(units.begin(), units.end(),
                     [&](const unit& each) { return each.name == word.key; });
}

std::int64_t milliseconds_of_unit(std::string_view wanted) {
  for (const auto& each : units)
    if (each.name == wanted)
      return each.milliseconds_count;
  return 0;
}

status rewrite_calls(token_list& tokens, model::compatibility compat) {
  std::size_t done = 0;
  // From the end, so that the arguments of a call have been rewritten before the call is.
  for (auto at = tokens.size(); at-- > 0;) {
    if (tokens[at].kind != token_kind::word || at + 1 >= tokens.size() ||
        !tokens[at + 1].is_mark("("))
      continue;
    if (tokens[at].key == "avg" && compat == model::compatibility::strict)
      tokens[at] = make_word("avg_strict", tokens[at].offset);
    const auto found =
        std::find_if(rewritten_calls.begin(), rewritten_calls.end(),
                     [&](const rewritten_call& each) { return each.name == tokens[at].key; });
    if (found == rewritten_calls.end())
      continue;
    if (++done > calls_max)
      return fail(errc::sql_limit, "the query has too many calls to translate");
    const call c{tokens, at, past_bracket(tokens, at + 1) - 1};
    if (auto rewritten = found->rewrite(c); !rewritten)
      return rewritten;
  }
  return {};
}

} // namespace plexus::query
