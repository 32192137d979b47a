// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/plugin_registry.hpp"

#include <algorithm>
#include <utility>

namespace plexus::plugins {

void plugin_registry::add(plugin_manifest manifest, plugin_factory make) {
  PLEXUS_ASSERT(make != nullptr);
  auto name = model::to_lower(manifest.name);
  const bool is_new =
      entries_.emplace(std::move(name), entry{std::move(manifest), std::move(make)}).second;
  PLEXUS_ASSERT(is_new);
}

void plugin_registry::describe(plugin_manifest manifest) {
  auto name = model::to_lower(manifest.name);
  const bool is_new = entries_.emplace(std::move(name), entry{std::move(manifest), nullptr}).second;
  PLEXUS_ASSERT(is_new);
}

const plugin_manifest* plugin_registry::find(std::string_view name) const {
  const auto found = entries_.find(model::to_lower(name));
  return found == entries_.end() ? nullptr : &found->second.manifest;
}

std::vector<const plugin_manifest*> plugin_registry::manifests() const {
  std::vector<const plugin_manifest*> all;
  all.reserve(entries_.size());
  for (const auto& [name, one] : entries_)
    all.push_back(&one.manifest);
  return all;
}

result<std::unique_ptr<plugin>> plugin_registry::create(std::string_view name,
                                                        const plugin_context& context) const {
  const auto found = entries_.find(model::to_lower(name));
  if (found == entries_.end())
    return fail(errc::unknown_plugin, "this program has no such plugin", std::string{name});
  if (found->second.make == nullptr)
    return fail(errc::unknown_plugin,
                "not a driver: the node connects these sources itself, between its sensors",
                std::string{name});
  return found->second.make(context);
}

std::vector<std::string> check_parameters(const plugin_manifest& manifest,
                                          const model::parameters& given) {
  std::vector<std::string> warnings;
  const auto is_known = [&](const model::parameter& one) {
    const auto key = model::to_lower(one.key);
    return std::any_of(manifest.parameters.begin(), manifest.parameters.end(),
                       [&](const parameter_description& known) { return known.key == key; });
  };
  if (!manifest.open_parameters) {
    for (const auto& one : given)
      if (!is_known(one))
        warnings.push_back(manifest.name + " has no parameter '" + one.key + "'");
  }
  for (const auto& known : manifest.parameters)
    if (known.required && model::find_parameter(given, known.key) == nullptr)
      warnings.push_back(manifest.name + " needs the parameter '" + known.key + "'");
  return warnings;
}

} // namespace plexus::plugins
