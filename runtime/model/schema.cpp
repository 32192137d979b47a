// SPDX-License-Identifier: Apache-2.0
#include "runtime/model/schema.hpp"

#include <algorithm>
#include <utility>

namespace plexus::model {

namespace {

constexpr std::size_t identifier_bytes_max = 64;

constexpr bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

result<schema_ptr> schema::make(std::vector<field> fields) {
  if (fields.size() > fields_max)
    return fail(errc::limit_exceeded, "has " + std::to_string(fields.size()) +
                                          " fields, more than " + std::to_string(fields_max));
  for (std::size_t i = 0; i < fields.size(); ++i) {
    auto& name = fields[i].name;
    name = to_lower(name);
    if (!is_identifier(name) || name == timed_name)
      return fail(errc::invalid_name, "'" + name + "' is not a name for a field");
    const auto begin = fields.begin();
    const auto here = begin + static_cast<std::ptrdiff_t>(i);
    if (std::any_of(begin, here, [&](const field& other) { return other.name == name; }))
      return fail(errc::duplicate_field, "field '" + name + "' is there twice");
  }
  return schema_ptr{new schema{std::move(fields)}};
}

schema_ptr schema::empty() { return schema_ptr{new schema{{}}}; }

std::optional<std::size_t> schema::find(std::string_view name) const {
  const auto found = std::find_if(fields_.begin(), fields_.end(), [&](const field& candidate) {
    return std::equal(candidate.name.begin(), candidate.name.end(), name.begin(), name.end(),
                      [](char a, char b) { return a == lower(b); });
  });
  if (found == fields_.end())
    return std::nullopt;
  return static_cast<std::size_t>(found - fields_.begin());
}

bool schema::same_layout(const schema& other) const noexcept {
  return this == &other || std::equal(fields_.begin(), fields_.end(), other.fields_.begin(),
                                      other.fields_.end(), [](const field& a, const field& b) {
                                        return a.type == b.type && a.name == b.name;
                                      });
}

bool is_identifier(std::string_view name) noexcept {
  return !name.empty() && name.size() <= identifier_bytes_max && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c); });
}

std::string to_lower(std::string_view text) {
  std::string lowered{text};
  std::transform(lowered.begin(), lowered.end(), lowered.begin(), lower);
  return lowered;
}

} // namespace plexus::model
