// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/driver_layout.hpp"
#include "runtime/plugins/builtin/host/host_subjects.hpp"
#include "runtime/plugins/builtin/machine_file.hpp"

#include <array>

namespace plexus::plugins {

namespace {

/// Disks made of memory or of files say nothing about the machine's own.
bool is_made_up(std::string_view name) {
  return name.starts_with("loop") || name.starts_with("ram") || name.starts_with("zram");
}

} // namespace

// Kernel documentation, block/stat.rst: sectors are 512 bytes whatever the disk.
host_channels find_disk(const std::filesystem::path& root, std::string_view device) {
  struct counter {
    const char* name;
    std::size_t token;
    std::int64_t factor;
    const char* unit;
  };
  constexpr std::array<counter, 6> counters{{{"read_bytes", 2, 512, "By"},
                                             {"write_bytes", 6, 512, "By"},
                                             {"reads", 0, 1, "1"},
                                             {"writes", 4, 1, "1"},
                                             {"in_flight", 8, 1, "1"},
                                             {"busy_ms", 9, 1, "ms"}}};
  host_channels found;
  const auto folder = root / "sys/block";
  for (const auto& name : names_in(folder)) {
    if (is_made_up(name) && device != name)
      continue;
    for (const auto& one_of : counters) {
      host_channel one;
      one.field = make_field(host_field_name({"disk", name, one_of.name}), model::value_type::int64,
                             one_of.unit, "disk activity",
                             one_of.token == 8 ? "right now" : "counted since the start");
      one.device = name;
      one.file = folder / name / "stat";
      one.token = one_of.token;
      one.factor = one_of.factor;
      found.push_back(std::move(one));
    }
  }
  return found;
}

} // namespace plexus::plugins
