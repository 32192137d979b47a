// SPDX-License-Identifier: Apache-2.0
#include "apps/plexus/text_table.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <string_view>

namespace plexus::apps {

namespace {

bool looks_numeric(const std::string& text) {
  return !text.empty() && (std::isdigit(static_cast<unsigned char>(text[0])) != 0 ||
                           (text.size() > 1 && text[0] == '-' &&
                            std::isdigit(static_cast<unsigned char>(text[1])) != 0));
}

bool starts_character(char c) { return (static_cast<unsigned char>(c) & 0xc0u) != 0x80u; }

/// Characters, not bytes, of UTF-8 text.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

struct column {
  std::size_t width = 0;
  bool is_text = false;
};

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

void text_table::print(std::ostream& out, std::size_t columns_max) const {
  std::vector<column> columns;
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i == columns.size())
        columns.emplace_back();
      columns[i].width = std::max(columns[i].width, width_of(row[i]));
      // The header says nothing about what is below it, and neither does a missing value.
      if (&row != &rows_.front() && row[i] != "-" && !row[i].empty())
        columns[i].is_text = columns[i].is_text || !looks_numeric(row[i]);
    }
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      auto text = printable(row[i]);
      const auto room = columns[i].width - width_of(text);
      if (i > 0)
        line += "  ";
      if (!columns[i].is_text)
        line.append(room, ' ').append(text);
      else
        line.append(text).append(i + 1 < row.size() ? room : 0, ' ');
    }
    out << (columns_max == 0 ? line : cut_to(std::move(line), columns_max)) << '\n';
  }
}

std::string cut_to(std::string text, std::size_t columns) {
  constexpr std::string_view more = "...";
  if (width_of(text) <= columns)
    return text;
  const auto kept = columns - std::min(columns, more.size());
  std::size_t end = 0;
  for (std::size_t seen = 0; end < text.size(); ++end)
    if (starts_character(text[end]) && seen++ == kept)
      break;
  return text.substr(0, end).append(more.substr(0, columns));
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
