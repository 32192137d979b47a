// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/host/host_subjects.hpp"

#include <array>

namespace plexus::plugins {

std::span<const host_subject> host_subjects() noexcept {
  static constexpr std::array<host_subject, 9> subjects{{
      {"load", find_load},
      {"memory", find_memory},
      {"cpu", find_cpu},
      {"network", find_network},
      {"disk", find_disk},
      {"thermal", find_thermal},
      {"hwmon", find_hwmon},
      {"power", find_power},
      {"iio", find_iio},
  }};
  return subjects;
}

} // namespace plexus::plugins
