// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/parameter_reader.hpp"

#include "runtime/base/duration.hpp"

#include <charconv>
#include <chrono>
#include <cmath>
#include <utility>

namespace plexus::plugins {

namespace {

constexpr std::int64_t span_ms_max = 366ll * 24 * 3600 * 1000;

template <class T>
bool read_whole(std::string_view text, T& into) {
  const auto* end = text.data() + text.size();
  const auto [stop, code] = std::from_chars(text.data(), end, into);
  return code == std::errc{} && stop == end;
}

} // namespace

std::string_view trimmed(std::string_view text) noexcept {
  constexpr std::string_view blanks = " \t\r\n\f\v";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string> comma_list(std::string_view text) {
  std::vector<std::string> parts;
  if (trimmed(text).empty())
    return parts;
  std::string part;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      parts.emplace_back(trimmed(part));
      part.clear();
    } else {
      part.push_back(c);
    }
  }
  parts.emplace_back(trimmed(part));
  return parts;
}

const std::string* parameter_reader::raw(std::string_view key) const {
  return model::find_parameter(all_, key);
}

void parameter_reader::refuse(std::string_view key, std::string what) {
  if (failure_)
    failure_ = fail(errc::plugin_configuration, std::move(what), std::string{key});
}

std::string parameter_reader::text(std::string_view key, std::string_view otherwise) {
  const auto* given = raw(key);
  const auto content = given == nullptr ? std::string_view{} : trimmed(*given);
  return std::string{content.empty() ? otherwise : content};
}

std::string parameter_reader::required_text(std::string_view key) {
  auto content = text(key);
  if (content.empty())
    refuse(key, "this parameter must be given");
  return content;
}

std::int64_t parameter_reader::integer(std::string_view key, std::int64_t otherwise,
                                       std::int64_t low, std::int64_t high) {
  const auto content = text(key);
  if (content.empty())
    return otherwise;
  std::int64_t number = 0;
  if (!read_whole(content, number) || number < low || number > high) {
    refuse(key, "not a whole number from " + std::to_string(low) + " to " + std::to_string(high));
    return otherwise;
  }
  return number;
}

double parameter_reader::number(std::string_view key, double otherwise, double low, double high) {
  const auto content = text(key);
  if (content.empty())
    return otherwise;
  double number = 0;
  if (!read_whole(content, number) || !std::isfinite(number) || number < low || number > high) {
    refuse(key, "not a number from " + model::to_text(low) + " to " + model::to_text(high));
    return otherwise;
  }
  return number;
}

bool parameter_reader::truth(std::string_view key, bool otherwise) {
  const auto content = model::to_lower(text(key));
  if (content.empty())
    return otherwise;
  if (content == "true" || content == "yes" || content == "on" || content == "1")
    return true;
  if (content != "false" && content != "no" && content != "off" && content != "0")
    refuse(key, "neither true nor false");
  return false;
}

microseconds parameter_reader::span(std::string_view key, microseconds otherwise,
                                    microseconds least) {
  const auto content = text(key);
  if (content.empty())
    return otherwise;
  microseconds span{};
  std::int64_t whole_ms = 0;
  if (read_whole(content, whole_ms)) {
    if (whole_ms < 0 || whole_ms > span_ms_max) {
      refuse(key, "out of range");
      return otherwise;
    }
    span = milliseconds{whole_ms};
  } else if (const auto parsed = parse_duration(content); parsed) {
    span = *parsed;
  } else {
    refuse(key, "neither milliseconds nor a duration");
    return otherwise;
  }
  if (span < least || span > milliseconds{span_ms_max}) {
    refuse(key, "out of range");
    return otherwise;
  }
  return span;
}

std::filesystem::path parameter_reader::path(std::string_view key,
                                             const std::filesystem::path& base, bool required) {
  const auto content = required ? required_text(key) : text(key);
  if (content.empty())
    return {};
  return base / content; // an absolute path replaces the base
}

} // namespace plexus::plugins
