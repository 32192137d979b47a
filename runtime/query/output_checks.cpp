// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/output_checks.hpp"

#include "runtime/query/sql/timed_value.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace plexus::query {

namespace {

using model::value_type;
using kind = result_row::kind;

constexpr std::string_view row_key_name = "pk";

struct integer_range {
  std::int64_t low;
  std::int64_t high;
};

template <class T>
constexpr integer_range range_of_type() {
  return {std::numeric_limits<T>::min(), std::numeric_limits<T>::max()};
}

constexpr integer_range range_of(value_type type) noexcept {
  switch (type) {
    case value_type::boolean:
      return {0, 1};
    case value_type::int8:
      return range_of_type<std::int8_t>();
    case value_type::int16:
      return range_of_type<std::int16_t>();
    case value_type::int32:
      return range_of_type<std::int32_t>();
    default:
      return range_of_type<std::int64_t>();
  }
}

error mismatch(const model::field& f, const char* what) {
  return fail(errc::output_mismatch, "field " + f.name + ": " + what);
}

/// False when a double has no whole part that fits int64.
bool whole_part(double number, std::int64_t& whole) noexcept {
  constexpr double limit = 9223372036854775808.0; // 2^63
  if (!(number >= -limit && number < limit))
    return false;
  whole = static_cast<std::int64_t>(number);
  return true;
}

status put_integer(const model::field& f, const result_row& row, std::size_t from,
                   model::batch_builder& into, std::size_t column) {
  std::int64_t number = 0;
  const auto found = row.kind_of(from);
  if (found == kind::integer)
    number = row.integer(from);
  else if (found != kind::floating)
    return mismatch(f, "a number is wanted");
  else if (!whole_part(row.floating(from), number))
    return mismatch(f, "the number is out of range");
  const auto range = range_of(f.type);
  if (number < range.low || number > range.high)
    return mismatch(f, "the number is out of range");
  if (f.type == value_type::boolean)
    into.set_boolean(column, number != 0);
  else
    into.set_integer(column, number);
  return {};
}

status put_floating(const model::field& f, const result_row& row, std::size_t from,
                    model::batch_builder& into, std::size_t column) {
  const auto found = row.kind_of(from);
  double number = 0;
  if (found == kind::floating)
    number = row.floating(from);
  else if (found == kind::integer)
    number = static_cast<double>(row.integer(from));
  else
    return mismatch(f, "a number is wanted");
  if (f.type == value_type::float32) {
    if (std::isfinite(number) && std::abs(number) > std::numeric_limits<float>::max())
      return mismatch(f, "the number is out of range");
    number = static_cast<float>(number);
  }
  into.set_floating(column, number);
  return {};
}

std::size_t characters(std::string_view text) noexcept {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

status put_bytes(const model::field& f, const result_row& row, std::size_t from,
                 model::batch_builder& into, std::size_t column) {
  const bool binary = f.type == value_type::binary;
  if (row.kind_of(from) != (binary ? kind::blob : kind::text))
    return mismatch(f, binary ? "bytes are wanted" : "a text is wanted");
  const auto content = row.text(from);
  // No text has more characters than bytes, so short ones need no counting.
  if (!binary && f.length_max != 0 && content.size() > f.length_max &&
      characters(content) > f.length_max)
    return mismatch(f, "the text is too long");
  return into.set_bytes(column, content);
}

status put(const model::field& f, const result_row& row, std::size_t from,
           model::batch_builder& into, std::size_t column) {
  if (row.kind_of(from) == kind::null)
    return {};
  if (model::is_floating(f.type))
    return put_floating(f, row, from, into, column);
  if (model::is_variable_length(f.type))
    return put_bytes(f, row, from, into, column);
  return put_integer(f, row, from, into, column);
}

/// The timestamp in a column `timed`.
result<timestamp> stamp(const result_row& row, std::size_t column) {
  std::optional<std::int64_t> at;
  if (row.kind_of(column) == kind::integer)
    at = from_timed(row.integer(column));
  else if (row.kind_of(column) == kind::floating)
    at = from_timed(row.floating(column));
  if (!at)
    return fail(errc::output_mismatch, "timed is no number of milliseconds since the epoch");
  return from_microseconds(*at);
}

} // namespace

result<model::schema_ptr> output_layout_of(const model::virtual_sensor_descriptor& wanted) {
  auto fields = wanted.output;
  std::erase_if(fields,
                [](const model::field& f) { return model::to_lower(f.name) == model::timed_name; });
  return model::schema::make(std::move(fields));
}

result<bool> bridge_allows_nulls(const model::virtual_sensor_descriptor& wanted) {
  if (!wanted.processing_class.empty() && wanted.processing_class != "bridge")
    return fail(errc::class_unavailable,
                "processing class " + wanted.processing_class + " is not available",
                wanted.position.to_string());
  const auto* written = find_parameter(wanted.class_parameters, "allow-nulls");
  if (written == nullptr)
    return true;
  const auto text = model::to_lower(*written);
  if (text != "true" && text != "false")
    return fail(errc::invalid_argument, "allow-nulls is neither true nor false",
                wanted.position.to_string());
  return text == "true";
}

output_columns::output_columns(const std::vector<std::string>& columns, const model::schema& output)
    : sources_(output.size()) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto name = model::to_lower(columns[i]);
    if (name == model::timed_name) {
      timed_ = i;
      continue;
    }
    if (name == row_key_name)
      continue;
    values_.push_back(i);
    if (const auto field = output.find(name))
      sources_[*field] = i;
  }
}

std::vector<std::string> output_columns::missing(const model::schema& output) const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < sources_.size(); ++i)
    if (!sources_[i])
      names.push_back(output[i].name);
  return names;
}

result<row_outcome> write_row(const result_row& row, const output_columns& columns,
                              bool allow_nulls, const std::function<timestamp()>& now,
                              model::batch_builder& into) {
  if (!allow_nulls)
    for (const auto column : columns.values())
      if (row.kind_of(column) == kind::null)
        return row_outcome::refused_null;
  timestamp at;
  // A null in timed is "no timestamp": GSN would read it as the epoch's first moment.
  if (columns.timed() && row.kind_of(*columns.timed()) != kind::null) {
    auto read = stamp(row, *columns.timed());
    if (!read)
      return std::move(read).error();
    at = *read;
  } else {
    at = now();
  }
  into.begin_row(at);
  const auto& fields = into.layout()->fields();
  const auto& sources = columns.sources();
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (!sources[i])
      continue;
    if (auto done = put(fields[i], row, *sources[i], into, i); !done) {
      into.abandon_row();
      return done.error();
    }
  }
  return row_outcome::written;
}

} // namespace plexus::query
