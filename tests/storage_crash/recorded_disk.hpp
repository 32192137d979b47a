// SPDX-License-Identifier: Apache-2.0
// What a process writes to one file, recorded at the system calls: this program's own pwrite,
// pwritev, write, fdatasync, fsync, msync, ftruncate and open stand in for the C library's, also
// for the shared libraries it uses. From the record images of the file are made as a power cut
// would have left it. Not thread-safe; one recording at a time.
#pragma once

#include "runtime/base/rng.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace plexus::test {

/// Model of a disk: a 4 KB page written since the last sync is on the medium or not, by chance.
class recorded_disk {
public:
  /// Starts recording what happens to files whose path ends in `suffix`.
  explicit recorded_disk(std::string suffix);
  ~recorded_disk();
  recorded_disk(const recorded_disk&) = delete;
  recorded_disk& operator=(const recorded_disk&) = delete;

  /// Marks a point: what came before was acknowledged as `number`.
  void acknowledge(std::uint64_t number);

  std::size_t events() const;
  std::size_t syncs() const;

  struct image {
    std::vector<std::uint8_t> bytes;
    std::uint64_t acknowledged = 0;
  };
  /// The file after the first `events` events.
  image cut(std::size_t events, rng& random) const;

  /// From now on writes fail with ENOSPC once so many more bytes have been written; -1 = never.
  void fail_after(std::int64_t bytes);
};

} // namespace plexus::test
