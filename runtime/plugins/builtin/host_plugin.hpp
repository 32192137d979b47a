// SPDX-License-Identifier: Apache-2.0
// `host`: the sensors and counters of the Linux machine the node runs on, from procfs and sysfs.
// What there is, is found when the plugin is configured; later devices need a new configuration.
#pragma once

#include "runtime/plugins/builtin/host/host_channel.hpp"
#include "runtime/plugins/plugin.hpp"
#include "runtime/plugins/plugin_registry.hpp"

#include <vector>

namespace plexus::plugins {

class host_plugin final : public plugin {
public:
  static plugin_manifest manifest();

  explicit host_plugin(const plugin_context& context) : context_(context) {}

  /// Finds what can be read now. Errors: plugin_configuration (unknown source, more than
  /// model::fields_max fields), device_unavailable (nothing found).
  status configure(const model::parameters& wanted) override;
  /// One element. What cannot be read is null and counted as bad; if nothing can be read, the poll
  /// fails with device_unavailable.
  result<readings> poll() override;

  const model::schema_ptr& data_structure() const noexcept override { return layout_; }
  microseconds poll_period() const noexcept override { return period_; }

private:
  plugin_context context_;
  model::schema_ptr layout_ = model::schema::empty();
  host_channels channels_; // in the order of the fields; those of one file are neighbours
  microseconds period_{};
};

} // namespace plexus::plugins
