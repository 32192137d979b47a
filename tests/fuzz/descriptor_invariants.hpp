// SPDX-License-Identifier: Apache-2.0
// What must hold of every outcome of reading a virtual sensor's file, whatever the file was.
#pragma once

#include "runtime/base/assert.hpp"
#include "runtime/config/descriptor_checks.hpp"
#include "runtime/config/descriptor_outcome.hpp"
#include "runtime/model/schema.hpp"

namespace plexus::config::fuzzing {

inline bool in_bounds(const model::extent& wanted) {
  if (const auto* count = std::get_if<model::element_count>(&wanted))
    return count->count >= 1 && count->count <= window_count_max;
  const auto span = std::get<model::time_span>(wanted).span;
  return span > microseconds::zero() && span <= span_max;
}

inline void check_source_invariants(const model::source& source) {
  PLEXUS_ASSERT(model::is_identifier(source.alias));
  PLEXUS_ASSERT(in_bounds(source.window.size) && in_bounds(source.window.slide));
  PLEXUS_ASSERT(source.sampling_rate >= 0 && source.sampling_rate <= 1);
  PLEXUS_ASSERT(!source.alternatives.empty());
  for (const auto& address : source.alternatives) {
    PLEXUS_ASSERT(!address.wrapper.empty());
    PLEXUS_ASSERT(model::schema::make(address.declared));
  }
}

inline void check_invariants(const descriptor_outcome& outcome) {
  PLEXUS_ASSERT(outcome.accepted() == !has_errors(outcome.diagnostics));
  PLEXUS_ASSERT(outcome.diagnostics.size() <= diagnostics_max);
  for (const auto& found : outcome.diagnostics) {
    PLEXUS_ASSERT(!found.reason.empty());
    PLEXUS_ASSERT(found.code != errc{});
  }
  if (!outcome.accepted())
    return;
  const auto& sensor = *outcome.descriptor;
  PLEXUS_ASSERT(model::is_identifier(sensor.name));
  PLEXUS_ASSERT(!sensor.processing_class.empty());
  PLEXUS_ASSERT(model::schema::make(sensor.output));
  PLEXUS_ASSERT(sensor.output_rate >= microseconds::zero());
  PLEXUS_ASSERT(sensor.streams.size() <= streams_max);
  for (const auto& stream : sensor.streams) {
    PLEXUS_ASSERT(!stream.name.empty() && !stream.query.empty() && !stream.sources.empty());
    PLEXUS_ASSERT(stream.rate >= microseconds::zero());
    for (const auto& source : stream.sources)
      check_source_invariants(source);
  }
}

} // namespace plexus::config::fuzzing
