// SPDX-License-Identifier: Apache-2.0
// `free-disk-space`: bytes an ordinary process can still write to the file system of a directory.
#pragma once

#include "runtime/plugins/plugin.hpp"
#include "runtime/plugins/plugin_registry.hpp"

namespace plexus::plugins {

class free_disk_space_plugin final : public plugin {
public:
  static plugin_manifest manifest();

  explicit free_disk_space_plugin(const plugin_context& context);

  status configure(const model::parameters& wanted) override;
  /// One element with `free_space` in bytes. Errors: device_unavailable naming the directory.
  result<readings> poll() override;

  const model::schema_ptr& data_structure() const noexcept override { return layout_; }
  microseconds poll_period() const noexcept override { return period_; }

private:
  plugin_context context_;
  model::schema_ptr layout_;
  std::filesystem::path directory_;
  microseconds period_{};
};

} // namespace plexus::plugins
