// SPDX-License-Identifier: Apache-2.0
#include "runtime/model/value.hpp"

#include "runtime/model/schema.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>

namespace plexus::model {

namespace {

struct type_name {
  value_type type;
  std::string_view name;
};
constexpr std::array type_names{
    type_name{value_type::boolean, "bool"},   type_name{value_type::int8, "int8"},
    type_name{value_type::int16, "int16"},    type_name{value_type::int32, "int32"},
    type_name{value_type::int64, "int64"},    type_name{value_type::float32, "float"},
    type_name{value_type::float64, "double"}, type_name{value_type::string, "string"},
    type_name{value_type::binary, "binary"},
};

std::pair<std::int64_t, std::int64_t> range_of(value_type type) noexcept {
  switch (type) {
    case value_type::int8:
      return {std::numeric_limits<std::int8_t>::min(), std::numeric_limits<std::int8_t>::max()};
    case value_type::int16:
      return {std::numeric_limits<std::int16_t>::min(), std::numeric_limits<std::int16_t>::max()};
    case value_type::int32:
      return {std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()};
    default:
      return {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
  }
}

error mismatch(value_type type) {
  return fail(errc::type_mismatch, "does not fit type " + std::string{name_of(type)});
}

result<value> integer_of(std::int64_t number, value_type type) {
  const auto [least, most] = range_of(type);
  if (number < least || number > most)
    return fail(errc::value_out_of_range,
                std::to_string(number) + " is outside " + std::string{name_of(type)});
  return value{number};
}

result<value> to_integer(const value& v, value_type type) {
  if (const auto* truth = std::get_if<bool>(&v))
    return value{std::int64_t{*truth}};
  if (const auto* number = std::get_if<std::int64_t>(&v))
    return integer_of(*number, type);
  if (const auto* number = std::get_if<double>(&v)) {
    if (!std::isfinite(*number) || std::trunc(*number) != *number)
      return mismatch(type);
    // 2^63 is a double, the largest int64 is not.
    if (*number < -0x1p63 || *number >= 0x1p63)
      return fail(errc::value_out_of_range, "is outside " + std::string{name_of(type)});
    return integer_of(static_cast<std::int64_t>(*number), type);
  }
  return mismatch(type);
}

result<value> to_floating(const value& v, value_type type) {
  double number = 0;
  if (const auto* truth = std::get_if<bool>(&v))
    number = *truth ? 1 : 0;
  else if (const auto* whole = std::get_if<std::int64_t>(&v))
    number = static_cast<double>(*whole);
  else if (const auto* real = std::get_if<double>(&v))
    number = *real;
  else
    return mismatch(type);
  if (type == value_type::float32) {
    if (std::isfinite(number) && std::abs(number) > std::numeric_limits<float>::max())
      return fail(errc::value_out_of_range, "is outside float");
    number = static_cast<float>(number);
  }
  return value{number};
}

result<value> to_boolean(const value& v) {
  if (std::holds_alternative<bool>(v))
    return v;
  if (const auto* number = std::get_if<std::int64_t>(&v); number && (*number == 0 || *number == 1))
    return value{*number == 1};
  return mismatch(value_type::boolean);
}

template <class Number>
std::string number_text(Number number) {
  std::array<char, 40> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  return {buffer.data(), end.ptr};
}

template <class Number>
std::string floating_text(Number number) {
  return std::isnan(number) ? "nan" : number_text(number);
}

error unreadable(std::string_view text, value_type type) {
  return fail(errc::bad_reading,
              "'" + std::string{text.substr(0, 40)} + "' is not a " + std::string{name_of(type)});
}

error outside(value_type type) {
  return fail(errc::value_out_of_range, "is outside " + std::string{name_of(type)});
}

// from_chars reports a number too large and one too close to zero alike; the decimal exponent of
// the first digit that is not zero tells which it is.
bool is_tiny(std::string_view text) {
  const auto e = std::min(text.find_first_of("eE"), text.size());
  const auto point = std::min(text.find('.'), e);
  const auto first = text.find_first_of("123456789");
  if (first >= e)
    return true;
  auto digits = text.substr(std::min(e + 1, text.size()));
  if (digits.starts_with('+'))
    digits.remove_prefix(1);
  std::int32_t exponent = 0;
  const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
  if (end.ec == std::errc::result_out_of_range)
    return digits.starts_with('-');
  return exponent + static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first) <= 0;
}

// Number is the type of the field, so that a float is rounded once, not by way of a double.
template <class Number>
result<value> parse_number(std::string_view text, value_type type) {
  // from_chars knows no plus sign.
  const auto plain = text.starts_with('+') && !text.starts_with("+-") ? text.substr(1) : text;
  Number number{};
  const auto end = std::from_chars(plain.data(), plain.data() + plain.size(), number);
  if (end.ec == std::errc::invalid_argument || end.ptr != plain.data() + plain.size())
    return unreadable(text, type);
  if constexpr (std::is_integral_v<Number>) {
    if (end.ec == std::errc::result_out_of_range)
      return outside(type);
    return integer_of(number, type);
  } else {
    if (end.ec == std::errc::result_out_of_range && !is_tiny(plain))
      return outside(type);
    if (end.ec == std::errc::result_out_of_range)
      number = plain.starts_with('-') ? Number{-0.0} : Number{0.0};
    return value{static_cast<double>(number)};
  }
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

constexpr std::string_view base64_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int8_t, 256> base64_values = [] {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < base64_digits.size(); ++i)
    values[static_cast<unsigned char>(base64_digits[i])] = static_cast<std::int8_t>(i);
  return values;
}();

} // namespace

std::string_view name_of(value_type type) noexcept {
  for (const auto& entry : type_names)
    if (entry.type == type)
      return entry.name;
  return "unknown";
}

result<value_type> parse_value_type(std::string_view text) {
  const auto wanted = to_lower(text);
  for (const auto& entry : type_names)
    if (entry.name == wanted)
      return entry.type;
  return fail(errc::invalid_value_type, "'" + std::string{text} + "' is not a type");
}

result<value> convert(value v, value_type type) {
  if (is_null(v))
    return v;
  if (is_integer(type))
    return to_integer(v, type);
  if (is_floating(type))
    return to_floating(v, type);
  if (type == value_type::boolean)
    return to_boolean(v);
  const bool fits = type == value_type::string ? std::holds_alternative<std::string>(v)
                                               : std::holds_alternative<bytes>(v);
  if (!fits)
    return mismatch(type);
  return v;
}

std::string to_text(const value& v) {
  if (const auto* truth = std::get_if<bool>(&v))
    return *truth ? "true" : "false";
  if (const auto* number = std::get_if<std::int64_t>(&v))
    return number_text(*number);
  if (const auto* number = std::get_if<double>(&v))
    return floating_text(*number);
  if (const auto* text = std::get_if<std::string>(&v))
    return *text;
  if (const auto* content = std::get_if<bytes>(&v))
    return to_base64(content->data(), content->size());
  return {};
}

std::string to_text(const value& v, value_type type) {
  const auto* number = std::get_if<double>(&v);
  if (number != nullptr && type == value_type::float32)
    return floating_text(static_cast<float>(*number));
  return to_text(v);
}

result<value> parse_value(std::string_view text, value_type type) {
  if (type == value_type::string)
    return value{std::string{text}};
  const auto content = trim(text);
  if (type == value_type::binary) {
    auto decoded = from_base64(content);
    if (!decoded)
      return std::move(decoded).error();
    return value{std::move(*decoded)};
  }
  if (is_integer(type))
    return parse_number<std::int64_t>(content, type);
  if (type == value_type::float32)
    return parse_number<float>(content, type);
  if (type == value_type::float64)
    return parse_number<double>(content, type);
  const auto word = to_lower(content);
  if (word == "true" || word == "1")
    return value{true};
  if (word == "false" || word == "0")
    return value{false};
  return unreadable(content, type);
}

std::string to_base64(const std::uint8_t* data, std::size_t size) {
  std::string text;
  text.reserve((size + 2) / 3 * 4);
  for (std::size_t i = 0; i < size; i += 3) {
    const auto left = size - i;
    const std::uint32_t group = std::uint32_t{data[i]} << 16 |
                                (left > 1 ? std::uint32_t{data[i + 1]} << 8 : 0) |
                                (left > 2 ? std::uint32_t{data[i + 2]} : 0);
    text.push_back(base64_digits[group >> 18]);
    text.push_back(base64_digits[group >> 12 & 63]);
    text.push_back(left > 1 ? base64_digits[group >> 6 & 63] : '=');
    text.push_back(left > 2 ? base64_digits[group & 63] : '=');
  }
  return text;
}

result<bytes> from_base64(std::string_view text) {
  const auto broken = fail(errc::bad_reading, "is not base64");
  if (text.size() % 4 != 0)
    return broken;
  const auto padding = text.ends_with("==") ? 2U : (text.ends_with('=') ? 1U : 0U);
  bytes content;
  content.reserve(text.size() / 4 * 3);
  for (std::size_t i = 0; i < text.size(); i += 4) {
    const auto missing = i + 4 == text.size() ? padding : 0U;
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      const auto digit =
          k < 4 - missing ? base64_values[static_cast<unsigned char>(text[i + k])] : std::int8_t{0};
      if (digit < 0)
        return broken;
      group = group << 6 | static_cast<std::uint32_t>(digit);
    }
    // What the padding cuts off is zero, so that one content has one text.
    if ((group & ((1U << (8 * missing)) - 1)) != 0)
      return broken;
    for (std::size_t k = 0; k < 3 - missing; ++k)
      content.push_back(static_cast<std::uint8_t>(group >> (16 - 8 * k)));
  }
  return content;
}

} // namespace plexus::model
