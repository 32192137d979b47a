// SPDX-License-Identifier: Apache-2.0
// Fields for tests in one word; the descriptive members stay empty. Not for production code, which
// names every member it sets.
#pragma once

#include "runtime/model/schema.hpp"

#include <string>
#include <utility>

namespace plexus::test {

inline model::field field_of(std::string name, model::value_type type = model::value_type::float64,
                             std::uint32_t length_max = 0) {
  model::field made;
  made.name = std::move(name);
  made.type = type;
  made.length_max = length_max;
  return made;
}

} // namespace plexus::test
