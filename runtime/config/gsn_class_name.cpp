// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/gsn_class_name.hpp"

#include "runtime/config/text_file.hpp"
#include "runtime/model/schema.hpp"

#include <array>

namespace plexus::config {

std::string normalise_gsn_class(std::string_view class_name) {
  constexpr std::array<std::string_view, 3> packages{"gsn.vsensor.", "ch.epfl.gsn.vsensor.",
                                                     "au.csiro.gsnlite.vsensor."};
  constexpr std::string_view suffix = "virtualsensor";
  auto name = model::to_lower(trim(class_name));
  for (const auto package : packages) {
    if (name.starts_with(package)) {
      name.erase(0, package.size());
      break;
    }
  }
  if (name.ends_with(suffix) && name.size() > suffix.size() &&
      name[name.size() - suffix.size() - 1] != '.')
    name.erase(name.size() - suffix.size());
  return name;
}

} // namespace plexus::config
