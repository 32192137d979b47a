// SPDX-License-Identifier: Apache-2.0
// Query cases as text, one file per subject. A case is
//
//   case: what it shows
//   compat: strict                            (optional; default intended)
//   table: wrapper(v double, name string)     (stays for the cases after it; `timed` comes first)
//   1000 | 1.5 | abc                          (rows of the table; timed in milliseconds)
//   sql: select ...
//   columns: v, name                          (optional)
//   rows:                                     (or `error: sql-syntax`)
//   1.5 | 'abc'
//
// Results are written null, 1, 1.5, 2.0, 'text', x'0a'. Lines that begin with # are comments.
#pragma once

#include "runtime/model/value.hpp"
#include "tests/support/query_tables.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace plexus::query {

struct case_table {
  std::string name;
  std::shared_ptr<fleeting_table> rows;
};

struct query_case {
  std::string place; // file:line
  std::string name;
  model::compatibility compat = model::compatibility::intended;
  std::vector<case_table> tables;
  std::string sql;
  std::string columns;
  std::vector<std::string> rows;
  std::string error; // name of a code; empty = rows are expected
};

/// 2026-03-01 10:00:00 UTC, a Sunday.
inline constexpr std::int64_t case_time_milliseconds = 1'772'359'200'000;

inline std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(' ');
  return first == std::string::npos ? std::string{}
                                    : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

inline std::vector<std::string> split(const std::string& text, char by) {
  std::vector<std::string> parts;
  std::istringstream in{text};
  for (std::string part; std::getline(in, part, by);)
    parts.push_back(trimmed(part));
  return parts;
}

class case_reader {
public:
  explicit case_reader(std::filesystem::path file) : file_(std::move(file)) {}

  std::vector<query_case> read() {
    std::ifstream in{file_};
    for (std::string line; std::getline(in, line);) {
      ++line_;
      if (line.empty() || line[0] == '#')
        continue;
      take(line);
    }
    for (auto& each : cases_)
      if (each.sql.empty())
        throw std::runtime_error(each.place + ": no sql");
    return std::move(cases_);
  }

private:
  enum class part { none, table, rows };

  bool directive(const std::string& line, const std::string& word, std::string& rest) const {
    if (!line.starts_with(word + ":"))
      return false;
    rest = trimmed(line.substr(word.size() + 1));
    return true;
  }

  void take(const std::string& line) {
    std::string rest;
    if (directive(line, "case", rest)) {
      cases_.push_back({place(), rest, {}, tables_, {}, {}, {}, {}});
      in_ = part::none;
      fresh_tables_ = true;
    } else if (directive(line, "table", rest)) {
      begin_table(rest);
    } else if (directive(line, "compat", rest)) {
      now().compat =
          rest == "strict" ? model::compatibility::strict : model::compatibility::intended;
    } else if (directive(line, "sql", rest)) {
      now().sql = rest;
    } else if (directive(line, "columns", rest)) {
      now().columns = rest;
    } else if (directive(line, "error", rest)) {
      now().error = rest;
    } else if (directive(line, "rows", rest)) {
      in_ = part::rows;
    } else if (in_ == part::rows) {
      now().rows.push_back(line);
    } else if (in_ == part::table) {
      add_row(line);
    } else {
      throw std::runtime_error(place() + ": not understood: " + line);
    }
  }

  query_case& now() {
    if (cases_.empty())
      throw std::runtime_error(place() + ": before the first case");
    return cases_.back();
  }
  std::string place() const { return file_.filename().string() + ":" + std::to_string(line_); }

  // The tables of a case replace those of the cases before it.
  void begin_table(const std::string& text) {
    if (fresh_tables_)
      tables_.clear();
    fresh_tables_ = false;
    const auto open = text.find('(');
    std::vector<std::pair<std::string, model::value_type>> columns;
    for (const auto& each : split(text.substr(open + 1, text.rfind(')') - open - 1), ',')) {
      const auto space = each.find(' ');
      columns.emplace_back(each.substr(0, space), *model::parse_value_type(each.substr(space + 1)));
    }
    tables_.push_back({trimmed(text.substr(0, open)),
                       std::make_shared<fleeting_table>(layout_of(std::move(columns)))});
    now().tables = tables_;
    in_ = part::table;
  }

  void add_row(const std::string& line) {
    auto cells = split(line, '|');
    auto& table = *tables_.back().rows;
    const double stamp = std::stod(cells.at(0));
    std::vector<model::value> values;
    for (std::size_t i = 0; i < table.layout()->size(); ++i)
      values.push_back(read_cell(cells.at(i + 1), (*table.layout())[i].type));
    table.add(static_cast<std::int64_t>(std::llround(stamp * 1000)), std::move(values));
  }

  model::value read_cell(const std::string& text, model::value_type type) const {
    if (text == "null")
      return {};
    if (text == "''")
      return std::string{};
    auto value = model::parse_value(text, type);
    if (!value)
      throw std::runtime_error(place() + ": " + value.error().to_string());
    return *value;
  }

  std::filesystem::path file_;
  std::size_t line_ = 0;
  std::vector<query_case> cases_;
  std::vector<case_table> tables_;
  bool fresh_tables_ = true;
  part in_ = part::none;
};

inline std::vector<query_case> read_cases(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& each : std::filesystem::directory_iterator{folder})
    files.push_back(each.path());
  std::sort(files.begin(), files.end());
  std::vector<query_case> all;
  for (const auto& file : files)
    for (auto& each : case_reader{file}.read())
      all.push_back(std::move(each));
  return all;
}

struct case_outcome {
  std::string error; // name of a code; empty when it ran
  std::string columns;
  std::vector<std::string> rows;
  std::string translated;
};

inline case_outcome run_case(const query_case& wanted) {
  manual_clock time{from_microseconds(case_time_milliseconds * 1000)};
  sql_engine engine{time};
  std::vector<table_name> names;
  for (const auto& each : wanted.tables) {
    const auto added = engine.add_table("engine_" + each.name, *each.rows);
    PLEXUS_ASSERT(added.has_value());
    names.push_back({each.name, "engine_" + each.name, {}});
  }
  case_outcome out;
  if (auto sql = engine.translate(wanted.sql, names, wanted.compat))
    out.translated = *sql;
  auto query = engine.prepare(wanted.sql, names, wanted.compat);
  if (!query) {
    out.error = name_of(query.error().code);
    return out;
  }
  for (const auto& each : (*query)->columns())
    out.columns += (out.columns.empty() ? "" : ", ") + each;
  const auto done = (*query)->run([&](const result_row& row) {
    std::string line;
    for (std::size_t i = 0; i < (*query)->columns().size(); ++i)
      line += (i == 0 ? "" : " | ") + cell_text(row, i);
    out.rows.push_back(std::move(line));
    return true;
  });
  if (!done)
    out.error = name_of(done.error().code);
  return out;
}

} // namespace plexus::query
