// SPDX-License-Identifier: Apache-2.0
// `memory-usage`: the memory of this very process, with GSN's field names. Not the machine's
// memory; that is `host`.
#pragma once

#include "runtime/plugins/plugin.hpp"
#include "runtime/plugins/plugin_registry.hpp"

namespace plexus::plugins {

class memory_usage_plugin final : public plugin {
public:
  static plugin_manifest manifest();

  explicit memory_usage_plugin(const plugin_context& context);

  status configure(const model::parameters& wanted) override;
  /// One element. `heap` is what the allocator has handed out, `non_heap` the rest of the resident
  /// set (/proc/self/statm below the machine root); pending_finalization_count is always 0, since
  /// nothing waits for a collector here. Errors: device_unavailable, bad_reading.
  result<readings> poll() override;

  const model::schema_ptr& data_structure() const noexcept override { return layout_; }
  microseconds poll_period() const noexcept override { return period_; }

private:
  plugin_context context_;
  model::schema_ptr layout_;
  microseconds period_{};
};

} // namespace plexus::plugins
