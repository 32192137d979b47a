// SPDX-License-Identifier: Apache-2.0
// What a stream lets in: numbers elements and refuses timestamps it already has. The part of
// append() that all stores share; where history is looked up is the store's business.
#pragma once

#include "runtime/storage/recent_timestamps.hpp"
#include "runtime/storage/store.hpp"

#include <functional>

namespace plexus::storage {

class stream_intake {
public:
  stream_intake(model::schema_ptr layout, bool unique_timestamps);

  /// Continues a stream whose elements up to `last` with timestamps up to `newest` exist.
  void resume(sequence last, std::int64_t newest);
  /// An element with that timestamp exists.
  void saw(std::int64_t timed) { recent_.insert(timed); }
  void continue_after(sequence last) { last_ = last; }
  void set_unique(bool unique) { unique_ = unique; }

  /// True when some timestamp of the batch can only be judged by `in_history`.
  bool needs_history(const model::batch& elements) const;

  /// Numbers what is accepted. `in_history` tells whether the stream has a timestamp. Without
  /// unique timestamps everything is accepted. Errors: schema_mismatch.
  result<appended> admit(const model::batch_ptr& elements,
                         const std::function<bool(std::int64_t)>& in_history);

  bool contains(std::int64_t timed, const std::function<bool(std::int64_t)>& in_history) const;

  sequence last() const noexcept { return last_; }

private:
  model::schema_ptr layout_;
  recent_timestamps recent_;
  bool unique_;
  sequence last_ = 0;
};

} // namespace plexus::storage
