// SPDX-License-Identifier: Apache-2.0
// The last step of every scan: runs of elements in, pieces for the visitor out, with exact bounds,
// in either order, up to the limit. Does not know where the runs come from.
#pragma once

#include "runtime/storage/element_runs.hpp"
#include "runtime/storage/store.hpp"

#include <functional>
#include <vector>

namespace plexus::storage {

class scan_emitter {
public:
  /// `cutoff`: least timestamp that retention keeps. References must outlive the emitter.
  scan_emitter(const scan_request& wanted, std::int64_t cutoff,
               const std::function<bool(const scan_piece&)>& visit);

  /// Runs must come in scan order; rows that came before in the same scan are left out. False when
  /// the scan is over.
  bool emit(const element_run& run);

  /// Could a run with these timestamps have rows for the visitor?
  bool wants(std::int64_t time_min, std::int64_t time_max) const noexcept {
    return time_max >= from_ && time_min <= wanted_.to;
  }

private:
  bool deliver(const element_run& run);

  const scan_request& wanted_;
  const std::function<bool(const scan_piece&)>& visit_;
  std::int64_t from_;
  std::uint64_t left_;
  sequence reached_; // ascending: last one seen; descending: the one seen last, the least
  bool over_ = false;
  scan_piece piece_;
};

} // namespace plexus::storage
