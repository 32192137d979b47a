// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/stream_query.hpp"

#include "runtime/query/pass_through.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace plexus::query {

namespace {

constexpr std::string_view everything = "select * from wrapper";

bool is_word(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         (c & 0x80) != 0;
}

/// The query's words in lower case; quoted parts are skipped, as they hold no keyword.
std::vector<std::string> words_of(std::string_view sql) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < sql.size();) {
    if (sql[i] == '\'' || sql[i] == '"' || sql[i] == '`') {
      const auto end = sql.find(sql[i], i + 1);
      i = end == std::string_view::npos ? sql.size() : end + 1;
    } else if (is_word(sql[i])) {
      const auto start = i;
      while (i < sql.size() && is_word(sql[i]))
        ++i;
      words.push_back(model::to_lower(sql.substr(start, i - start)));
    } else {
      ++i;
    }
  }
  return words;
}

std::string_view source_query(const model::source& wanted) {
  const bool blank = wanted.query.find_first_not_of(" \t\r\n") == std::string::npos;
  return blank ? everything : std::string_view{wanted.query};
}

/// The place of a query for messages: the file's line if known, always the names.
error at(error failure, const model::file_position& position, const std::string& names) {
  failure.where = position.file.empty() ? names : position.to_string() + " " + names;
  return failure;
}

} // namespace

bool keeps_every_row(std::string_view source_query) {
  static constexpr std::array<std::string_view, 11> may_drop_rows{
      "where",     "group",  "having", "limit", "offset", "join",
      "intersect", "except", "union",  "with",  "values"};
  // A comment could hide anything from the words.
  if (source_query.find("--") != std::string_view::npos ||
      source_query.find("/*") != std::string_view::npos)
    return false;
  const auto words = words_of(source_query);
  const auto drops = [](const std::string& word) {
    return std::find(may_drop_rows.begin(), may_drop_rows.end(), word) != may_drop_rows.end();
  };
  return std::count(words.begin(), words.end(), "select") == 1 &&
         std::count(words.begin(), words.end(), "from") == 1 &&
         std::none_of(words.begin(), words.end(), drops);
}

result<std::unique_ptr<stream_query>>
stream_query::make(const model::stream& wanted, const std::vector<source_rows>& sources,
                   sql_engine& engine, model::compatibility compat, const model::schema& output) {
  const auto stream_name = "stream " + wanted.name;
  std::vector<table_name> aliases;
  std::vector<view> views;
  for (std::size_t i = 0; i < wanted.sources.size(); ++i) {
    const auto& source = wanted.sources[i];
    const auto place = stream_name + " source " + source.alias;
    const auto sql = source_query(source);
    const std::array wrapper{table_name{"wrapper", sources[i].table, {}}};
    auto translated = engine.translate(sql, wrapper, compat);
    if (!translated)
      return at(std::move(translated).error(), source.position, place);
    // Prepared for every source, as this checks each source's query by itself.
    auto rows = engine.prepare(sql, wrapper, compat);
    if (!rows)
      return at(std::move(rows).error(), source.position, place);
    aliases.push_back({source.alias, {}, *std::move(translated)});
    views.push_back({keeps_every_row(sql), *std::move(rows)});
  }
  std::unique_ptr<prepared_query> query;
  if (!repeats_its_source(wanted)) {
    auto prepared = engine.prepare(wanted.query, aliases, compat);
    if (!prepared)
      return at(std::move(prepared).error(), wanted.position, stream_name);
    query = *std::move(prepared);
  }
  const auto* passed_through = passes_through(wanted) ? sources.front().rows : nullptr;
  return std::unique_ptr<stream_query>{
      new stream_query(wanted, std::move(query), std::move(views), passed_through, output)};
}

stream_query::stream_query(const model::stream& wanted, std::unique_ptr<prepared_query> query,
                           std::vector<view> views, const table* passed_through,
                           const model::schema& output)
    : rate_(wanted.rate), count_(wanted.count), query_(std::move(query)), views_(std::move(views)),
      passed_through_(passed_through), columns_(this->query().columns(), output) {}

result<bool> stream_query::view_has_rows(std::size_t source, bool window_shows_rows) {
  if (passed_through_ != nullptr)
    return window_shows_rows;
  auto& asked = views_[source];
  if (window_shows_rows && asked.keeps_every_row)
    return true;
  return asked.rows->any();
}

status stream_query::run(const std::function<bool(const result_row&)>& visit) {
  if (passed_through_ == nullptr)
    return query().run(visit);
  pass_rows(*passed_through_, visit);
  return {};
}

bool stream_query::may_evaluate(evaluation_history& past, const clock& time) const {
  if (count_ != 0 && past.with_rows >= count_)
    return false;
  if (rate_ <= microseconds{0})
    return true;
  const auto now = time.monotonic();
  if (past.last_attempt_at && now - *past.last_attempt_at < rate_)
    return false;
  past.last_attempt_at = now;
  return true;
}

} // namespace plexus::query
