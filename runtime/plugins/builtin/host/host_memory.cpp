// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/driver_layout.hpp"
#include "runtime/plugins/builtin/host/host_subjects.hpp"

#include <array>
#include <utility>

namespace plexus::plugins {

// proc(5): lines as "MemAvailable:   24319304 kB".
host_channels find_memory(const std::filesystem::path& root, std::string_view /*device*/) {
  constexpr std::array<std::pair<const char*, const char*>, 7> lines{{
      {"MemTotal:", "memory_total_bytes"},
      {"MemFree:", "memory_free_bytes"},
      {"MemAvailable:", "memory_available_bytes"},
      {"Buffers:", "memory_buffers_bytes"},
      {"Cached:", "memory_cached_bytes"},
      {"SwapTotal:", "memory_swap_total_bytes"},
      {"SwapFree:", "memory_swap_free_bytes"},
  }};
  host_channels found;
  for (const auto& [key, name] : lines) {
    host_channel one;
    one.field = make_field(name, model::value_type::int64, "By", "memory");
    one.file = root / "proc/meminfo";
    one.line_key = key;
    one.token = 1;
    one.factor = 1024;
    found.push_back(std::move(one));
  }
  return found;
}

} // namespace plexus::plugins
