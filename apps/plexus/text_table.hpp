// SPDX-License-Identifier: Apache-2.0
// Small tables for people: columns as wide as their widest cell.
#pragma once

#include <nlohmann/json.hpp>

#include <ostream>
#include <string>
#include <vector>

namespace plexus::apps {

class text_table {
public:
  explicit text_table(std::vector<std::string> header) : rows_{std::move(header)} {}
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  /// Numbers to the right, everything else to the left; control characters become '?'.
  void print(std::ostream& out) const;

private:
  std::vector<std::vector<std::string>> rows_;
};

/// "12.3 MB"
std::string bytes_text(double bytes);
/// "1.2 k", "3.4 M"
std::string count_text(double count);
/// A JSON value as a cell: texts without quotes, null as "-".
std::string cell(const nlohmann::json& value);
/// "a=1 b=2.5" of the values of a latest element; "-" when there is none.
std::string latest_text(const nlohmann::json& latest);

} // namespace plexus::apps
