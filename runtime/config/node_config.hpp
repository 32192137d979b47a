// SPDX-License-Identifier: Apache-2.0
// The settings of a node: a TOML file, defaults for everything, and overrides from the command
// line. Values only; apps/wiring turns them into actors and stores. docs/how_to/configure_a_node.md
// explains each key.
#pragma once

#include "runtime/base/clock.hpp"
#include "runtime/base/log.hpp"
#include "runtime/base/result.hpp"
#include "runtime/config/diagnostic.hpp"
#include "runtime/model/virtual_sensor_descriptor.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plexus::config {

struct system_settings {
  std::size_t threads = 0; // 0 = one per processor core
};

struct storage_settings {
  bool enabled = true; // false: history lives in memory and ends with the node
  microseconds commit_interval = milliseconds{100};
  std::uint64_t commit_elements = 1'000;         // commit earlier when so many are pending
  std::uint64_t map_size_max = 64ull << 30;      // bytes; the store's file grows up to this
  std::uint64_t pending_bytes_max = 64ull << 20; // accepted and not yet durable
};

struct query_settings {
  microseconds deadline = milliseconds{100};   // of one run of a virtual sensor's query
  std::uint64_t rows_max = 100'000;            // of its result
  microseconds history_deadline = seconds{10}; // of a query over history by a person or program
  std::uint64_t history_rows_max = 1'000'000;
  std::uint64_t memory_max = 512ull << 20; // bytes that all queries of the process hold together
};

struct request_settings {
  std::size_t max = 10'000;              // open at the same time
  std::uint64_t queue_rows_max = 65'536; // of one request; a request may ask for less
};

struct log_settings {
  log_level level = log_level::info;
  std::filesystem::path file; // empty = standard error
};

struct control_settings {
  std::filesystem::path socket; // empty = plexus.sock in the data folder
};

struct gsn_settings {
  model::compatibility compat = model::compatibility::intended;
};

struct node_config {
  std::string name = "node"; // letters, digits, '-', '.'; at most 63
  std::filesystem::path data_folder = "data";
  std::vector<std::filesystem::path> virtual_sensor_folders{"virtual_sensors"};
  /// Where the machine's files are (proc, sys) for plugins that read them; another machine's, or a
  /// recorded tree, can be elsewhere.
  std::filesystem::path machine_root = "/";
  /// How often the folders are read whole besides being watched; catches what file systems without
  /// change notification (network shares) do not tell. 0 = never.
  microseconds rescan_interval = seconds{3};

  system_settings system;
  storage_settings storage;
  query_settings query;
  request_settings requests;
  log_settings log;
  control_settings control;
  gsn_settings gsn;
};

struct node_config_outcome {
  std::optional<node_config> config; // there exactly when no diagnostic is an error
  std::vector<diagnostic> diagnostics;
};

/// Reads settings. Relative paths, the defaults among them, are taken from `base_folder`. Every
/// problem is reported with line and key; an unknown key is an error that names the nearest known
/// one. Errors: malformed_toml, unknown_setting, invalid_setting, invalid_duration, invalid_name,
/// limit_exceeded.
node_config_outcome parse_node_config(std::string_view text, std::string file_name,
                                      const std::filesystem::path& base_folder);

/// Reads a file; its own folder is the base folder. Errors as above, and unreadable_file.
node_config_outcome load_node_config(const std::filesystem::path& file);

/// Sets one key from "storage.commit_interval=50ms". The value is written as in TOML, or without
/// quotes; relative paths stay relative to the working folder. On failure nothing changed. Errors:
/// unknown_setting, invalid_setting, invalid_duration, invalid_name.
status apply_override(node_config& config, std::string_view assignment);

/// What holds between settings; call when overrides are applied. Errors: invalid_setting.
status check(const node_config& config);

/// Where the control socket is.
std::filesystem::path control_socket(const node_config& config);

/// Every key, in the order of the documentation.
std::vector<std::string_view> setting_keys();

struct changed_setting {
  std::string_view key;
  bool needs_restart = true; // else a running node takes it over
  friend bool operator==(const changed_setting&, const changed_setting&) = default;
};
/// What differs between two configurations, for a reload.
std::vector<changed_setting> changed_settings(const node_config& from, const node_config& to);
/// Takes over what needs no restart.
void take_live_settings(node_config& running, const node_config& wanted);

} // namespace plexus::config
