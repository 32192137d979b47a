// SPDX-License-Identifier: Apache-2.0
// Elements on standard output: a table for people, CSV and JSON lines for programs. The same for
// rows that were computed here and rows that a node sent.
#pragma once

#include "runtime/model/batch.hpp"

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace plexus::apps {

enum class output_format : std::uint8_t { table, csv, json };

result<output_format> parse_output_format(std::string_view text);

/// A timestamp in milliseconds since the epoch, with a fraction only when it has one.
std::string milliseconds_text(std::int64_t microseconds_since_epoch);

class row_printer {
public:
  /// `label`, when not empty, becomes a first column (table, CSV) or member (JSON) named `sensor`.
  row_printer(output_format format, std::ostream& out);

  /// Prints all rows. In CSV and tables a header precedes them, also when there are none, and again
  /// when the fields change.
  void print(const model::batch& rows, std::string_view label = {});

  std::uint64_t rows_printed() const noexcept { return rows_printed_; }

private:
  void print_header(const model::schema& layout, std::string_view label);
  void print_table_row(const model::batch& rows, std::size_t row, std::string_view label);
  void print_csv_row(const model::batch& rows, std::size_t row, std::string_view label);
  void print_json_row(const model::batch& rows, std::size_t row, std::string_view label);

  output_format format_;
  std::ostream& out_;
  std::vector<std::string> header_;
  std::vector<std::size_t> widths_;
  std::uint64_t rows_printed_ = 0;
};

/// A cell of CSV: quoted where RFC 4180 asks for it.
std::string csv_cell(std::string_view text);

} // namespace plexus::apps
