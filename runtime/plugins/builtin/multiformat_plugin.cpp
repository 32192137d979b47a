// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/multiformat_plugin.hpp"

#include "runtime/model/batch_builder.hpp"
#include "runtime/plugins/builtin/driver_layout.hpp"
#include "runtime/plugins/builtin/parameter_reader.hpp"

#include <limits>

namespace plexus::plugins {

namespace {

/// FNV-1a: instances of different names draw different numbers without a setting.
std::int64_t seed_of(std::string_view name) noexcept {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : name)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return static_cast<std::int64_t>(hash);
}

model::schema_ptr make_layout() {
  using enum model::value_type;
  return fixed_layout({make_field("packet_type", int32, "1", "", "always 2"),
                       make_field("temperature", float64, "Cel", "temperature"),
                       make_field("light", float64, "lx", "illuminance")});
}

} // namespace

plugin_manifest multiformat_plugin::manifest() {
  return {"multiformat",
          "A synthetic light and temperature sensor.",
          {{"rate", "milliseconds between two elements", false, "1000"},
           {"seed", "seed of the random numbers; default from the instance's name", false, ""}},
          false};
}

multiformat_plugin::multiformat_plugin(const plugin_context& context)
    : context_(context), layout_(make_layout()), random_(0) {}

status multiformat_plugin::configure(const model::parameters& wanted) {
  parameter_reader read{wanted};
  const auto period = read.span("rate", milliseconds{1000});
  const auto seed =
      read.integer("seed", seed_of(context_.instance), std::numeric_limits<std::int64_t>::min(),
                   std::numeric_limits<std::int64_t>::max());
  if (const auto ok = read.done(); !ok)
    return ok;
  period_ = period;
  random_ = rng{static_cast<std::uint64_t>(seed)};
  return {};
}

result<readings> multiformat_plugin::poll() {
  model::batch_builder rows{layout_};
  rows.begin_row(context_.time.now());
  rows.set_integer(0, 2);
  rows.set_floating(1, static_cast<double>(random_.below(1000)) / 10.0);
  rows.set_floating(2, static_cast<double>(random_.below(10'000)) / 10.0);
  readings out;
  out.elements = rows.finish();
  return out;
}

} // namespace plexus::plugins
