// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/driver_layout.hpp"
#include "runtime/plugins/builtin/host/host_subjects.hpp"
#include "runtime/plugins/builtin/machine_file.hpp"

#include <array>

namespace plexus::plugins {

namespace {

/// Kernel documentation, hwmon/sysfs-interface.rst.
struct quantity {
  std::string_view prefix; // of the file name, before the channel's number
  std::string_view suffix; // of the file name, behind it
  double divisor;
  const char* unit;
  const char* unit_word;
  const char* observed;
};

constexpr std::array<quantity, 9> quantities{{
    {"temp", "_input", 1e3, "Cel", "celsius", "temperature"},
    {"in", "_input", 1e3, "V", "volts", "voltage"},
    {"fan", "_input", 1, "/min", "rpm", "rotational speed"},
    {"curr", "_input", 1e3, "A", "amperes", "electric current"},
    {"power", "_input", 1e6, "W", "watts", "power"},
    {"power", "_average", 1e6, "W", "average_watts", "power"},
    {"energy", "_input", 1e6, "J", "joules", "energy"},
    {"humidity", "_input", 1e3, "%", "percent", "relative humidity"},
    {"freq", "_input", 1, "Hz", "hertz", "frequency"},
}};

/// "temp12_input" is the channel "temp12" of the quantity temp; empty when it is not.
std::string_view channel_of(std::string_view file, const quantity& what) {
  if (!file.starts_with(what.prefix) || !file.ends_with(what.suffix))
    return {};
  const auto channel = file.substr(0, file.size() - what.suffix.size());
  const auto number = channel.substr(std::min(what.prefix.size(), channel.size()));
  const bool numbered =
      !number.empty() && number.find_first_not_of("0123456789") == std::string_view::npos;
  return numbered ? channel : std::string_view{};
}

void find_in_chip(const std::filesystem::path& folder, const std::string& chip,
                  host_channels& found) {
  for (const auto& file : names_in(folder)) {
    for (const auto& what : quantities) {
      const auto channel = channel_of(file, what);
      if (channel.empty())
        continue;
      const auto label = read_machine_line(folder / (std::string{channel} + "_label"))
                             .value_or(std::string{channel});
      host_channel one;
      one.field = make_field(host_field_name({"hwmon", chip, label, what.unit_word}),
                             model::value_type::float64, what.unit, what.observed, label);
      one.device = chip;
      one.file = folder / file;
      one.divisor = what.divisor;
      found.push_back(std::move(one));
    }
  }
}

} // namespace

host_channels find_hwmon(const std::filesystem::path& root, std::string_view /*device*/) {
  host_channels found;
  const auto folder = root / "sys/class/hwmon";
  for (const auto& entry : names_in(folder)) {
    // Drivers of old kernels keep everything one folder deeper.
    auto chip_folder = folder / entry;
    auto chip = read_machine_line(chip_folder / "name");
    if (!chip) {
      chip_folder /= "device";
      chip = read_machine_line(chip_folder / "name");
    }
    find_in_chip(chip ? chip_folder : folder / entry, chip.value_or(entry), found);
  }
  return found;
}

} // namespace plexus::plugins
