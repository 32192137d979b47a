// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/system_time_plugin.hpp"

#include "runtime/base/duration.hpp"
#include "runtime/model/batch_builder.hpp"
#include "runtime/plugins/builtin/parameter_reader.hpp"

namespace plexus::plugins {

plugin_manifest system_time_plugin::manifest() {
  return {"system-time",
          "A tick of the node's clock every period; elements have only their timestamp.",
          {{"clock-period", "milliseconds between two ticks", false, "1000"},
           {"max-delay", "milliseconds a tick may be late before it is left out; -1 = any", false,
            "-1"}},
          false};
}

status system_time_plugin::configure(const model::parameters& wanted) {
  parameter_reader read{wanted};
  const auto period = read.span("clock-period", milliseconds{1000});
  const auto delay_ms = read.integer("max-delay", -1, -1, 366ll * 24 * 3600 * 1000);
  if (const auto ok = read.done(); !ok)
    return ok;
  period_ = period;
  delay_max_.reset();
  if (delay_ms >= 0)
    delay_max_ = milliseconds{delay_ms};
  last_poll_.reset();
  return {};
}

result<readings> system_time_plugin::poll() {
  readings out;
  const auto now = context_.time.monotonic();
  const auto late = last_poll_ ? now - *last_poll_ - period_ : nanoseconds{0};
  last_poll_ = now;
  if (delay_max_ && late > *delay_max_) {
    out.bad = 1;
    out.last_bad =
        "a tick came " + format_duration(std::chrono::duration_cast<microseconds>(late)) + " late";
    return out;
  }
  model::batch_builder rows{layout_};
  rows.begin_row(context_.time.now());
  out.elements = rows.finish();
  return out;
}

} // namespace plexus::plugins
