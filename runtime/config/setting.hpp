// SPDX-License-Identifier: Apache-2.0
// A settings document as a tree that keeps the order of the file and its lines, and the conversions
// of its leaves. toml_tree reads one. Knows no vocabulary; node_config and virtual_sensor_file do.
#pragma once

#include "runtime/base/clock.hpp"
#include "runtime/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plexus::config {

enum class setting_kind : std::uint8_t { boolean, integer, floating, text, list, table };

struct setting {
  std::string key; // the last part; empty for elements of lists and for the document
  setting_kind kind = setting_kind::table;
  std::uint32_t line = 0; // of the key, or of the value in a list
  bool truth = false;
  std::int64_t integer = 0;
  double floating = 0;
  std::string text;              // dates and times are kept as their text
  std::vector<setting> children; // of a list or table, in the order of the file
};

/// A leaf as a value; what does not fit fails with invalid_setting unless said otherwise.
result<std::string> as_text(const setting& given);
result<bool> as_boolean(const setting& given);
result<std::int64_t> as_integer(const setting& given);
/// A finite number; integers too.
result<double> as_number(const setting& given);
/// A text such as "100ms" (plexus::parse_duration). Errors: invalid_duration.
result<microseconds> as_duration(const setting& given);
/// A number of bytes, or a text such as "64MiB" or "1.5GB" (see parse_byte_size).
result<std::uint64_t> as_byte_size(const setting& given);
/// A list of texts; a single text is a list of one.
result<std::vector<std::string>> as_texts(const setting& given);
/// Any leaf as the text a plugin parameter has: numbers in their shortest form, true/false, lists
/// of leaves joined with commas. Tables fail.
result<std::string> as_parameter(const setting& given);

/// A number and a unit: B, kB, MB, GB, TB (powers of 1000), KiB, MiB, GiB, TiB (powers of 1024),
/// case-insensitive; the number may have a fraction. Errors: invalid_setting.
result<std::uint64_t> parse_byte_size(std::string_view text);

} // namespace plexus::config
