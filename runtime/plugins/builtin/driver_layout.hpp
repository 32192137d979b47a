// SPDX-License-Identifier: Apache-2.0
// The fixed schemas of built-in drivers in one line per field. Not for schemas that come from
// settings; those can be wrong and go through model::schema::make.
#pragma once

#include "runtime/model/schema.hpp"

#include <string>
#include <utility>
#include <vector>

namespace plexus::plugins {

inline model::field make_field(std::string name, model::value_type type, std::string unit,
                               std::string observed_property, std::string description = {}) {
  model::field made;
  made.name = std::move(name);
  made.type = type;
  made.unit = std::move(unit);
  made.observed_property = std::move(observed_property);
  made.description = std::move(description);
  return made;
}

/// Asserts that the fields are right.
inline model::schema_ptr fixed_layout(std::vector<model::field> fields) {
  auto made = model::schema::make(std::move(fields));
  PLEXUS_ASSERT(made.has_value());
  return *std::move(made);
}

} // namespace plexus::plugins
