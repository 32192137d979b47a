// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/driver_layout.hpp"
#include "runtime/plugins/builtin/host/host_subjects.hpp"

namespace plexus::plugins {

// proc(5): "0.20 0.18 0.12 1/80 11206".
host_channels find_load(const std::filesystem::path& root, std::string_view /*device*/) {
  host_channels found;
  for (const auto* name : {"load_1m", "load_5m", "load_15m"}) {
    host_channel one;
    one.field = make_field(name, model::value_type::float64, "1", "system load",
                           "runnable and blocked tasks, averaged");
    one.file = root / "proc/loadavg";
    one.token = found.size();
    found.push_back(std::move(one));
  }
  return found;
}

} // namespace plexus::plugins
