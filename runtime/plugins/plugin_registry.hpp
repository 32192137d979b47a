// SPDX-License-Identifier: Apache-2.0
// Which plugins this program has: name -> manifest and factory. Filled by a plain function call
// (builtin_plugins), never by static initialisers.
#pragma once

#include "runtime/plugins/plugin.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace plexus::plugins {

/// One parameter of a plugin, for documentation, checks and completion.
struct parameter_description {
  std::string key;
  std::string description;
  bool required = false;
  std::string default_value;
};

struct plugin_manifest {
  std::string name; // GSN's wrapper name where GSN has one
  std::string description;
  std::vector<parameter_description> parameters;
  /// Any further key is allowed (e.g. device-specific settings).
  bool open_parameters = false;
};

using plugin_factory = std::function<std::unique_ptr<plugin>(const plugin_context&)>;

class plugin_registry {
public:
  /// Asserts that the name is new.
  void add(plugin_manifest manifest, plugin_factory make);

  /// A name that is only described: the node resolves it itself (`local`), so create() fails.
  void describe(plugin_manifest manifest);

  const plugin_manifest* find(std::string_view name) const;
  /// In the order of their names.
  std::vector<const plugin_manifest*> manifests() const;

  /// A new instance, not yet configured. Names are compared without case. Errors: unknown_plugin,
  /// also for names that are only described.
  result<std::unique_ptr<plugin>> create(std::string_view name,
                                         const plugin_context& context) const;

private:
  struct entry {
    plugin_manifest manifest;
    plugin_factory make;
  };
  std::map<std::string, entry, std::less<>> entries_;
};

/// What an operator should be told about the given parameters: keys the plugin does not know
/// (unless it takes any) and required ones that are missing. One sentence each, in the order of the
/// parameters, then of the manifest.
std::vector<std::string> check_parameters(const plugin_manifest& manifest,
                                          const model::parameters& given);

} // namespace plexus::plugins
