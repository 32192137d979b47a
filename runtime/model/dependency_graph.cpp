// SPDX-License-Identifier: Apache-2.0
#include "runtime/model/dependency_graph.hpp"

#include <algorithm>

namespace plexus::model {

namespace {

// Depth first over "who takes elements from": a dependant is appended after its own dependants.
void visit_dependants(const dependencies& graph, const std::string& name,
                      std::set<std::string>& seen, std::vector<std::string>& order) {
  for (const auto& [other, sources] : graph) {
    if (!sources.contains(name) || !seen.insert(other).second)
      continue;
    visit_dependants(graph, other, seen, order);
    order.push_back(other);
  }
}

bool visit_sources(const dependencies& graph, const std::string& at, const std::string& goal,
                   std::set<std::string>& seen, std::vector<std::string>& path) {
  const auto found = graph.find(at);
  if (found == graph.end())
    return false;
  path.push_back(at);
  for (const auto& source : found->second) {
    if (source == goal) {
      path.push_back(goal);
      return true;
    }
    if (seen.insert(source).second && visit_sources(graph, source, goal, seen, path))
      return true;
  }
  path.pop_back();
  return false;
}

} // namespace

std::vector<std::string> dependants_of(const dependencies& graph, const std::string& name) {
  std::set<std::string> seen{name};
  std::vector<std::string> order;
  visit_dependants(graph, name, seen, order);
  return order;
}

std::optional<std::vector<std::string>> circle_through(const dependencies& graph,
                                                       const std::string& name) {
  std::set<std::string> seen;
  std::vector<std::string> path;
  if (visit_sources(graph, name, name, seen, path))
    return path;
  return std::nullopt;
}

} // namespace plexus::model
