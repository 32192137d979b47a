// SPDX-License-Identifier: Apache-2.0
// `multiformat`: GSN's synthetic light and temperature sensor. Random, but the same on every run:
// the generator is seeded by a parameter or by the name of the instance.
#pragma once

#include "runtime/base/rng.hpp"
#include "runtime/plugins/plugin.hpp"
#include "runtime/plugins/plugin_registry.hpp"

namespace plexus::plugins {

class multiformat_plugin final : public plugin {
public:
  static plugin_manifest manifest();

  explicit multiformat_plugin(const plugin_context& context);

  status configure(const model::parameters& wanted) override;
  /// One element: packet_type always 2, temperature in 0..99.9 and light in 0..999.9, both in steps
  /// of 0.1.
  result<readings> poll() override;

  const model::schema_ptr& data_structure() const noexcept override { return layout_; }
  microseconds poll_period() const noexcept override { return period_; }

private:
  plugin_context context_;
  model::schema_ptr layout_;
  microseconds period_{};
  rng random_;
};

} // namespace plexus::plugins
