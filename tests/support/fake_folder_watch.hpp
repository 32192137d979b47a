// SPDX-License-Identifier: Apache-2.0
// A folder watch whose changes a test makes. The files need not exist.
#pragma once

#include "runtime/config/folder_watch.hpp"

#include <map>
#include <utility>

namespace plexus::config::testing {

class fake_folder_watch final : public folder_watch {
public:
  /// A file was written; told by the next poll_changes.
  void change(const std::filesystem::path& path) { note(path, file_change_kind::changed); }
  /// A file was deleted.
  void remove(const std::filesystem::path& path) { note(path, file_change_kind::removed); }
  /// What missing_folders answers.
  void lose(const std::filesystem::path& folder) { missing_.push_back(folder); }

  int descriptor() const noexcept override { return -1; }

  std::vector<std::filesystem::path> scan() override {
    pending_.clear();
    std::vector<std::filesystem::path> all;
    for (const auto& [path, kind] : files_)
      all.push_back(path);
    return all;
  }

  std::vector<file_change> poll_changes() override {
    std::vector<file_change> changes;
    for (const auto& [path, kind] : std::exchange(pending_, {}))
      changes.push_back({path, kind});
    return changes;
  }

  std::vector<file_change> rescan() override {
    ++rescans;
    return poll_changes();
  }

  std::vector<std::filesystem::path> missing_folders() const override { return missing_; }

  std::size_t rescans = 0;

private:
  void note(const std::filesystem::path& path, file_change_kind kind) {
    pending_[path] = kind;
    if (kind == file_change_kind::changed)
      files_[path] = kind;
    else
      files_.erase(path);
  }

  std::map<std::filesystem::path, file_change_kind> files_;
  std::map<std::filesystem::path, file_change_kind> pending_;
  std::vector<std::filesystem::path> missing_;
};

} // namespace plexus::config::testing
