// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/toml_tree.hpp"

#include "runtime/config/text_file.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <sstream>
#include <tuple>

namespace plexus::config {

namespace {

using position = std::tuple<std::uint32_t, std::uint32_t>;

position start_of(const toml::source_region& region) {
  return {region.begin.line, region.begin.column};
}

template <class Date>
std::string date_text(const Date& date) {
  std::ostringstream out;
  out << date;
  return out.str();
}

bool convert(const toml::node& from, setting& into, std::size_t depth);

// toml++ sorts keys by name; their order in the file is what output fields follow.
bool convert_table(const toml::table& from, setting& into, std::size_t depth) {
  std::vector<std::pair<position, setting>> children;
  bool fits = true;
  for (const auto& [key, value] : from) {
    auto& [at, child] = children.emplace_back();
    child.key = std::string{key.str()};
    fits = convert(value, child, depth + 1) && fits;
    at = start_of(key.source().begin ? key.source() : value.source());
    child.line = std::get<0>(at);
  }
  std::stable_sort(children.begin(), children.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& [at, child] : children)
    into.children.push_back(std::move(child));
  return fits;
}

bool convert_list(const toml::array& from, setting& into, std::size_t depth) {
  bool fits = true;
  for (const auto& value : from)
    fits = convert(value, into.children.emplace_back(), depth + 1) && fits;
  return fits;
}

// False when the node is too deep.
bool convert(const toml::node& from, setting& into, std::size_t depth) {
  if (depth > setting_depth_max)
    return false;
  into.line = from.source().begin.line;
  if (const auto* table = from.as_table()) {
    into.kind = setting_kind::table;
    return convert_table(*table, into, depth);
  }
  if (const auto* list = from.as_array()) {
    into.kind = setting_kind::list;
    return convert_list(*list, into, depth);
  }
  into.kind = setting_kind::text;
  if (const auto* text = from.as_string()) {
    into.text = text->get();
  } else if (const auto* integer = from.as_integer()) {
    into.kind = setting_kind::integer;
    into.integer = integer->get();
  } else if (const auto* floating = from.as_floating_point()) {
    into.kind = setting_kind::floating;
    into.floating = floating->get();
  } else if (const auto* boolean = from.as_boolean()) {
    into.kind = setting_kind::boolean;
    into.truth = boolean->get();
  } else if (const auto* date = from.as_date()) {
    into.text = date_text(date->get());
  } else if (const auto* time = from.as_time()) {
    into.text = date_text(time->get());
  } else if (const auto* moment = from.as_date_time()) {
    into.text = date_text(moment->get());
  }
  return true;
}

} // namespace

std::optional<setting> parse_toml(std::string_view text, problem_list& problems) {
  if (text.size() > file_bytes_max) {
    problems.error({}, errc::limit_exceeded,
                   "the text is larger than " + std::to_string(file_bytes_max) + " bytes");
    return std::nullopt;
  }
  setting document;
  try {
    const auto table = toml::parse(text);
    if (convert(table, document, 0))
      return document;
    problems.error({}, errc::limit_exceeded,
                   "tables and lists are nested deeper than " + std::to_string(setting_depth_max));
  } catch (const toml::parse_error& failure) {
    problems.error({failure.source().begin.line, {}}, errc::malformed_toml,
                   std::string{failure.description()});
  }
  return std::nullopt;
}

} // namespace plexus::config
