// SPDX-License-Identifier: Apache-2.0
// At most one process (and one store in it) works in a folder. The system drops the lock with the
// process, however that ends.
#pragma once

#include "runtime/base/result.hpp"

#include <string>
#include <utility>

namespace plexus::storage {

class folder_lock {
public:
  /// Takes `folder`/plexus.lock. `shared` for readers of a folder that cannot be written; they
  /// exclude writers but not each other, and need no lock file. Errors: node_running, io_failed,
  /// storage_read_only (the file cannot be made or written).
  static result<folder_lock> take(const std::string& folder, bool shared);

  folder_lock(folder_lock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  folder_lock& operator=(folder_lock&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
  }
  ~folder_lock();

private:
  explicit folder_lock(int file) : file_(file) {}
  int file_;
};

} // namespace plexus::storage
