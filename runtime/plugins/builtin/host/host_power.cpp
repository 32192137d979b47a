// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/driver_layout.hpp"
#include "runtime/plugins/builtin/host/host_subjects.hpp"
#include "runtime/plugins/builtin/machine_file.hpp"

#include <array>

namespace plexus::plugins {

namespace {

/// Kernel documentation, ABI/testing/sysfs-class-power: micro units, tenths of a degree.
struct attribute {
  const char* file;
  const char* name;
  model::value_type type;
  double divisor;
  const char* unit;
  const char* observed;
};

constexpr auto real = model::value_type::float64;
constexpr auto whole = model::value_type::int64;

constexpr std::array<attribute, 11> attributes{{
    {"capacity", "capacity_percent", real, 1, "%", "state of charge"},
    {"voltage_now", "voltage_volts", real, 1e6, "V", "voltage"},
    {"current_now", "current_amperes", real, 1e6, "A", "electric current"},
    {"power_now", "power_watts", real, 1e6, "W", "power"},
    {"energy_now", "energy_watt_hours", real, 1e6, "W.h", "energy"},
    {"energy_full", "energy_full_watt_hours", real, 1e6, "W.h", "energy"},
    {"charge_now", "charge_ampere_hours", real, 1e6, "A.h", "electric charge"},
    {"temp", "temperature_celsius", real, 10, "Cel", "temperature"},
    {"online", "online", whole, 1, "1", "supply present"},
    {"cycle_count", "cycles", whole, 1, "1", "charge cycles"},
    {"status", "status", model::value_type::string, 1, "", "charging state"},
}};

} // namespace

host_channels find_power(const std::filesystem::path& root, std::string_view /*device*/) {
  host_channels found;
  const auto folder = root / "sys/class/power_supply";
  for (const auto& supply : names_in(folder)) {
    for (const auto& what : attributes) {
      host_channel one;
      one.field = make_field(host_field_name({"power", supply, what.name}), what.type, what.unit,
                             what.observed);
      one.device = supply;
      one.file = folder / supply / what.file;
      one.divisor = what.divisor;
      found.push_back(std::move(one));
    }
  }
  return found;
}

} // namespace plexus::plugins
