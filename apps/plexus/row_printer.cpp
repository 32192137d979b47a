// SPDX-License-Identifier: Apache-2.0
#include "apps/plexus/row_printer.hpp"

#include "runtime/base/duration.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace plexus::apps {

namespace {

constexpr std::size_t cell_width_min = 8;
constexpr std::size_t cell_width_max = 40;

std::string cell_text(const model::batch& rows, std::size_t column, std::size_t row) {
  return model::to_text(rows.get(column, row));
}

/// Control characters would let a device's text steer the terminal.
std::string printable(std::string text) {
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  if (text.size() > cell_width_max)
    text = text.substr(0, cell_width_max - 3) + "...";
  return text;
}

std::size_t first_width(const model::field& field) {
  const auto numeric = model::is_variable_length(field.type) ? std::size_t{12} : std::size_t{10};
  return std::clamp(std::max(field.name.size(), numeric), cell_width_min, cell_width_max);
}

nlohmann::json json_value(const model::batch& rows, std::size_t column, std::size_t row) {
  if (rows.is_null(column, row))
    return nullptr;
  const auto type = rows.layout()[column].type;
  if (type == model::value_type::boolean)
    return rows.integer(column, row) != 0;
  if (model::is_integer(type))
    return rows.integer(column, row);
  if (model::is_floating(type)) {
    const auto number = rows.floating(column, row);
    if (std::isfinite(number))
      return number;
  }
  return cell_text(rows, column, row);
}

std::string pad(std::string text, std::size_t width) {
  if (text.size() < width)
    text.insert(0, width - text.size(), ' ');
  return text;
}

} // namespace

result<output_format> parse_output_format(std::string_view text) {
  if (text == "table")
    return output_format::table;
  if (text == "csv")
    return output_format::csv;
  if (text == "json")
    return output_format::json;
  return fail(errc::invalid_argument, "'" + std::string{text} + "' is none of table, csv, json");
}

std::string milliseconds_text(std::int64_t microseconds_since_epoch) {
  const auto whole = microseconds_since_epoch / 1000;
  const auto rest = std::abs(microseconds_since_epoch % 1000);
  if (rest == 0)
    return std::to_string(whole);
  const std::string sign = microseconds_since_epoch < 0 && whole == 0 ? "-" : "";
  char fraction[8];
  std::snprintf(fraction, sizeof fraction, ".%03d", static_cast<int>(rest));
  return sign + std::to_string(whole) + fraction;
}

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos)
    return std::string{text};
  std::string quoted{"\""};
  for (const char c : text) {
    if (c == '"')
      quoted.push_back('"');
    quoted.push_back(c);
  }
  return quoted.append("\"");
}

row_printer::row_printer(output_format format, std::ostream& out) : format_(format), out_(out) {}

void row_printer::print_header(const model::schema& layout, std::string_view label) {
  std::vector<std::string> header;
  if (!label.empty())
    header.emplace_back("sensor");
  header.emplace_back("timed");
  for (const auto& field : layout.fields())
    header.push_back(field.name);
  if (header == header_ || format_ == output_format::json)
    return;
  header_ = std::move(header);
  if (format_ == output_format::csv) {
    for (std::size_t i = 0; i < header_.size(); ++i)
      out_ << (i == 0 ? "" : ",") << header_[i];
    out_ << '\n';
    return;
  }
  widths_.clear();
  if (!label.empty())
    widths_.push_back(std::max<std::size_t>(20, label.size()));
  widths_.push_back(24);
  for (const auto& field : layout.fields())
    widths_.push_back(first_width(field));
  for (std::size_t i = 0; i < header_.size(); ++i)
    out_ << (i == 0 ? "" : "  ") << pad(header_[i], widths_[i]);
  out_ << '\n';
}

void row_printer::print(const model::batch& rows, std::string_view label) {
  print_header(rows.layout(), label);
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    switch (format_) {
      case output_format::table:
        print_table_row(rows, row, label);
        break;
      case output_format::csv:
        print_csv_row(rows, row, label);
        break;
      case output_format::json:
        print_json_row(rows, row, label);
        break;
    }
    ++rows_printed_;
  }
}

void row_printer::print_table_row(const model::batch& rows, std::size_t row,
                                  std::string_view label) {
  std::size_t at = 0;
  if (!label.empty())
    out_ << pad(std::string{label}, widths_[at++]) << "  ";
  out_ << pad(format_timestamp(rows.at(row)), widths_[at++]);
  for (std::size_t column = 0; column < rows.layout().size(); ++column)
    out_ << "  " << pad(printable(cell_text(rows, column, row)), widths_[at++]);
  out_ << '\n';
}

void row_printer::print_csv_row(const model::batch& rows, std::size_t row, std::string_view label) {
  if (!label.empty())
    out_ << csv_cell(label) << ',';
  out_ << milliseconds_text(rows.timestamps()[row]);
  for (std::size_t column = 0; column < rows.layout().size(); ++column)
    out_ << ',' << csv_cell(cell_text(rows, column, row));
  out_ << '\n';
}

void row_printer::print_json_row(const model::batch& rows, std::size_t row,
                                 std::string_view label) {
  nlohmann::ordered_json object;
  if (!label.empty())
    object["sensor"] = label;
  const auto timed = rows.timestamps()[row];
  if (timed % 1000 == 0)
    object["timed"] = timed / 1000;
  else
    object["timed"] = static_cast<double>(timed) / 1000.0;
  for (std::size_t column = 0; column < rows.layout().size(); ++column)
    object[rows.layout()[column].name] = json_value(rows, column, row);
  out_ << object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

} // namespace plexus::apps
