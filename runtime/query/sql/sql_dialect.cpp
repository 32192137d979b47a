// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/sql/sql_dialect.hpp"

#include "runtime/query/sql/sql_rewrites.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace plexus::query {

namespace {

bool is_one_of(const token& t, std::span<const std::string_view> words) {
  return t.kind == token_kind::word && std::find(words.begin(), words.end(), t.key) != words.end();
}

constexpr std::array<std::string_view, 23> other_statements = {
    "insert", "update",  "delete",  "replace", "create", "drop",   "alter",    "attach",
    "detach", "pragma",  "vacuum",  "reindex", "begin",  "commit", "rollback", "savepoint",
    "end",    "release", "explain", "analyze", "values", "grant",  "call"};

// Words that end the list of tables of a SELECT.
constexpr std::array<std::string_view, 11> after_from = {"where",  "group",  "having", "order",
                                                         "limit",  "union",  "except", "intersect",
                                                         "window", "offset", "fetch"};

// Words that may follow a table and are not its alias.
constexpr std::array<std::string_view, 13> not_an_alias = {
    "on",    "using", "join",    "left", "right",   "inner", "outer",
    "cross", "full",  "natural", "not",  "indexed", "as"};

// Words that end an operand, so that a name after them is no alias.
constexpr std::array<std::string_view, 21> operators = {
    "and",  "or",   "not",   "in",      "like",   "is",     "between",
    "div",  "mod",  "xor",   "rlike",   "glob",   "then",   "else",
    "when", "case", "match", "collate", "escape", "regexp", "distinct"};

constexpr std::array<std::string_view, 8> literal_words = {
    "null", "true", "false", "end", "isnull", "notnull", "current_date", "current_timestamp"};

// Beside a dot every word is a name, whatever else it may mean.
void quote_qualified(token_list& tokens) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    auto& t = tokens[i];
    const bool beside_dot = (i > 0 && tokens[i - 1].is_mark(".")) ||
                            (i + 1 < tokens.size() && tokens[i + 1].is_mark("."));
    if (t.kind == token_kind::word && beside_dot)
      t = {token_kind::quoted, quote_name(t.text), t.key, t.offset, t.end};
  }
}

// Leaves one statement without its semicolon.
status keep_one_statement(token_list& tokens) {
  const auto end =
      std::find_if(tokens.begin(), tokens.end(), [](const token& t) { return t.is_mark(";"); });
  const auto more = std::find_if(end, tokens.end(), [](const token& t) { return !t.is_mark(";"); });
  if (more != tokens.end())
    return error_at(errc::sql_refused, "more than one statement", more->offset);
  tokens.erase(end, tokens.end());
  if (tokens.empty())
    return fail(errc::sql_syntax, "there is no statement");
  const auto& first = tokens.front();
  if (is_one_of(first, other_statements))
    return error_at(errc::sql_refused, "only SELECT is allowed", first.offset);
  if (!first.is_word("select") && !first.is_word("with"))
    return error_at(errc::sql_syntax, "a query begins with SELECT", first.offset);
  return {};
}

status check_brackets(const token_list& tokens) {
  std::vector<std::size_t> open;
  for (const auto& each : tokens) {
    if (each.is_mark("("))
      open.push_back(each.offset);
    if (!each.is_mark(")"))
      continue;
    if (open.empty())
      return error_at(errc::sql_syntax, "a bracket closes nothing", each.offset);
    open.pop_back();
  }
  if (!open.empty())
    return error_at(errc::sql_syntax, "a bracket does not close", open.back());
  return {};
}

// ---- names of result columns

bool is_distinct_from(const token_list& tokens, std::size_t at) {
  return at >= 2 && tokens[at - 1].is_word("distinct") &&
         (tokens[at - 2].is_word("is") || tokens[at - 2].is_word("not"));
}

// A column, a qualified column, or all columns: SQLite names them as we want.
bool names_itself(std::span<const token> item) {
  const auto& last = item.back();
  if ((!last.is_name() && !last.is_mark("*")) || is_one_of(last, literal_words))
    return false;
  return item.size() == 1 || (item.size() == 3 && item[0].is_name() && item[1].is_mark("."));
}

bool has_alias(std::span<const token> item) {
  int depth = 0;
  for (const auto& each : item) {
    depth += each.is_mark("(") ? 1 : each.is_mark(")") ? -1 : 0;
    if (depth == 0 && each.is_word("as"))
      return true;
  }
  if (item.size() < 2)
    return false;
  const auto& last = item.back();
  const auto& before = item[item.size() - 2];
  if ((!last.is_name() && last.kind != token_kind::string) || is_one_of(last, literal_words))
    return false;
  if (before.kind == token_kind::mark)
    return before.is_mark(")");
  static constexpr std::array<std::string_view, 3> prefixes = {"date", "time", "timestamp"};
  if (last.kind == token_kind::string && item.size() == 2 && is_one_of(before, prefixes))
    return false;
  if (item.size() >= 3 && item[item.size() - 3].is_word("interval"))
    return false;
  return !is_one_of(before, operators) && !before.is_word("interval");
}

// Rewrites must not show in column names: an expression without a name gets its own text for one.
class result_namer {
public:
  result_namer(token_list& tokens, std::string_view sql) : tokens_(tokens), sql_(sql) {}

  void run() {
    std::size_t at = past_select();
    std::vector<std::pair<std::size_t, std::string>> names; // where to insert, what
    std::size_t begin = at;
    for (;; ++at) {
      const bool end = ends_list(at);
      if ((end || tokens_[at].is_mark(",")) && at > begin) {
        const std::span<const token> item{tokens_.data() + begin, at - begin};
        if (!names_itself(item) && !has_alias(item))
          names.emplace_back(at, text_of(item));
        begin = at + 1;
      }
      if (end)
        break;
      if (tokens_[at].is_mark("("))
        at = past_bracket(tokens_, at) - 1;
    }
    for (auto each = names.rbegin(); each != names.rend(); ++each) {
      const auto place = tokens_.begin() + static_cast<std::ptrdiff_t>(each->first);
      const token name{token_kind::quoted, quote_name(each->second), each->second, 0, 0};
      tokens_.insert(place, {make_word("AS", 0), name});
    }
  }

private:
  std::size_t past_select() const {
    std::size_t at = 0;
    while (at < tokens_.size() && !tokens_[at].is_word("select"))
      at = tokens_[at].is_mark("(") ? past_bracket(tokens_, at) : at + 1;
    ++at;
    if (at < tokens_.size() && (tokens_[at].is_word("distinct") || tokens_[at].is_word("all")))
      ++at;
    if (at + 1 < tokens_.size() && tokens_[at].is_word("top") &&
        (tokens_[at + 1].kind == token_kind::number || tokens_[at + 1].is_mark("(")))
      at = tokens_[at + 1].is_mark("(") ? past_bracket(tokens_, at + 1) : at + 2;
    return std::min(at, tokens_.size());
  }

  bool ends_list(std::size_t at) const {
    return at >= tokens_.size() || is_one_of(tokens_[at], after_from) ||
           (tokens_[at].is_word("from") && !is_distinct_from(tokens_, at));
  }

  std::string text_of(std::span<const token> item) const {
    return model::to_lower(sql_.substr(item.front().offset, item.back().end - item.front().offset));
  }

  token_list& tokens_;
  std::string_view sql_;
};

// ---- tables

class table_substitution {
public:
  table_substitution(const token_list& tokens, std::span<const table_name> names,
                     translated_query& out)
      : tokens_(tokens), names_(names), out_(out) {}

  /// Every table is taken for one of the engine's, under its own name.
  void accept_any_table() { accepts_any_ = true; }

  result<token_list> run() {
    scopes_.push_back({});
    for (at_ = 0; at_ < tokens_.size(); ++at_)
      if (auto done = step(); !done)
        return done.error();
    return std::move(made_);
  }

private:
  struct scope {
    bool in_from = false; // between FROM and what follows the tables
    bool expects_table = false;
    std::size_t common = 0; // visible WITH tables when it began
  };

  const token& current() const { return tokens_[at_]; }
  const token* ahead(std::size_t by = 1) const {
    return at_ + by < tokens_.size() ? &tokens_[at_ + by] : nullptr;
  }
  bool ahead_is_mark(std::string_view mark) const {
    return ahead() != nullptr && ahead()->is_mark(mark);
  }

  status step() {
    auto& here = scopes_.back();
    const auto& t = current();
    if (t.is_mark("(")) {
      open_scope();
    } else if (t.is_mark(")")) {
      common_.resize(here.common);
      scopes_.pop_back();
    } else if (here.expects_table && t.is_name()) {
      here.expects_table = false;
      return put_table();
    } else if (t.is_word("with") && (at_ == 0 || tokens_[at_ - 1].is_mark("("))) {
      learn_common_tables();
    } else if (t.is_word("from") && !is_distinct_from(tokens_, at_)) {
      here.in_from = here.expects_table = true;
    } else if (here.in_from && (t.is_word("join") || t.is_mark(","))) {
      here.expects_table = true;
    } else if (here.in_from && is_one_of(t, after_from)) {
      here.in_from = here.expects_table = false;
    } else if (t.is_word("in") && ahead() != nullptr && ahead()->is_name()) {
      return put_members();
    }
    made_.push_back(t);
    return {};
  }

  void open_scope() {
    auto& outer = scopes_.back();
    scope inner;
    inner.common = common_.size();
    const bool query =
        ahead() != nullptr &&
        (ahead()->is_word("select") || ahead()->is_word("with") || ahead()->is_word("values"));
    // FROM (a JOIN b): a group of tables
    inner.in_from = inner.expects_table = outer.expects_table && !query;
    outer.expects_table = false;
    scopes_.push_back(inner);
  }

  // WITH a AS (...), b(x, y) AS (...): all are visible in all of them.
  void learn_common_tables() {
    std::size_t at = at_ + 1;
    if (at < tokens_.size() && tokens_[at].is_word("recursive"))
      ++at;
    while (at < tokens_.size() && tokens_[at].is_name()) {
      common_.push_back(tokens_[at].key);
      out_.reads.common.push_back(tokens_[at].key);
      int brackets = 0; // the columns, if any, then the body
      bool body = false;
      for (++at; at < tokens_.size() && !body; ++brackets) {
        while (at < tokens_.size() && !tokens_[at].is_mark("(")) {
          body = body || tokens_[at].is_word("as");
          if (tokens_[at].is_mark(")") || tokens_[at].is_mark(",") || brackets > 1)
            return; // not a WITH clause after all; SQLite will say so
          ++at;
        }
        at = past_bracket(tokens_, at);
      }
      if (at >= tokens_.size() || !tokens_[at].is_mark(","))
        return;
      ++at;
    }
  }

  bool is_common(const std::string& key) const {
    return std::find(common_.begin(), common_.end(), key) != common_.end();
  }

  result<const table_name*> find(const token& t) {
    if (accepts_any_) {
      any_ = {t.key, t.key, {}};
      return &any_;
    }
    for (const auto& each : names_)
      if (model::to_lower(each.in_query) == t.key)
        return &each;
    return error_at(errc::sql_unknown_table, "no such table: " + t.text, t.offset);
  }

  // The engine's table, or the query that stands for it, as finished SQL.
  token source_of(const table_name& found) {
    if (!found.in_engine.empty()) {
      out_.reads.tables.push_back(model::to_lower(found.in_engine));
      return {token_kind::finished, quote_name(found.in_engine), {}, current().offset, 0};
    }
    if (auto inside = lex_sql(found.subquery))
      for (const auto& each : *inside)
        if (each.is_name())
          learn_inside(each);
    return {token_kind::finished, "(" + found.subquery + ")", {}, current().offset, 0};
  }

  void learn_inside(const token& name) {
    if (name.kind == token_kind::quoted)
      out_.reads.tables.push_back(name.key);
    // Its WITH tables and functions are this query's as well.
    out_.reads.common.push_back(name.key);
    out_.words.push_back(name.key);
  }

  status put_table() {
    const auto& t = current();
    if (is_one_of(t, after_from) || is_one_of(t, not_an_alias) || t.is_word("from"))
      return error_at(errc::sql_syntax, "a table is missing", t.offset);
    if (ahead_is_mark(".") || ahead_is_mark("("))
      return error_at(errc::sql_unknown_table, "no such table: " + t.text, t.offset);
    made_.push_back(t);
    if (is_common(t.key))
      return {};
    auto found = find(t);
    if (!found)
      return found.error();
    made_.back() = source_of(**found);
    const auto* next = ahead();
    const bool has_alias =
        next != nullptr &&
        (next->is_word("as") || next->is_name() || next->kind == token_kind::string) &&
        (next->is_word("as") || !is_one_of(*next, not_an_alias)) && !is_one_of(*next, after_from);
    if (!has_alias) {
      made_.push_back(make_word("AS", t.offset));
      made_.push_back({token_kind::quoted, quote_name(t.key), t.key, t.offset, 0});
    }
    return {};
  }

  // x IN table
  status put_members() {
    made_.push_back(current());
    ++at_;
    const auto& t = current();
    if (ahead_is_mark(".") || ahead_is_mark("("))
      return error_at(errc::sql_unknown_table, "no such table: " + t.text, t.offset);
    made_.push_back(t);
    if (is_common(t.key))
      return {};
    auto found = find(t);
    if (!found)
      return found.error();
    auto source = source_of(**found);
    source.text = "(SELECT * FROM " + source.text + ")";
    made_.back() = std::move(source);
    return {};
  }

  const token_list& tokens_;
  std::span<const table_name> names_;
  translated_query& out_;
  std::size_t at_ = 0;
  std::vector<scope> scopes_;
  std::vector<std::string> common_; // visible now
  bool accepts_any_ = false;
  table_name any_;
  token_list made_;
};

void render(const token_list& tokens, translated_query& out) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto& t = tokens[i];
    const bool tight = i == 0 || t.is_mark(")") || t.is_mark(",") || t.is_mark(".") ||
                       tokens[i - 1].is_mark("(") || tokens[i - 1].is_mark(".");
    if (!tight)
      out.sql += ' ';
    out.places.emplace_back(out.sql.size(), t.offset);
    out.sql += t.text;
    if (t.is_name())
      out.words.push_back(t.key);
  }
}

} // namespace

std::size_t translated_query::source_offset(std::size_t offset) const {
  const auto after =
      std::upper_bound(places.begin(), places.end(), offset,
                       [](std::size_t wanted, const auto& place) { return wanted < place.first; });
  return after == places.begin() ? 0 : std::prev(after)->second;
}

namespace {

/// The tokens of one statement with SQLite's spellings, from a query within the limits.
result<token_list> prepared_tokens(std::string_view sql, const std::string& text,
                                   model::compatibility compat, const engine_limits& limits) {
  if (sql.size() > limits.sql_bytes_max)
    return fail(errc::sql_limit,
                "the query is longer than " + std::to_string(limits.sql_bytes_max) + " bytes");
  auto tokens = lex_sql(text);
  if (!tokens)
    return std::move(tokens).error();
  if (auto fine = keep_one_statement(*tokens); !fine)
    return fine.error();
  if (auto fine = check_brackets(*tokens); !fine)
    return fine.error();
  quote_qualified(*tokens);
  result_namer{*tokens, text}.run();
  if (auto done = rewrite_spellings(*tokens, compat); !done)
    return done.error();
  return tokens;
}

} // namespace

result<translated_query> translate_query(std::string_view sql, std::span<const table_name> names,
                                         model::compatibility compat, const engine_limits& limits) {
  // GSN lower-cases whole queries, literals included.
  const std::string text =
      compat == model::compatibility::strict ? model::to_lower(sql) : std::string{sql};
  auto tokens = prepared_tokens(sql, text, compat, limits);
  if (!tokens)
    return std::move(tokens).error();
  translated_query out;
  auto placed = table_substitution{*tokens, names, out}.run();
  if (!placed)
    return std::move(placed).error();
  render(*placed, out);
  return out;
}

result<std::vector<std::string>> table_names(std::string_view sql) {
  const std::string text{sql};
  auto tokens = prepared_tokens(sql, text, model::compatibility::intended, {});
  if (!tokens)
    return std::move(tokens).error();
  translated_query out;
  table_substitution walk{*tokens, {}, out};
  walk.accept_any_table();
  if (auto placed = walk.run(); !placed)
    return placed.error();
  auto names = std::move(out.reads.tables);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

} // namespace plexus::query
