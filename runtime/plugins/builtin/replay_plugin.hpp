// SPDX-License-Identifier: Apache-2.0
// `replay`: gives a recorded CSV file again, with the pauses it was recorded with or faster. For
// demonstrations, load tests and simulations; not for files that still grow.
#pragma once

#include "runtime/plugins/builtin/csv/csv_reader.hpp"
#include "runtime/plugins/plugin.hpp"
#include "runtime/plugins/plugin_registry.hpp"

#include <optional>

namespace plexus::plugins {

class replay_plugin final : public plugin {
public:
  static plugin_manifest manifest();

  explicit replay_plugin(const plugin_context& context) : context_(context) {}

  /// The file must have a `timed` column. Errors: plugin_configuration.
  status configure(const model::parameters& wanted) override;
  /// The rows that are due since the first poll; `next_poll` is the pause until the next one, and
  /// `ended` comes with or after the last. Errors: device_unavailable, plugin_failed.
  result<readings> poll() override;

  const model::schema_ptr& data_structure() const noexcept override { return layout_; }
  microseconds poll_period() const noexcept override { return microseconds{0}; }

private:
  bool finished() const;
  /// Reads ahead until there is a row to give out. False at the end, or when `out` should go first.
  result<bool> load(readings& out);
  void schedule_head(nanoseconds now);
  void emit_head(nanoseconds now);
  microseconds pause_before(timestamp recorded) const;

  plugin_context context_;
  model::schema_ptr layout_ = model::schema::empty();
  // settings
  double speed_ = 1; // 0 = as fast as polled
  bool restamp_ = false;
  bool loop_ = false;
  std::optional<microseconds> gap_max_;
  std::size_t rows_per_poll_ = 0;

  // state, forgotten by configure
  std::optional<csv_reader> reader_;
  std::optional<model::batch_builder> builder_;
  struct playing {
    model::batch_ptr loaded; // rows read ahead
    std::size_t head = 0;    // the next of them to give out
    bool file_ended = false;
    bool round_had_rows = false;            // a file without rows ends even a loop
    std::optional<timestamp> last_recorded; // of this round
    microseconds last_gap{0};               // recorded; also the pause between two rounds
    std::optional<nanoseconds> last_due;    // monotonic
    std::optional<nanoseconds> due;         // of the head
    std::optional<timestamp> last_stamp;    // restamped
  };
  playing now_;
};

} // namespace plexus::plugins
