// SPDX-License-Identifier: Apache-2.0
// The plugin interface: a driver for one kind of sensor with three calls, data_structure, readings
// and configure, and optional push. In-process drivers implement it directly.
#pragma once

#include "runtime/base/clock.hpp"
#include "runtime/base/log.hpp"
#include "runtime/base/result.hpp"
#include "runtime/model/batch.hpp"
#include "runtime/model/virtual_sensor_descriptor.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace plexus::plugins {

/// What a plugin may use of the world, handed in at creation. References outlive the plugin.
struct plugin_context {
  const clock& time;
  logger log{};
  /// Roots below which drivers look for procfs and sysfs; "/" on a real machine, a recorded tree in
  /// tests.
  std::filesystem::path machine_root = "/";
  /// Folder of the file that names the plugin: relative paths in parameters start here.
  std::filesystem::path base_folder = ".";
  /// Where the plugin may keep small state across restarts (csv check-points).
  std::filesystem::path state_folder{};
  /// Unique name of this use, "<virtual sensor>_<stream>_<alias>", for check-point files.
  std::string instance{};
  /// Strict GSN behaviour where the driver has bugs to keep.
  model::compatibility compat = model::compatibility::intended;
  /// A source that reads a file ends (readings::ended) at the end of the file instead of waiting
  /// for it to grow.
  bool until_end = false;
};

/// Answer of one poll.
struct readings {
  model::batch_ptr elements; // may be empty or null: nothing new
  std::uint64_t bad = 0;     // readings that were left out
  std::string last_bad;      // why the last of them was
  bool more = false;         // there is more to read right now: poll again soon
  bool ended = false;        // the source will never give more (replay at its end)
  /// Where a restart has to go on once these elements are safe in history; opaque to the caller,
  /// who hands it back through acknowledge. Empty: the plugin keeps no check-points.
  std::string checkpoint;
  /// When the plugin wants to be polled next, overriding the period (replay); monotonic delay.
  std::optional<microseconds> next_poll;
};

class plugin {
public:
  virtual ~plugin() = default;

  /// Reads the parameters. Called once before anything else and again on a change of parameters.
  /// Unknown keys are for the caller to warn about (see check_parameters of the registry).
  /// Errors: plugin_configuration naming the key, device_unavailable.
  virtual status configure(const model::parameters& wanted) = 0;

  /// The schema of the elements; fixed after configure.
  virtual const model::schema_ptr& data_structure() const noexcept = 0;

  /// The period between two polls; zero = as `next_poll` says.
  virtual microseconds poll_period() const noexcept = 0;

  /// New elements since the last call. Errors: plugin_failed, device_unavailable, bad_reading; the
  /// caller counts them and polls again later.
  virtual result<readings> poll() = 0;

  /// True when elements also come unasked through the sink of start_push.
  virtual bool pushes() const noexcept { return false; }
  using push_sink = std::function<void(model::batch_ptr)>;
  /// The sink may be called from another thread; after stop_push returns it is never called again.
  virtual status start_push(push_sink) { return {}; }
  virtual void stop_push() {}

  /// False when several elements may share a timestamp: then only older ones count as late, else
  /// those of the last timestamp as well.
  virtual bool has_unique_timestamps() const noexcept { return true; }

  /// The elements up to this check-point (of an earlier poll) are durable downstream; the plugin
  /// records it for its next start.
  virtual status acknowledge(const std::string& /*checkpoint*/) { return {}; }
};

} // namespace plexus::plugins
