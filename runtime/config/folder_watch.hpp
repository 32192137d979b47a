// SPDX-License-Identifier: Apache-2.0
// Which virtual sensor files there are, and which of them changed. Says nothing of their content.
// An interface, so that tests and the simulator step changes; the real one is inotify.
#pragma once

#include "runtime/base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

namespace plexus::config {

enum class file_change_kind : std::uint8_t { changed, removed }; // a new file is a changed one

struct file_change {
  std::filesystem::path path;
  file_change_kind kind = file_change_kind::changed;
  friend bool operator==(const file_change&, const file_change&) = default;
};

/// Watches folders for files named as is_virtual_sensor_file_name says; subfolders are not entered.
/// For one thread of control.
class folder_watch {
public:
  virtual ~folder_watch() = default;

  /// Readable (poll, epoll) when poll_changes may have something to tell; -1 when there is no such
  /// descriptor. It stays the same for the life of the watch.
  virtual int descriptor() const noexcept = 0;

  /// The files there are now: by folder in the order given, then by name. Afterwards the watch
  /// tells changes against this list.
  virtual std::vector<std::filesystem::path> scan() = 0;

  /// What changed since the last call; never waits. A file is changed when its writer has closed it
  /// or it was renamed into place, not before, and it comes once however often it changed. When
  /// the system lost notifications, everything is read anew. In the order of scan().
  virtual std::vector<file_change> poll_changes() = 0;

  /// The same by reading all folders and comparing times and sizes. For file systems that do not
  /// notify: a file found different so is told at the second call that finds it in the same state,
  /// for it may be half-written. Also notices that a folder which was deleted is back.
  virtual std::vector<file_change> rescan() = 0;

  /// Folders that are gone since; their files were told as removed. rescan() looks for them again.
  virtual std::vector<std::filesystem::path> missing_folders() const = 0;
};

/// Watches with inotify. Errors: not_found (a folder does not exist or is no folder; `where` names
/// it), io_failed (no permission, no more watches allowed).
result<std::unique_ptr<folder_watch>>
watch_folders(const std::vector<std::filesystem::path>& folders);

} // namespace plexus::config
