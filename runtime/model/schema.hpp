// SPDX-License-Identifier: Apache-2.0
// The fields of a stream: name, type, and what is observed in which unit (SSN/SOSA's observed
// property). Immutable and shared; every batch points at its schema.
#pragma once

#include "runtime/model/value.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plexus::model {

/// Largest number of fields of one schema (SQLite's column limit in the guard is above it).
inline constexpr std::size_t fields_max = 250;

/// The name under which SQL sees an element's timestamp; not allowed as a field name.
inline constexpr std::string_view timed_name = "timed";

struct field {
  std::string name; // lower case
  value_type type = value_type::float64;
  std::string unit;              // free text or UCUM, e.g. "Cel"
  std::string description;       //
  std::string observed_property; // e.g. a SOSA/QUDT name or IRI
  std::string mime_type;         // of binary values
  std::uint32_t length_max = 0;  // of strings in characters; 0 = unlimited

  friend bool operator==(const field&, const field&) = default;
};

class schema;
using schema_ptr = std::shared_ptr<const schema>;

class schema {
public:
  /// Names are lower-cased; they must be identifiers (letter or '_', then letters, digits, '_'),
  /// unique, and not "timed". Errors: invalid_name, duplicate_field, limit_exceeded.
  static result<schema_ptr> make(std::vector<field> fields);

  /// The schema without fields: elements that are only a timestamp.
  static schema_ptr empty();

  std::size_t size() const noexcept { return fields_.size(); }
  const field& operator[](std::size_t index) const { return fields_[index]; }
  const std::vector<field>& fields() const noexcept { return fields_; }

  /// Index of a field, case-insensitive.
  std::optional<std::size_t> find(std::string_view name) const;

  /// Same names and types in the same order; descriptions may differ.
  bool same_layout(const schema& other) const noexcept;

  friend bool operator==(const schema&, const schema&) = default;

private:
  explicit schema(std::vector<field> fields) : fields_(std::move(fields)) {}

  std::vector<field> fields_;
};

/// True for a name that fields, virtual sensors and aliases may have: letter or '_' first, then
/// letters, digits or '_', at most 64 bytes.
bool is_identifier(std::string_view name) noexcept;

std::string to_lower(std::string_view text);

} // namespace plexus::model
