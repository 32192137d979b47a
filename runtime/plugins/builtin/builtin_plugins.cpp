// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/builtin_plugins.hpp"

#include "runtime/plugins/builtin/csv_plugin.hpp"
#include "runtime/plugins/builtin/free_disk_space_plugin.hpp"
#include "runtime/plugins/builtin/host_plugin.hpp"
#include "runtime/plugins/builtin/memory_usage_plugin.hpp"
#include "runtime/plugins/builtin/multiformat_plugin.hpp"
#include "runtime/plugins/builtin/replay_plugin.hpp"
#include "runtime/plugins/builtin/system_time_plugin.hpp"

namespace plexus::plugins {

namespace {

template <class Driver>
void add(plugin_registry& registry) {
  registry.add(Driver::manifest(), [](const plugin_context& context) -> std::unique_ptr<plugin> {
    return std::make_unique<Driver>(context);
  });
}

/// Another sensor of the same node as a source. The node connects it; no driver stands behind it.
plugin_manifest local_manifest() {
  return {"local",
          "Another virtual sensor of this node.",
          {{"name", "name of the virtual sensor", false, ""},
           {"query", "a select over one virtual sensor, instead of name", false, ""},
           {"start-time", "deliver its history after this time first", false, ""}},
          false};
}

} // namespace

void builtin_plugins(plugin_registry& registry) {
  add<csv_plugin>(registry);
  add<free_disk_space_plugin>(registry);
  add<host_plugin>(registry);
  registry.describe(local_manifest());
  add<memory_usage_plugin>(registry);
  add<multiformat_plugin>(registry);
  add<replay_plugin>(registry);
  add<system_time_plugin>(registry);
}

} // namespace plexus::plugins
