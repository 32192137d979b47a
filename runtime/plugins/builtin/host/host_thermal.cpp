// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/driver_layout.hpp"
#include "runtime/plugins/builtin/host/host_subjects.hpp"
#include "runtime/plugins/builtin/machine_file.hpp"

namespace plexus::plugins {

// Kernel documentation, ABI/testing/sysfs-class-thermal: temp is in thousandths of a degree.
host_channels find_thermal(const std::filesystem::path& root, std::string_view /*device*/) {
  host_channels found;
  const auto folder = root / "sys/class/thermal";
  for (const auto& zone : names_in(folder)) {
    if (!zone.starts_with("thermal_zone"))
      continue;
    host_channel one;
    one.device = read_machine_line(folder / zone / "type").value_or(zone);
    one.field = make_field(host_field_name({"thermal", one.device, "celsius"}),
                           model::value_type::float64, "Cel", "temperature");
    one.file = folder / zone / "temp";
    one.divisor = 1000;
    found.push_back(std::move(one));
  }
  return found;
}

} // namespace plexus::plugins
