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

/// Converts a value to what a field of `type` holds. Null stays null. Truth, integers and floating
/// numbers turn into each other as long as nothing but precision is lost:
/// - to an integer: true and false as 1 and 0; a floating number must be whole;
/// - to bool: the integers 0 and 1;
/// - to double: the nearest double; to float: the nearest float, held as double.
/// A number never becomes a string or a binary, nor the reverse. Errors: type_mismatch (also a
/// fraction, NaN or infinity for an integer), value_out_of_range.
result<value> convert(value v, value_type type);

/// Text for people and CSV: null as "", double in the shortest form that reads back, NaN as "nan",
/// infinity as "inf" and "-inf", bool as "true" and "false", binary as base64.
std::string to_text(const value& v);

/// The same for a value of a field of `type`: a float32 as short as reads back as a float ("0.1").
std::string to_text(const value& v, value_type type);

/// Reads a text as a value of `type`: what to_text writes; for all but strings with blanks around,
/// for numbers with a plus sign, for bool "1" and "0" too (any case). An empty text is null for no
/// type: it is an empty string, an empty binary, or an error. A floating number closer to zero than
/// the type can hold is zero. Errors: bad_reading, value_out_of_range.
result<value> parse_value(std::string_view text, value_type type);

/// RFC 4648, section 4: with padding, without line breaks.
std::string to_base64(const std::uint8_t* data, std::size_t size);
/// Takes only what to_base64 writes. Errors: bad_reading.
result<bytes> from_base64(std::string_view text);

} // namespace plexus::model
