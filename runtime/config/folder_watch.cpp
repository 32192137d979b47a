// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/folder_watch.hpp"

#include "runtime/config/virtual_sensor_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace plexus::config {

namespace {

namespace fs = std::filesystem;

// IN_CREATE only for links, which nobody closes after writing; see note_event.
constexpr std::uint32_t watched_events = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE |
                                         IN_CREATE | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF |
                                         IN_ONLYDIR;

// What tells one state of a file from another without reading it.
struct fingerprint {
  dev_t device = 0;
  ino_t inode = 0;
  off_t size_bytes = 0;
  std::int64_t modified_seconds = 0;
  std::int64_t modified_nanoseconds = 0;
  mode_t mode = 0;
  friend bool operator==(const fingerprint&, const fingerprint&) = default;
};

// Nothing when there is no regular file (links are followed).
std::optional<fingerprint> fingerprint_of(const fs::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode))
    return std::nullopt;
  return fingerprint{info.st_dev,         info.st_ino,          info.st_size,
                     info.st_mtim.tv_sec, info.st_mtim.tv_nsec, info.st_mode};
}

// A symbolic link, or a further hard link: complete from the moment it appears.
bool is_link(const fs::path& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 && (S_ISLNK(info.st_mode) || info.st_nlink > 1);
}

using files = std::map<std::string, fingerprint>; // by name

files read_folder(const fs::path& folder) {
  files found;
  std::error_code failed;
  for (fs::directory_iterator at{folder, failed}, end; !failed && at != end; at.increment(failed)) {
    const auto name = at->path().filename().string();
    if (!is_virtual_sensor_file_name(name))
      continue;
    if (const auto state = fingerprint_of(at->path()))
      found.emplace(name, *state);
  }
  return found;
}

struct watched_folder {
  fs::path path;
  int watch = -1; // -1: the folder is gone
  files known;
  files unsettled; // different at the last rescan, not told yet
};

class inotify_watch final : public folder_watch {
public:
  explicit inotify_watch(int descriptor) : descriptor_(descriptor) {}
  ~inotify_watch() override { ::close(descriptor_); }
  inotify_watch(const inotify_watch&) = delete;
  inotify_watch& operator=(const inotify_watch&) = delete;

  status add(const fs::path& path);

  int descriptor() const noexcept override { return descriptor_; }
  std::vector<fs::path> scan() override;
  std::vector<file_change> poll_changes() override;
  std::vector<file_change> rescan() override;
  std::vector<fs::path> missing_folders() const override;

private:
  bool drain();
  void note_event(const inotify_event& event);
  void attach(watched_folder& folder);
  void detach(watched_folder& folder);
  std::vector<file_change> read_all(bool at_once);
  void compare(watched_folder& folder, bool at_once, std::vector<file_change>& changes);
  void tell_noted(std::size_t index, std::vector<file_change>& changes);

  int descriptor_;
  std::vector<watched_folder> folders_;
  std::set<std::pair<std::size_t, std::string>> noted_; // folder and name of files to look at
};

status inotify_watch::add(const fs::path& path) {
  watched_folder folder;
  folder.path = path;
  attach(folder);
  if (folder.watch < 0) {
    const int reason = errno;
    const bool absent = reason == ENOENT || reason == ENOTDIR;
    return fail(absent ? errc::not_found : errc::io_failed,
                std::string{"cannot watch the folder: "} + std::strerror(reason), path.string());
  }
  // A folder given twice has one watch, and its files come once.
  const bool is_new = std::none_of(folders_.begin(), folders_.end(),
                                   [&](const auto& other) { return other.watch == folder.watch; });
  if (is_new)
    folders_.push_back(std::move(folder));
  return {};
}

void inotify_watch::attach(watched_folder& folder) {
  folder.watch = ::inotify_add_watch(descriptor_, folder.path.c_str(), watched_events);
}

void inotify_watch::detach(watched_folder& folder) {
  if (folder.watch >= 0)
    ::inotify_rm_watch(descriptor_, folder.watch); // gone already with a deleted folder
  folder.watch = -1;
}

std::vector<fs::path> inotify_watch::scan() {
  drain(); // before reading, so that what changes meanwhile is told afterwards
  noted_.clear();
  std::vector<fs::path> all;
  for (auto& folder : folders_) {
    if (folder.watch < 0)
      attach(folder);
    folder.known = read_folder(folder.path);
    folder.unsettled.clear();
    for (const auto& [name, state] : folder.known)
      all.push_back(folder.path / name);
  }
  return all;
}

std::vector<file_change> inotify_watch::poll_changes() {
  if (!drain())
    return read_all(true);
  std::vector<file_change> changes;
  for (std::size_t i = 0; i < folders_.size(); ++i) {
    if (folders_[i].watch < 0)
      compare(folders_[i], true, changes);
    else
      tell_noted(i, changes);
  }
  noted_.clear();
  return changes;
}

std::vector<file_change> inotify_watch::rescan() { return read_all(!drain()); }

std::vector<file_change> inotify_watch::read_all(bool at_once) {
  std::vector<file_change> changes;
  for (std::size_t i = 0; i < folders_.size(); ++i) {
    auto& folder = folders_[i];
    // A folder deleted and made again has another inode: its old watch tells nothing any more, and
    // adding it again gives the same watch where nothing happened.
    const int before = folder.watch;
    attach(folder);
    if (before >= 0 && before != folder.watch)
      ::inotify_rm_watch(descriptor_, before);
    // Files that were both noted and changed on disk come once; compare() sees them.
    std::vector<file_change> noted;
    tell_noted(i, noted);
    std::vector<file_change> found;
    compare(folder, at_once || before != folder.watch, found);
    std::map<fs::path, file_change_kind> merged;
    for (const auto* list : {&noted, &found}) {
      for (const auto& change : *list)
        merged[change.path] = change.kind;
    }
    for (const auto& [path, kind] : merged)
      changes.push_back({path, kind});
  }
  noted_.clear();
  return changes;
}

std::vector<fs::path> inotify_watch::missing_folders() const {
  std::vector<fs::path> missing;
  for (const auto& folder : folders_) {
    if (folder.watch < 0)
      missing.push_back(folder.path);
  }
  return missing;
}

// Reads all notifications there are. False when some were lost.
bool inotify_watch::drain() {
  alignas(inotify_event) std::array<char, 16'384> buffer;
  bool complete = true;
  for (;;) {
    const auto count = ::read(descriptor_, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return complete;
    for (std::size_t at = 0; at < static_cast<std::size_t>(count);) {
      const auto& event = *reinterpret_cast<const inotify_event*>(buffer.data() + at);
      if ((event.mask & IN_Q_OVERFLOW) != 0)
        complete = false;
      else
        note_event(event);
      at += sizeof event + event.len;
    }
  }
}

void inotify_watch::note_event(const inotify_event& event) {
  for (std::size_t i = 0; i < folders_.size(); ++i) {
    auto& folder = folders_[i];
    if (folder.watch != event.wd)
      continue;
    if ((event.mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT)) != 0) {
      detach(folder);
      continue;
    }
    const std::string name = event.len == 0 ? "" : event.name;
    // A file that is only created is not written yet; its closing is told by another event.
    if ((event.mask & IN_CREATE) != 0 && !is_link(folder.path / name))
      continue;
    // Rights and times of a file that nobody told yet: it is still being written.
    if ((event.mask & IN_ATTRIB) != 0 && folder.known.find(name) == folder.known.end())
      continue;
    if (is_virtual_sensor_file_name(name))
      noted_.emplace(i, name);
  }
}

// Looks at the noted files of one folder.
void inotify_watch::tell_noted(std::size_t index, std::vector<file_change>& changes) {
  auto& folder = folders_[index];
  for (auto at = noted_.lower_bound({index, {}}); at != noted_.end() && at->first == index; ++at) {
    const auto path = folder.path / at->second;
    const auto state = fingerprint_of(path);
    if (state) {
      // Told even when times and size are the same: a clock tick is longer than two short writes.
      folder.known[at->second] = *state;
      changes.push_back({path, file_change_kind::changed});
    } else if (folder.known.erase(at->second) != 0) {
      changes.push_back({path, file_change_kind::removed});
    }
  }
}

// Reads one folder and tells what is different from what is known of it. Unless `at_once`, a file
// is told when it was the same at two rescans: one in between may see it half-written.
void inotify_watch::compare(watched_folder& folder, bool at_once,
                            std::vector<file_change>& changes) {
  const auto found = folder.watch < 0 ? files{} : read_folder(folder.path);
  std::map<std::string, file_change_kind> differences;
  for (const auto& [name, state] : folder.known) {
    if (found.find(name) == found.end())
      differences[name] = file_change_kind::removed;
  }
  const auto last = std::exchange(folder.unsettled, {});
  for (const auto& [name, state] : found) {
    const auto known = folder.known.find(name);
    if (known != folder.known.end() && known->second == state)
      continue;
    const auto before = last.find(name);
    if (at_once || (before != last.end() && before->second == state))
      differences[name] = file_change_kind::changed;
    else
      folder.unsettled.emplace(name, state);
  }
  for (const auto& [name, kind] : differences) {
    if (kind == file_change_kind::removed)
      folder.known.erase(name);
    else
      folder.known[name] = found.at(name);
    changes.push_back({folder.path / name, kind});
  }
}

} // namespace

result<std::unique_ptr<folder_watch>>
watch_folders(const std::vector<std::filesystem::path>& folders) {
  const int descriptor = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (descriptor < 0)
    return fail(errc::io_failed, std::string{"inotify: "} + std::strerror(errno));
  auto watch = std::make_unique<inotify_watch>(descriptor);
  for (const auto& folder : folders) {
    if (auto added = watch->add(folder); !added)
      return added.error();
  }
  return std::unique_ptr<folder_watch>{std::move(watch)};
}

} // namespace plexus::config
