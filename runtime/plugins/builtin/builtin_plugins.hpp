// SPDX-License-Identifier: Apache-2.0
// The one table of the drivers in this program. A program calls it by hand, so that reading its
// main shows what it has, and a test can do without.
#pragma once

#include "runtime/plugins/plugin_registry.hpp"

namespace plexus::plugins {

/// Adds every built-in driver.
void builtin_plugins(plugin_registry& registry);

} // namespace plexus::plugins
