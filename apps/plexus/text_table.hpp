// SPDX-License-Identifier: Apache-2.0
// Small tables for people: columns as wide as their widest cell.
#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

namespace plexus::apps {

class text_table {
public:
  explicit text_table(std::vector<std::string> header) : rows_{std::move(header)} {}
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  /// Columns of numbers to the right, all others to the left; control characters become '?'. Lines
  /// are cut to `columns_max` characters, 0 = never.
  void print(std::ostream& out, std::size_t columns_max = 0) const;

private:
  std::vector<std::vector<std::string>> rows_;
};

/// The first `columns` characters of UTF-8 text, "..." at their end when something is left out.
std::string cut_to(std::string text, std::size_t columns);
/// "12.3 MB"
std::string bytes_text(double bytes);
/// "1.2 k", "3.4 M"
std::string count_text(double count);
/// A JSON value as a cell: texts without quotes, null as "-".
std::string cell(const nlohmann::json& value);
/// "a=1 b=2.5" of the values of a latest element; "-" when there is none.
std::string latest_text(const nlohmann::json& latest);

} // namespace plexus::apps
