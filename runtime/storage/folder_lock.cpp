// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/folder_lock.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace plexus::storage {

result<folder_lock> folder_lock::take(const std::string& folder, bool shared) {
  const auto path = folder + "/plexus.lock";
  const int file = shared ? ::open(path.c_str(), O_RDONLY | O_CLOEXEC)
                          : ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) {
    if (shared && errno == ENOENT)
      return folder_lock{-1};
    const bool forbidden = errno == EACCES || errno == EROFS || errno == EPERM;
    return fail(forbidden ? errc::storage_read_only : errc::io_failed, std::strerror(errno), path);
  }
  folder_lock lock{file};
  if (::flock(file, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0)
    return errno == EWOULDBLOCK
               ? fail(errc::node_running, "another process works in this folder", folder)
               : fail(errc::io_failed, std::strerror(errno), path);
  return lock;
}

folder_lock::~folder_lock() {
  if (file_ >= 0)
    ::close(file_);
}

} // namespace plexus::storage
