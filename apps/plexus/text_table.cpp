// SPDX-License-Identifier: Apache-2.0
#include "apps/plexus/text_table.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>

namespace plexus::apps {

namespace {

bool looks_numeric(const std::string& text) {
  return !text.empty() && (std::isdigit(static_cast<unsigned char>(text[0])) != 0 ||
                           (text.size() > 1 && text[0] == '-' &&
                            std::isdigit(static_cast<unsigned char>(text[1])) != 0));
}

std::string printable(std::string text) {
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  return text;
}

std::string scaled(double number, double step, const std::array<const char*, 5>& units) {
  std::size_t unit = 0;
  while (number >= step && unit + 1 < units.size()) {
    number /= step;
    ++unit;
  }
  std::array<char, 48> buffer{};
  std::snprintf(buffer.data(), buffer.size(), unit == 0 ? "%.0f%s" : "%.1f%s", number, units[unit]);
  return buffer.data();
}

} // namespace

void text_table::print(std::ostream& out) const {
  std::vector<std::size_t> widths;
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i == widths.size())
        widths.push_back(0);
      widths[i] = std::max(widths[i], row[i].size());
    }
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      auto text = printable(row[i]);
      const auto room = widths[i] - text.size();
      if (i > 0)
        line += "  ";
      if (looks_numeric(text))
        line.append(room, ' ').append(text);
      else
        line.append(text).append(i + 1 < row.size() ? room : 0, ' ');
    }
    out << line << '\n';
  }
}

std::string bytes_text(double bytes) {
  return scaled(bytes, 1024, {" B", " KB", " MB", " GB", " TB"});
}

std::string count_text(double count) { return scaled(count, 1000, {"", " k", " M", " G", " T"}); }

std::string cell(const nlohmann::json& value) {
  if (value.is_null())
    return "-";
  if (value.is_string())
    return value.get<std::string>();
  if (value.is_number_float()) {
    std::array<char, 48> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%.6g", value.get<double>());
    return buffer.data();
  }
  return value.dump();
}

std::string latest_text(const nlohmann::json& latest) {
  if (!latest.is_object() || !latest.contains("values"))
    return "-";
  std::string text;
  for (const auto& [name, value] : latest["values"].items())
    text.append(text.empty() ? "" : " ").append(name).append("=").append(cell(value));
  return text.empty() ? "(timed only)" : text;
}

} // namespace plexus::apps
