// SPDX-License-Identifier: Apache-2.0
// `plexus run FILE...`: virtual sensors in the foreground with no configuration, at wall speed or
// as fast as the data can be computed.
#pragma once

#include "apps/plexus/row_printer.hpp"
#include "runtime/base/log.hpp"
#include "runtime/plugins/plugin_registry.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <vector>

namespace plexus::apps {

struct run_options {
  std::vector<std::filesystem::path> files;
  bool fast = false;                    // stepped time instead of the machine's
  std::optional<microseconds> duration; // of the time the virtual sensors see
  bool until_end = false;               // end when every source has ended
  output_format out = output_format::table;
  bool show_progress = false; // on `err`, past a second
  std::vector<std::string>
      only; // print these virtual sensors; empty = all that no other takes from
};

/// Prints what the virtual sensors put out. With one virtual sensor printed the output has no name
/// column. With `fast` and neither duration nor until_end it ends with the sources. Returns
/// exit_failed when a file is rejected or a virtual sensor cannot run.
int run_files(const run_options& how, std::shared_ptr<const plugins::plugin_registry> plugins,
              logger log, const std::function<bool()>& interrupted, std::ostream& out,
              std::ostream& err);

} // namespace plexus::apps
