// SPDX-License-Identifier: Apache-2.0
// `plexus validate FILE|DIR...`: checks virtual sensor files without a node.
#pragma once

#include "apps/plexus/progress.hpp"
#include "runtime/plugins/plugin_registry.hpp"

#include <filesystem>
#include <ostream>
#include <vector>

namespace plexus::apps {

/// Prints each problem as "file:line: ..." and ends with "N accepted, M rejected". Folders are read
/// like virtual sensor folders. SQL is checked as far as the schemas of the plugins at hand allow;
/// a wrapper this machine lacks is a warning. Returns exit_failed when any file was rejected.
int validate(const std::vector<std::filesystem::path>& paths, const plugins::plugin_registry& known,
             std::ostream& out, progress& shown);

} // namespace plexus::apps
