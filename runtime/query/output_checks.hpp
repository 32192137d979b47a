// SPDX-License-Identifier: Apache-2.0
// From a row of the stream query to an element of the virtual sensor: the bridge class, then GSN's
// checks against the output structure. Not for rates or for unique timestamps; those need what came
// before.
#pragma once

#include "runtime/model/batch_builder.hpp"
#include "runtime/model/virtual_sensor_descriptor.hpp"
#include "runtime/query/sql_engine.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace plexus::query {

/// The layout a virtual sensor puts out. A field called timed is left out, as GSN does. Errors:
/// those of schema::make.
result<model::schema_ptr> output_layout_of(const model::virtual_sensor_descriptor& wanted);

/// Whether the bridge passes rows with a null (parameter allow-nulls, default true). Errors:
/// class_unavailable for other processing classes, invalid_argument for a bad parameter.
result<bool> bridge_allows_nulls(const model::virtual_sensor_descriptor& wanted);

/// Which result column fills what. A name that comes twice is filled by its last column: GSN's
/// rule for timed, and what its elements do for the other fields. A column pk is no field.
class output_columns {
public:
  output_columns(const std::vector<std::string>& columns, const model::schema& output);

  /// The column of the timestamp, in milliseconds; none = now.
  std::optional<std::size_t> timed() const noexcept { return timed_; }
  /// Per field of the output structure.
  const std::vector<std::optional<std::size_t>>& sources() const noexcept { return sources_; }
  /// All columns but timed and pk: what the bridge looks at for nulls.
  const std::vector<std::size_t>& values() const noexcept { return values_; }
  /// Fields of the output structure that no column fills: always null.
  std::vector<std::string> missing(const model::schema& output) const;

private:
  std::optional<std::size_t> timed_;
  std::vector<std::optional<std::size_t>> sources_;
  std::vector<std::size_t> values_;
};

enum class row_outcome : std::uint8_t {
  written,
  refused_null, // by the bridge
};

/// Adds the row to `into`. A number field takes any number (fractions are cut off for integers, as
/// H2 and Java do), a string field text, a binary field bytes. `now` is asked when the row has no
/// timestamp. Errors, with nothing added: output_mismatch for another kind of value or a value out
/// of the field's range or length, limit_exceeded.
result<row_outcome> write_row(const result_row& row, const output_columns& columns,
                              bool allow_nulls, const std::function<timestamp()>& now,
                              model::batch_builder& into);

} // namespace plexus::query
