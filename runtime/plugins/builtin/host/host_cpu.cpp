// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/driver_layout.hpp"
#include "runtime/plugins/builtin/host/host_subjects.hpp"
#include "runtime/plugins/builtin/machine_file.hpp"

namespace plexus::plugins {

namespace {

/// USER_HZ, the unit of /proc/stat, is 100 on every architecture Plexus runs on.
constexpr double ticks_per_second = 100;

bool is_numbered_cpu(std::string_view name) {
  return name.starts_with("cpu") && name.size() > 3 &&
         name.find_first_not_of("0123456789", 3) == std::string_view::npos;
}

} // namespace

host_channels find_cpu(const std::filesystem::path& root, std::string_view /*device*/) {
  host_channels found;
  std::size_t token = 0;
  for (const auto* state :
       {"user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"}) {
    host_channel one; // proc(5): "cpu  10132153 290696 3084719 ..."
    one.field = make_field(host_field_name({"cpu", state, "seconds"}), model::value_type::float64,
                           "s", "CPU time", "of all processors since the start");
    one.file = root / "proc/stat";
    one.line_key = "cpu";
    one.token = ++token;
    one.divisor = ticks_per_second;
    found.push_back(std::move(one));
  }
  const auto folder = root / "sys/devices/system/cpu";
  for (const auto& name : names_in(folder)) {
    if (!is_numbered_cpu(name))
      continue;
    host_channel one; // cpufreq counts in kHz
    one.field = make_field(host_field_name({name, "frequency", "hertz"}), model::value_type::int64,
                           "Hz", "frequency");
    one.device = name;
    one.file = folder / name / "cpufreq/scaling_cur_freq";
    one.factor = 1000;
    found.push_back(std::move(one));
  }
  return found;
}

} // namespace plexus::plugins
