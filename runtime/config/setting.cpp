// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/setting.hpp"

#include "runtime/base/duration.hpp"
#include "runtime/config/text_file.hpp"
#include "runtime/model/schema.hpp"
#include "runtime/model/value.hpp"

#include <array>
#include <cmath>
#include <utility>

namespace plexus::config {

namespace {

std::string_view name_of(setting_kind kind) {
  switch (kind) {
    case setting_kind::boolean:
      return "true or false";
    case setting_kind::integer:
      return "a whole number";
    case setting_kind::floating:
      return "a number";
    case setting_kind::text:
      return "a text";
    case setting_kind::list:
      return "a list";
    case setting_kind::table:
      return "a table";
  }
  return "something else";
}

error unfit(const setting& given, std::string_view wanted) {
  return fail(errc::invalid_setting,
              "must be " + std::string{wanted} + ", not " + std::string{name_of(given.kind)});
}

struct byte_unit {
  std::string_view name;
  double bytes;
};

constexpr std::array byte_units{
    byte_unit{"", 1},         byte_unit{"b", 1},        byte_unit{"kb", 1e3},
    byte_unit{"mb", 1e6},     byte_unit{"gb", 1e9},     byte_unit{"tb", 1e12},
    byte_unit{"kib", 0x1p10}, byte_unit{"mib", 0x1p20}, byte_unit{"gib", 0x1p30},
    byte_unit{"tib", 0x1p40},
};

} // namespace

result<std::string> as_text(const setting& given) {
  if (given.kind != setting_kind::text)
    return unfit(given, "a text in quotes");
  return given.text;
}

result<bool> as_boolean(const setting& given) {
  if (given.kind != setting_kind::boolean)
    return unfit(given, "true or false");
  return given.truth;
}

result<std::int64_t> as_integer(const setting& given) {
  if (given.kind != setting_kind::integer)
    return unfit(given, "a whole number");
  return given.integer;
}

result<double> as_number(const setting& given) {
  if (given.kind == setting_kind::integer)
    return static_cast<double>(given.integer);
  if (given.kind != setting_kind::floating)
    return unfit(given, "a number");
  if (!std::isfinite(given.floating))
    return fail(errc::invalid_setting, "must be a finite number");
  return given.floating;
}

result<microseconds> as_duration(const setting& given) {
  if (given.kind != setting_kind::text)
    return fail(errc::invalid_duration, "must be a duration in quotes, e.g. \"10s\" or \"1h30m\"");
  auto span = parse_duration(given.text);
  if (!span)
    return fail(errc::invalid_duration,
                "'" + given.text + "' is no duration such as \"500ms\", \"10s\" or \"1h30m\"");
  return span;
}

result<std::uint64_t> as_byte_size(const setting& given) {
  if (given.kind == setting_kind::text)
    return parse_byte_size(given.text);
  if (given.kind != setting_kind::integer || given.integer < 0)
    return unfit(given, "a number of bytes or a size such as \"64MiB\"");
  return static_cast<std::uint64_t>(given.integer);
}

result<std::vector<std::string>> as_texts(const setting& given) {
  if (given.kind == setting_kind::text)
    return std::vector{given.text};
  if (given.kind != setting_kind::list)
    return unfit(given, "a list of texts");
  std::vector<std::string> texts;
  for (const auto& child : given.children) {
    auto text = as_text(child);
    if (!text)
      return std::move(text).error();
    texts.push_back(std::move(*text));
  }
  return texts;
}

result<std::string> as_parameter(const setting& given) {
  switch (given.kind) {
    case setting_kind::boolean:
      return std::string{given.truth ? "true" : "false"};
    case setting_kind::integer:
      return std::to_string(given.integer);
    case setting_kind::floating:
      return model::to_text(given.floating);
    case setting_kind::text:
      return given.text;
    case setting_kind::list:
      break;
    case setting_kind::table:
      return unfit(given, "a single value or a list of them");
  }
  std::string joined;
  for (const auto& child : given.children) {
    if (child.kind == setting_kind::list)
      return unfit(child, "a single value");
    auto text = as_parameter(child);
    if (!text)
      return std::move(text).error();
    joined += (&child == given.children.data() ? "" : ",") + *text;
  }
  return joined;
}

result<std::uint64_t> parse_byte_size(std::string_view text) {
  const auto bare = trim(text);
  const auto digits = bare.substr(0, bare.find_first_not_of("0123456789."));
  const auto unit = model::to_lower(trim(bare.substr(digits.size())));
  const auto number = to_number(digits);
  for (const auto& candidate : byte_units) {
    if (!number || candidate.name != unit)
      continue;
    const double bytes = std::floor(*number * candidate.bytes);
    if (bytes <= 0x1p62)
      return static_cast<std::uint64_t>(bytes);
  }
  return fail(errc::invalid_setting,
              "'" + std::string{text} + "' is no size such as \"64MiB\" or \"1.5GB\"");
}

} // namespace plexus::config
