// SPDX-License-Identifier: Apache-2.0
// Value types of fields and a single value at the edges (plugins, settings, query parameters). Not
// how elements travel: that is batch.hpp.
#pragma once

#include "runtime/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace plexus::model {

enum class value_type : std::uint8_t {
  boolean,
  int8,
  int16,
  int32,
  int64,
  float32,
  float64,
  string,
  binary,
};

constexpr bool is_integer(value_type type) noexcept {
  return type >= value_type::int8 && type <= value_type::int64;
}
constexpr bool is_floating(value_type type) noexcept {
  return type == value_type::float32 || type == value_type::float64;
}
/// Kept as bytes in a batch's tail instead of in the 8-byte slot.
constexpr bool is_variable_length(value_type type) noexcept { return type >= value_type::string; }

std::string_view name_of(value_type type) noexcept;

/// "int8".."int64", "float", "double", "bool", "string", "binary"; case-insensitive.
/// The spellings of GSN are read in runtime/config/gsn_descriptor_file.
result<value_type> parse_value_type(std::string_view text);

using bytes = std::vector<std::uint8_t>;

/// Null, or one value. All integer types are held as int64, both floating types as double.
using value = std::variant<std::monostate, bool, std::int64_t, double, std::string, bytes>;

constexpr bool is_null(const value& v) noexcept { return v.index() == 0; }

/// Converts a value to what a field of `type` holds: integers to floating, whole floating numbers
/// to integers within range, bool to 0/1 and back; null stays null. A number never becomes a string
/// nor the reverse. Errors: type_mismatch, value_out_of_range.
result<value> convert(value v, value_type type);

/// Text for people and CSV: null as "", double in the shortest form that reads back, binary as
/// base64.
std::string to_text(const value& v);

/// Reads a text as a value of `type`; base64 for binary. Errors: bad_reading, value_out_of_range.
result<value> parse_value(std::string_view text, value_type type);

std::string to_base64(const std::uint8_t* data, std::size_t size);
result<bytes> from_base64(std::string_view text);

} // namespace plexus::model
