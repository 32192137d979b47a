// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/driver_layout.hpp"
#include "runtime/plugins/builtin/host/host_subjects.hpp"
#include "runtime/plugins/builtin/machine_file.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <set>

namespace plexus::plugins {

namespace {

/// Kernel documentation, ABI/testing/sysfs-bus-iio: what a processed value, or a raw one after
/// offset and scale, is counted in.
struct quantity {
  std::string_view prefix;
  double divisor; // to the unit
  const char* unit;
  const char* unit_word;
  const char* observed;
};

constexpr std::array<quantity, 16> quantities{{
    {"temp", 1e3, "Cel", "celsius", "temperature"},
    {"humidityrelative", 1e3, "%", "percent", "relative humidity"},
    {"pressure", 1, "kPa", "kilopascals", "pressure"},
    {"illuminance", 1, "lx", "lux", "illuminance"},
    {"voltage", 1e3, "V", "volts", "voltage"},
    {"current", 1e3, "A", "amperes", "electric current"},
    {"power", 1e3, "W", "watts", "power"},
    {"accel", 1, "m/s2", "metres_per_second2", "acceleration"},
    {"anglvel", 1, "rad/s", "radians_per_second", "angular velocity"},
    {"magn", 1, "G", "gauss", "magnetic flux density"},
    {"resistance", 1, "Ohm", "ohms", "resistance"},
    {"distance", 1, "m", "metres", "distance"},
    {"concentration", 1, "%", "percent", "concentration"},
    {"ph", 1, "[pH]", "ph", "acidity"},
    {"energy", 1, "J", "joules", "energy"},
    {"", 1, "", "value", ""}, // proximity, intensity and what else has no unit
}};

const quantity& quantity_of(std::string_view channel) {
  for (const auto& what : quantities) {
    if (!channel.starts_with(what.prefix))
      continue;
    const auto rest = channel.substr(what.prefix.size());
    if (what.prefix.empty() || rest.empty() || rest[0] == '_' || (rest[0] >= '0' && rest[0] <= '9'))
      return what;
  }
  return quantities.back();
}

std::optional<double> read_double(const std::filesystem::path& file) {
  const auto line = read_machine_line(file);
  double number = 0;
  if (!line || std::from_chars(line->data(), line->data() + line->size(), number).ec != std::errc{})
    return std::nullopt;
  return number;
}

/// "_scale" or "_offset" of a channel: its own ("in_voltage0_scale"), or the one it shares with its
/// kind ("in_voltage_scale", "in_accel_scale" for "in_accel_x").
std::optional<double> factor_of(const std::filesystem::path& folder, std::string_view channel,
                                const char* suffix) {
  std::string name{channel};
  if (const auto own = read_double(folder / ("in_" + name + suffix)))
    return own;
  name.resize(std::min(name.find('_'), name.size()));
  if (const auto of_number = read_double(folder / ("in_" + name + suffix)))
    return of_number;
  name.resize(std::min(name.find_first_of("0123456789"), name.size()));
  return read_double(folder / ("in_" + name + suffix));
}

void find_in_device(const std::filesystem::path& folder, const std::string& device,
                    host_channels& found) {
  std::set<std::string, std::less<>> processed;
  for (const auto& file : names_in(folder)) {
    const std::string_view name = file;
    const bool is_processed = name.ends_with("_input");
    if (!name.starts_with("in_") || (!is_processed && !name.ends_with("_raw")))
      continue;
    const auto channel = name.substr(3, name.rfind('_') - 3);
    if (!is_processed && processed.contains(channel)) // "_input" sorts before "_raw"
      continue;
    if (is_processed)
      processed.emplace(channel);
    const auto& what = quantity_of(channel);
    host_channel one;
    one.field = make_field(host_field_name({"iio", device, channel, what.unit_word}),
                           model::value_type::float64, what.unit, what.observed);
    one.device = device;
    one.file = folder / file;
    one.divisor = what.divisor;
    if (!is_processed) {
      one.offset = factor_of(folder, channel, "_offset").value_or(0);
      one.scale = factor_of(folder, channel, "_scale").value_or(1);
    }
    found.push_back(std::move(one));
  }
}

} // namespace

host_channels find_iio(const std::filesystem::path& root, std::string_view /*device*/) {
  host_channels found;
  const auto folder = root / "sys/bus/iio/devices";
  for (const auto& entry : names_in(folder))
    if (entry.starts_with("iio:device"))
      find_in_device(folder / entry, read_machine_line(folder / entry / "name").value_or(entry),
                     found);
  return found;
}

} // namespace plexus::plugins
