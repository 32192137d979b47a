// SPDX-License-Identifier: Apache-2.0
// Everything a virtual sensor does between its sources and history, without mailbox or storage:
// order check, sampling, windows, slides, triggers, source and stream SQL, rate and count limits,
// output checks. GSN's rules (docs/gsn_compatibility.md); time comes from the clock handed in.
#pragma once

#include "runtime/base/clock.hpp"
#include "runtime/model/sensor_descriptor.hpp"
#include "runtime/model/virtual_sensor_descriptor.hpp"
#include "runtime/query/sql_engine.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plexus::query {

/// What the pipeline must know of a source's wrapper.
struct source_binding {
  model::schema_ptr layout;
  bool unique_timestamps = true; // false: several elements may share a stamp (drop only older ones)
  std::size_t alternative = 0;   // the address that was started, for its partial order key
};

/// Position of a source: descriptor.streams[stream].sources[source].
struct source_index {
  std::size_t stream = 0;
  std::size_t source = 0;
};

class virtual_sensor_pipeline {
public:
  /// `bindings[stream][source]`. `unique` distinguishes the tables of pipelines that share an
  /// engine. Errors: those of sql_engine::prepare and of the descriptor's checks, `where` naming
  /// the query's place; class_unavailable for processing classes other than bridge.
  static result<std::unique_ptr<virtual_sensor_pipeline>>
  make(const model::virtual_sensor_descriptor& wanted,
       const std::vector<std::vector<source_binding>>& bindings, sql_engine& engine,
       const clock& time, const std::string& unique);

  virtual ~virtual_sensor_pipeline() = default;

  /// Takes the elements of one source in order; returns what the virtual sensor puts out because of
  /// them, in order (null when nothing). Never fails as a whole: what goes wrong is counted and
  /// kept as last error. Elements of another layout than the binding's are counted as failed.
  virtual model::batch_ptr on_elements(source_index from, const model::batch_ptr& elements) = 0;

  /// Fires the time slides that are due now.
  virtual model::batch_ptr on_time() = 0;

  /// What the last call put out beyond the first batch_rows_max elements (or half the bytes a batch
  /// may have): call until null, or the next call returns it first. Elements beyond 16 such batches
  /// are dropped and counted.
  virtual model::batch_ptr take_rest() = 0;

  /// When on_time has work next, in the clock's wall time; none without time slides.
  virtual std::optional<timestamp> next_due() const = 0;

  /// A changed descriptor with the same sources (model::same_sources): queries, limits and output
  /// are replaced, windows and order state stay. On error nothing changes.
  virtual status replace(const model::virtual_sensor_descriptor& wanted) = 0;

  virtual const model::schema_ptr& output_layout() const noexcept = 0;
  virtual model::stream_counters counters() const noexcept = 0;
  virtual const std::string& last_error() const noexcept = 0;
  virtual std::optional<timestamp> last_error_at() const noexcept = 0;
  /// What is odd in the descriptor without being an error, one sentence each: to be logged once
  /// after make and after replace.
  virtual const std::vector<std::string>& warnings() const noexcept = 0;
  /// Elements now in the window of a source.
  virtual std::size_t window_rows(source_index of) const = 0;
};

} // namespace plexus::query
