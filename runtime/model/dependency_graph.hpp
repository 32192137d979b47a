// SPDX-License-Identifier: Apache-2.0
// Which virtual sensors take which others as sources. Orders starts and stops; knows no actor.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace plexus::model {

/// name -> the names it takes elements from. Names that are no key are allowed (not deployed yet).
using dependencies = std::map<std::string, std::set<std::string>, std::less<>>;

/// Everything that depends on `name`, directly or not, dependants before what they depend on,
/// without `name` itself. A circle is followed once.
std::vector<std::string> dependants_of(const dependencies& graph, const std::string& name);

/// A circle that goes through `name`, as a path from `name` back to `name`; none if there is none.
std::optional<std::vector<std::string>> circle_through(const dependencies& graph,
                                                       const std::string& name);

} // namespace plexus::model
