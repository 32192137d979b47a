// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/builtin_plugins.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace plexus;
using namespace plexus::plugins;

TEST_CASE("every built-in driver is in the table") {
  plugin_registry registry;
  builtin_plugins(registry);
  for (const auto* name : {"csv", "free-disk-space", "host", "local", "memory-usage", "multiformat",
                           "replay", "system-time"}) {
    INFO(name);
    CHECK(registry.find(name) != nullptr);
  }
}

TEST_CASE("every driver has a sample configuration and can be made") {
  plugin_registry registry;
  builtin_plugins(registry);
  const manual_clock time;
  const plugin_context context{.time = time};
  for (const auto* one : registry.manifests()) {
    INFO(one->name);
    CHECK_FALSE(one->description.empty());
    CHECK(std::filesystem::exists(std::filesystem::path{PLEXUS_SOURCE_DIR} / "configs/plugins" /
                                  (one->name + ".sample.toml")));
    CHECK(registry.create(one->name, context).has_value() == (one->name != "local"));
  }
}

TEST_CASE("local is the node's business") {
  plugin_registry registry;
  builtin_plugins(registry);
  const manual_clock time;
  const auto made = registry.create("local", plugin_context{.time = time});
  REQUIRE_FALSE(made);
  CHECK(made.error().code == errc::unknown_plugin);
}
