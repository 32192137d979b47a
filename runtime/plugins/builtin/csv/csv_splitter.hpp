// SPDX-License-Identifier: Apache-2.0
// Cuts a growing text into CSV rows and cells (RFC 4180, any separator and quote). Not for what the
// cells mean; that is csv_format.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plexus::plugins {

/// A longer row is left out.
inline constexpr std::size_t csv_row_bytes_max = 64u << 10;

class csv_splitter {
public:
  /// `quote` 0 = no quoting.
  csv_splitter(char separator, char quote) : separator_(separator), quote_(quote) {}

  enum class step_kind : std::uint8_t {
    unfinished, // the row goes on behind the text
    row,        // cells() are the row's
    malformed,  // a row longer than csv_row_bytes_max, or a line with a quote that never closes
    skipped,    // the rest of an overlong or dropped row
  };
  struct step {
    step_kind kind = step_kind::unfinished;
    std::size_t bytes = 0; // taken from the text; 0 only when unfinished
    std::size_t lines = 0; // line ends among them
  };

  /// The first row of `text`. A row ends with "\n" or "\r\n"; within quotes they belong to the
  /// cell. With `at_end` the text is all there is, so its end is a row's end, too.
  step next(std::string_view text, bool at_end);

  /// Cells of the last row, as written but for quotes; valid until the text or the splitter
  /// changes.
  const std::vector<std::string_view>& cells() const noexcept { return cells_; }

  /// What comes up to the next line end is not a row.
  void drop_line() noexcept { overlong_ = true; }
  /// Forgets an overlong or dropped row; for a new text.
  void reset() noexcept { overlong_ = false; }

private:
  step plain_row(std::string_view line, std::size_t bytes);
  step quoted_row(std::string_view text, bool at_end);
  bool quoted_cell(std::string_view text, std::size_t& at, std::size_t& lines);
  step overlong_row(std::string_view text);

  char separator_;
  char quote_;
  bool overlong_ = false;
  std::vector<std::string_view> cells_;
  std::string unquoted_; // backs cells that had doubled quotes; never grows past its reserve
};

} // namespace plexus::plugins
