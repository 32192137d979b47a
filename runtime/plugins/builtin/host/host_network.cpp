// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/driver_layout.hpp"
#include "runtime/plugins/builtin/host/host_subjects.hpp"
#include "runtime/plugins/builtin/machine_file.hpp"

#include <array>

namespace plexus::plugins {

// Kernel documentation, ABI/testing/sysfs-class-net-statistics: counters since the interface came.
host_channels find_network(const std::filesystem::path& root, std::string_view device) {
  struct counter {
    const char* name;
    const char* unit;
  };
  constexpr std::array<counter, 8> counters{{{"rx_bytes", "By"},
                                             {"tx_bytes", "By"},
                                             {"rx_packets", "1"},
                                             {"tx_packets", "1"},
                                             {"rx_errors", "1"},
                                             {"tx_errors", "1"},
                                             {"rx_dropped", "1"},
                                             {"tx_dropped", "1"}}};
  host_channels found;
  const auto folder = root / "sys/class/net";
  for (const auto& name : names_in(folder)) {
    if (name == "lo" && device != name)
      continue;
    for (const auto& one_of : counters) {
      host_channel one;
      one.field = make_field(host_field_name({"net", name, one_of.name}), model::value_type::int64,
                             one_of.unit, "network traffic", "counted since the interface came");
      one.device = name;
      one.file = folder / name / "statistics" / one_of.name;
      found.push_back(std::move(one));
    }
  }
  return found;
}

} // namespace plexus::plugins
