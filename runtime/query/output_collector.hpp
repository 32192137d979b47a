// SPDX-License-Identifier: Apache-2.0
// What a virtual sensor puts out in one turn: rows that passed the checks and the output rate, in
// batches, each lost one counted. Not for the checks themselves (output_checks).
#pragma once

#include "runtime/model/sensor_descriptor.hpp"
#include "runtime/query/output_checks.hpp"
#include "runtime/query/ring.hpp"

#include <cstddef>
#include <functional>
#include <optional>

namespace plexus::query {

struct output_rules {
  model::schema_ptr layout = model::schema::empty();
  bool allow_nulls = true;
  microseconds rate{}; // least time between two published elements
  /// Elements without a timestamp of their own get distinct ones: those of one moment follow each
  /// other by a microsecond, lest the unique index of the history drop them.
  bool distinct_stamps = true;

  /// Errors: class_unavailable, invalid_argument, those of schema::make.
  static result<output_rules> make(const model::virtual_sensor_descriptor& wanted);
};

/// Batches that wait to be taken before further rows are dropped.
inline constexpr std::size_t batches_waiting_max = 16;

class output_collector {
public:
  /// Counts into `counters`, which must outlive the collector.
  output_collector(const clock& time, model::stream_counters& counters);
  output_collector(const output_collector&) = delete;
  output_collector& operator=(const output_collector&) = delete;

  /// Between turns only: what was added before must be sealed.
  void set_rules(output_rules rules);

  /// Checks and adds one row of a result. Errors: output_mismatch, limit_exceeded (counted).
  status add(const result_row& row, const output_columns& columns);

  /// Ends the turn's last batch.
  void seal();
  /// The oldest sealed batch; null when there is none.
  model::batch_ptr next();

  const output_rules& rules() const noexcept { return rules_; }

private:
  status make_room();
  bool too_soon();
  timestamp stamp();

  const clock& time_;
  model::stream_counters& counters_;
  output_rules rules_;
  std::function<timestamp()> stamp_;
  model::batch_builder rows_;
  ring<model::batch_ptr> sealed_;
  std::optional<nanoseconds> published_at_; // monotonic
  std::optional<timestamp> last_stamp_;
};

} // namespace plexus::query
