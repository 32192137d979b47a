// SPDX-License-Identifier: Apache-2.0
// A node process: opens history, starts the node and its control socket, waits for signals, stops
// clean. Knows settings, not the command line.
#pragma once

#include "apps/wiring/signals.hpp"
#include "runtime/base/log.hpp"
#include "runtime/config/node_config.hpp"
#include "runtime/plugins/plugin_registry.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

namespace plexus::apps {

struct daemon_options {
  config::node_config settings;
  /// Reads the settings again, with the same overrides.
  std::function<result<config::node_config>()> read_again;
  /// Called by a reload, from any thread.
  std::function<void(log_level)> set_log_level = [](log_level) {};
  std::optional<microseconds> duration; // stop by itself and print a summary
};

/// Runs the node until a signal or the end of its duration. Errors: those of opening history
/// (node_running, storage_*), the control socket and the folders.
status run_daemon(const daemon_options& how,
                  std::shared_ptr<const plugins::plugin_registry> plugins, const signals& incoming,
                  const clock& time, const logger& log, std::ostream& out);

} // namespace plexus::apps
