// SPDX-License-Identifier: Apache-2.0
// Which journal blobs are still needed: a blob may go once all of its elements are in chunks, and
// blobs go oldest first. Bookkeeping only; blobs themselves are the engine's.
#pragma once

#include "runtime/storage/store.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace plexus::storage {

class journal_pins {
public:
  using sealed_streams = std::map<stream_id, sequence>; // everything up to there is in chunks

  void add_blob(std::uint64_t blob, std::uint64_t bytes);
  /// The newest blob has elements of the stream up to `last`.
  void pin(stream_id stream, std::uint64_t blob, sequence last);

  /// The blobs that could be deleted if the streams were sealed so far; changes nothing.
  std::vector<std::uint64_t> free_after(const sealed_streams& sealed) const;
  /// They were: forget what is sealed and the blobs that have gone.
  void release(const sealed_streams& sealed);
  void forget(stream_id stream);

  /// Streams whose oldest element is in the oldest blobs, taking `share` of all bytes; at most so
  /// many. To be sealed when the journal is too large.
  std::vector<stream_id> oldest(double share, std::size_t streams_max) const;

  std::uint64_t bytes() const noexcept { return bytes_; }
  std::size_t blobs() const noexcept { return blobs_.size(); }

private:
  struct reference {
    std::uint64_t blob;
    sequence last;
  };
  /// The oldest blob any stream needs, with those streams taken as sealed.
  std::optional<std::uint64_t> needed_from(const sealed_streams& sealed) const;
  void drop_blobs_below(std::optional<std::uint64_t> needed);

  std::deque<std::pair<std::uint64_t, std::uint64_t>> blobs_; // number, bytes
  std::uint64_t bytes_ = 0;
  std::map<stream_id, std::vector<reference>> references_;
  std::set<std::pair<std::uint64_t, stream_id>> oldest_; // by each stream's oldest blob
};

} // namespace plexus::storage
