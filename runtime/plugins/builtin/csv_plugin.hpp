// SPDX-License-Identifier: Apache-2.0
// `csv`: follows a CSV file that another program writes, as GSN's wrapper of that name does, and
// goes on after a restart without repeating rows. Not for playing a recording at its own pace; that
// is `replay`.
#pragma once

#include "runtime/plugins/builtin/csv/csv_reader.hpp"
#include "runtime/plugins/plugin.hpp"
#include "runtime/plugins/plugin_registry.hpp"

#include <optional>
#include <string>

namespace plexus::plugins {

class csv_plugin final : public plugin {
public:
  static plugin_manifest manifest();

  explicit csv_plugin(const plugin_context& context) : context_(context) {}
  /// Writes a checkpoint that acknowledge() put off.
  ~csv_plugin() override;

  /// The file need not exist yet. Errors: plugin_configuration.
  status configure(const model::parameters& wanted) override;
  /// The next rows, at most `rows-per-poll`; `more` when the file has further ones. Errors:
  /// device_unavailable, plugin_failed, bad_reading (strict only).
  result<readings> poll() override;
  /// Writes the checkpoint file; while the data file has more, at most ten times a second. Errors:
  /// plugin_failed.
  status acknowledge(const std::string& checkpoint) override;

  const model::schema_ptr& data_structure() const noexcept override { return layout_; }
  microseconds poll_period() const noexcept override { return period_; }

private:
  void load_earlier();
  status store();

  plugin_context context_;
  model::schema_ptr layout_ = model::schema::empty();
  microseconds period_{};
  std::size_t rows_per_poll_ = 0;
  bool counts_ = false;
  std::filesystem::path checkpoint_file_; // empty: no checkpoints
  std::optional<csv_reader> reader_;
  bool more_ = false;
  std::string acknowledged_; // to be written; empty: nothing
  std::optional<nanoseconds> stored_at_;
};

} // namespace plexus::plugins
