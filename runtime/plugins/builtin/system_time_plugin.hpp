// SPDX-License-Identifier: Apache-2.0
// `system-time`: a clock tick every period, elements without fields. For triggering things on
// schedule; the timestamp is the reading.
#pragma once

#include "runtime/plugins/plugin.hpp"
#include "runtime/plugins/plugin_registry.hpp"

namespace plexus::plugins {

class system_time_plugin final : public plugin {
public:
  static plugin_manifest manifest();

  explicit system_time_plugin(const plugin_context& context) : context_(context) {}

  status configure(const model::parameters& wanted) override;
  /// One element stamped with the time of the poll. A tick more than `max-delay` behind its time is
  /// left out and counted as bad.
  result<readings> poll() override;

  const model::schema_ptr& data_structure() const noexcept override { return layout_; }
  microseconds poll_period() const noexcept override { return period_; }

private:
  plugin_context context_;
  model::schema_ptr layout_ = model::schema::empty();
  microseconds period_{};
  std::optional<microseconds> delay_max_;
  std::optional<nanoseconds> last_poll_;
};

} // namespace plexus::plugins
