// SPDX-License-Identifier: Apache-2.0
// What the columns of a CSV file mean: GSN's `fields` and `formats`, null tokens, time zone. Turns
// the cells of a row into a row of a batch. Not for finding rows in a file.
#pragma once

#include "runtime/model/batch_builder.hpp"
#include "runtime/plugins/builtin/csv/date_time_pattern.hpp"
#include "runtime/plugins/builtin/csv/time_zone.hpp"
#include "runtime/plugins/builtin/parameter_reader.hpp"
#include "runtime/plugins/plugin_registry.hpp"

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plexus::plugins {

/// Where the zone files of a Linux machine are.
inline constexpr std::string_view zone_folder = "/usr/share/zoneinfo";

class csv_format {
public:
  /// Parameters this reads, for the manifests of drivers.
  static std::vector<parameter_description> parameters();

  /// Reads the parameters; what is wrong is left in `read`, and the format must then not be used.
  /// `now` gives the century of two-digit years.
  static csv_format from(parameter_reader& read, timestamp now, model::compatibility compat,
                         const std::filesystem::path& zones = zone_folder);

  const model::schema_ptr& layout() const noexcept { return layout_; }
  /// There is a `timed` column; without one rows have no time of their own.
  bool has_time() const noexcept { return !time_columns_.empty(); }
  char separator() const noexcept { return separator_; }
  char quote() const noexcept { return quote_; }
  std::uint64_t skip_lines() const noexcept { return skip_lines_; }

  enum class outcome : std::uint8_t {
    added, // a row more in `into`
    empty, // every cell is null
    old,   // its time is not after `newest_known`
    bad,   // a cell does not fit its format, or the time is missing
  };
  /// Reads one row. `now` is its time when the file has none.
  outcome add(std::span<const std::string_view> cells, timestamp now,
              std::optional<timestamp> newest_known, model::batch_builder& into);
  /// Of the last bad row: which column, and what stood there.
  const std::string& complaint() const noexcept { return complaint_; }

private:
  enum class cell_kind : std::uint8_t { real, whole, text, stamp };
  struct column {
    cell_kind kind = cell_kind::real;
    std::string name;
    std::size_t target = npos;  // field of the schema, or npos for `timed`
    std::size_t pattern = npos; // stamps
    bool padded = false;        // timestampl
    bool first_part = true;     // false: a later column of a joined stamp
  };
  enum class found : std::uint8_t { value, null, bad };
  static constexpr std::size_t npos = std::numeric_limits<std::size_t>::max();

  void read_columns(parameter_reader& read, timestamp now);
  bool read_format(std::string_view text, std::int32_t this_year, column& into, std::string& why);
  void read_dialect(parameter_reader& read, model::compatibility compat);
  char read_symbol(parameter_reader& read, std::string_view key, char otherwise,
                   model::compatibility compat);

  bool is_null(std::string_view cell) const;
  std::string_view cell_of(std::span<const std::string_view> cells, std::size_t index) const;
  /// Joins the parts of the stamp whose first column is `index`.
  found read_stamp(std::span<const std::string_view> cells, std::size_t index, timestamp& into);
  found read_time(std::span<const std::string_view> cells, timestamp& into);
  found add_cell(std::span<const std::string_view> cells, std::size_t index,
                 model::batch_builder& into);
  void complain(std::size_t index, std::string_view cell);
  bool all_null(std::span<const std::string_view> cells) const;

  std::vector<column> columns_;
  std::vector<std::size_t> time_columns_;
  std::vector<date_time_pattern> patterns_;
  std::vector<std::string> bad_values_; // lower case
  model::schema_ptr layout_ = model::schema::empty();
  time_zone zone_;
  std::size_t zone_hint_ = 0;
  bool refuse_skipped_times_ = false;
  char separator_ = ',';
  char quote_ = '"';
  std::uint64_t skip_lines_ = 0;
  std::string padded_text_;
  std::string complaint_;
};

} // namespace plexus::plugins
