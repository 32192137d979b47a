// SPDX-License-Identifier: Apache-2.0
// The subjects of the host driver. Each finds the channels below a machine's root, in an order that
// only depends on what is there; none reads more than names, labels and scales.
#pragma once

#include "runtime/plugins/builtin/host/host_channel.hpp"

#include <filesystem>
#include <span>
#include <string_view>

namespace plexus::plugins {

struct host_subject {
  std::string_view name;
  /// `device`: devices that are left out by default are found if it names them.
  host_channels (*find)(const std::filesystem::path& root, std::string_view device);
};

/// load_1m, load_5m, load_15m: /proc/loadavg.
host_channels find_load(const std::filesystem::path& root, std::string_view device);
/// memory_<what>_bytes: /proc/meminfo.
host_channels find_memory(const std::filesystem::path& root, std::string_view device);
/// cpu_<state>_seconds: /proc/stat; cpu<n>_frequency_hertz: cpufreq.
host_channels find_cpu(const std::filesystem::path& root, std::string_view device);
/// net_<interface>_<counter>: /sys/class/net/*/statistics. `lo` only when named.
host_channels find_network(const std::filesystem::path& root, std::string_view device);
/// disk_<device>_<counter>: /sys/block/*/stat. loop*, ram* and zram* only when named.
host_channels find_disk(const std::filesystem::path& root, std::string_view device);
/// thermal_<type>_celsius: /sys/class/thermal/thermal_zone*.
host_channels find_thermal(const std::filesystem::path& root, std::string_view device);
/// hwmon_<chip>_<label>_<unit>: /sys/class/hwmon.
host_channels find_hwmon(const std::filesystem::path& root, std::string_view device);
/// power_<supply>_<what>: /sys/class/power_supply.
host_channels find_power(const std::filesystem::path& root, std::string_view device);
/// iio_<name>_<channel>_<unit>: /sys/bus/iio/devices.
host_channels find_iio(const std::filesystem::path& root, std::string_view device);

/// All of the above with the names they have as `source`.
std::span<const host_subject> host_subjects() noexcept;

} // namespace plexus::plugins
