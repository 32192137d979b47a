// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/local_query.hpp"

#include "runtime/query/sql/sql_lexer.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace plexus::query {

namespace {

error refuse(std::size_t offset) {
  return error_at(errc::sql_refused,
                  "a local source takes fields FROM one virtual sensor, with WHERE at most",
                  offset);
}

class reader {
public:
  reader(std::string_view sql, token_list tokens) : sql_(sql), tokens_(std::move(tokens)) {
    if (!tokens_.empty() && tokens_.back().is_mark(";"))
      tokens_.pop_back();
  }

  result<local_query> run() {
    if (!take_word("select"))
      return refuse(offset());
    if (auto done = read_columns(); !done)
      return done.error();
    const auto from = offset();
    if (!take_word("from") || at_end() || !tokens_[at_].is_name())
      return refuse(offset());
    made_.publisher = tokens_[at_++].key;
    take_word("as");
    if (!at_end() && tokens_[at_].is_name() && !tokens_[at_].is_word("where"))
      ++at_; // another name of the table, for the condition
    if (at_end())
      return std::move(made_);
    if (auto done = check_condition(); !done)
      return done.error();
    made_.sql = "SELECT timed, * ";
    made_.sql += sql_.substr(from, tokens_.back().end - from);
    return std::move(made_);
  }

private:
  bool at_end() const { return at_ >= tokens_.size(); }
  std::size_t offset() const { return at_end() ? sql_.size() : tokens_[at_].offset; }
  bool take_word(std::string_view word) {
    const bool here = !at_end() && tokens_[at_].is_word(word);
    at_ += here ? 1 : 0;
    return here;
  }
  bool take_mark(std::string_view mark) {
    const bool here = !at_end() && tokens_[at_].is_mark(mark);
    at_ += here ? 1 : 0;
    return here;
  }
  bool is_plain_name() const {
    return !at_end() && tokens_[at_].is_name() && !tokens_[at_].is_word("from");
  }

  status read_columns() {
    bool all = false;
    do {
      if (is_plain_name() && at_ + 1 < tokens_.size() && tokens_[at_ + 1].is_mark("."))
        at_ += 2; // the table's name
      if (take_mark("*")) {
        all = true;
        continue;
      }
      if (!is_plain_name())
        return refuse(offset());
      local_query::column column{tokens_[at_].key, tokens_[at_].key};
      ++at_;
      const bool named = take_word("as");
      if (is_plain_name())
        column.name = tokens_[at_++].key;
      else if (named)
        return refuse(offset());
      if (column.field == "timed" && column.name != "timed")
        return refuse(offset());
      if (column.field != "timed")
        made_.columns.push_back(std::move(column));
    } while (take_mark(","));
    if (all != made_.columns.empty())
      return refuse(offset());
    return {};
  }

  status check_condition() {
    static constexpr std::array<std::string_view, 10> beyond{
        "group", "having", "order",     "limit",  "offset",
        "fetch", "union",  "intersect", "except", "window"};
    if (!take_word("where") || at_end())
      return refuse(offset());
    for (; !at_end(); ++at_)
      if (std::any_of(beyond.begin(), beyond.end(),
                      [&](std::string_view word) { return tokens_[at_].is_word(word); }) ||
          tokens_[at_].is_word("select") || tokens_[at_].is_mark(";"))
        return refuse(offset());
    return {};
  }

  std::string_view sql_;
  token_list tokens_;
  std::size_t at_ = 0;
  local_query made_;
};

} // namespace

result<local_query> parse_local_query(std::string_view sql) {
  auto tokens = lex_sql(sql);
  if (!tokens)
    return std::move(tokens).error();
  return reader{sql, std::move(*tokens)}.run();
}

result<model::schema_ptr> local_query::layout_of(const model::schema_ptr& all) const {
  if (columns.empty())
    return all;
  std::vector<model::field> fields;
  for (const auto& [field, name] : columns) {
    const auto from = all->find(field);
    if (!from)
      return fail(errc::unknown_field, "has no field '" + field + "'", publisher);
    fields.push_back((*all)[*from]);
    fields.back().name = name;
  }
  return model::schema::make(std::move(fields));
}

} // namespace plexus::query
