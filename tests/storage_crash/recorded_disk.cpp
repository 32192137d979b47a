// SPDX-License-Identifier: Apache-2.0
#include "tests/storage_crash/recorded_disk.hpp"

#include "runtime/base/assert.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <map>
#include <sys/uio.h>
#include <unistd.h>

namespace {

constexpr std::size_t page_bytes = 4096;

enum class kind : std::uint8_t { write, sync, truncate, acknowledge };

struct event {
  kind what{};
  bool durable = false; // written through a descriptor opened with O_DSYNC
  std::uint64_t at = 0; // offset, length of the file, or what was acknowledged
  std::vector<std::uint8_t> bytes;
};

/// The one recording. Interposed calls have no other way to find it.
struct recording {
  std::string suffix;
  std::map<int, bool> files; // descriptor -> O_DSYNC
  std::vector<event> events;
  std::int64_t bytes_left = -1;
};
recording* active = nullptr;

template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

bool recorded(int file) { return active != nullptr && active->files.contains(file); }

bool has_room(int file, std::size_t size) {
  if (!recorded(file) || active->bytes_left < 0)
    return true;
  if (active->bytes_left < static_cast<std::int64_t>(size))
    return errno = ENOSPC, false;
  active->bytes_left -= static_cast<std::int64_t>(size);
  return true;
}

void note(int file, const void* data, ssize_t size, off_t at) {
  if (!recorded(file) || size <= 0)
    return;
  const auto* from = static_cast<const std::uint8_t*>(data);
  active->events.push_back(
      {kind::write, active->files.at(file), static_cast<std::uint64_t>(at), {from, from + size}});
}

int opened(int file, const char* path, int flags) {
  if (active == nullptr || file < 0)
    return file;
  active->files.erase(file);
  const std::string name{path};
  if (name.ends_with(active->suffix))
    active->files[file] = (flags & (O_DSYNC | O_SYNC)) != 0;
  return file;
}

mode_t mode_of(int flags, va_list more) {
  return (flags & O_CREAT) != 0 ? static_cast<mode_t>(va_arg(more, int)) : 0;
}

} // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const auto mode = mode_of(flags, more);
  va_end(more);
  return opened(real<int(const char*, int, ...)>("open")(path, flags, mode), path, flags);
}

int open64(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const auto mode = mode_of(flags, more);
  va_end(more);
  return opened(real<int(const char*, int, ...)>("open64")(path, flags, mode), path, flags);
}

int close(int file) {
  if (active != nullptr)
    active->files.erase(file);
  return real<int(int)>("close")(file);
}

ssize_t pwrite(int file, const void* data, size_t size, off_t at) {
  if (!has_room(file, size))
    return -1;
  const auto done = real<ssize_t(int, const void*, size_t, off_t)>("pwrite")(file, data, size, at);
  note(file, data, done, at);
  return done;
}

ssize_t pwrite64(int file, const void* data, size_t size, off64_t at) {
  return pwrite(file, data, size, at);
}

ssize_t write(int file, const void* data, size_t size) {
  if (!has_room(file, size))
    return -1;
  const off_t at = recorded(file) ? lseek(file, 0, SEEK_CUR) : 0;
  const auto done = real<ssize_t(int, const void*, size_t)>("write")(file, data, size);
  note(file, data, done, at);
  return done;
}

ssize_t pwritev(int file, const struct iovec* parts, int count, off_t at) {
  std::size_t size = 0;
  for (int i = 0; i < count; ++i)
    size += parts[i].iov_len;
  if (!has_room(file, size))
    return -1;
  const auto done =
      real<ssize_t(int, const struct iovec*, int, off_t)>("pwritev")(file, parts, count, at);
  ssize_t left = done;
  for (int i = 0; i < count && left > 0; ++i) {
    const auto part = std::min<ssize_t>(left, static_cast<ssize_t>(parts[i].iov_len));
    note(file, parts[i].iov_base, part, at);
    at += part;
    left -= part;
  }
  return done;
}

ssize_t pwritev64(int file, const struct iovec* parts, int count, off64_t at) {
  return pwritev(file, parts, count, at);
}

ssize_t writev(int file, const struct iovec* parts, int count) {
  off_t at = recorded(file) ? lseek(file, 0, SEEK_CUR) : 0;
  const auto done = real<ssize_t(int, const struct iovec*, int)>("writev")(file, parts, count);
  ssize_t left = done;
  for (int i = 0; i < count && left > 0; ++i) {
    const auto part = std::min<ssize_t>(left, static_cast<ssize_t>(parts[i].iov_len));
    note(file, parts[i].iov_base, part, at);
    at += part;
    left -= part;
  }
  return done;
}

int fdatasync(int file) {
  const int done = real<int(int)>("fdatasync")(file);
  if (done == 0 && recorded(file))
    active->events.push_back({kind::sync, false, 0, {}});
  return done;
}

int fsync(int file) {
  const int done = real<int(int)>("fsync")(file);
  if (done == 0 && recorded(file))
    active->events.push_back({kind::sync, false, 0, {}});
  return done;
}

int ftruncate(int file, off_t size) noexcept {
  const int done = real<int(int, off_t)>("ftruncate")(file, size);
  if (done == 0 && recorded(file))
    active->events.push_back({kind::truncate, false, static_cast<std::uint64_t>(size), {}});
  return done;
}

int ftruncate64(int file, off64_t size) noexcept { return ftruncate(file, size); }

int msync(void* start, size_t size, int flags) {
  // Stores through a map leave no call to record: the model would not hold.
  PLEXUS_ASSERT(active == nullptr);
  return real<int(void*, size_t, int)>("msync")(start, size, flags);
}

} // extern "C"

namespace plexus::test {
namespace {

void put(std::vector<std::uint8_t>& file, std::uint64_t at, const std::uint8_t* from,
         std::size_t size) {
  if (file.size() < at + size)
    file.resize(at + size);
  std::memcpy(file.data() + at, from, size);
}

/// One write, page by page; a page that is lost keeps what it had.
void put_perhaps(std::vector<std::uint8_t>& file, const event& written, rng& random) {
  for (std::size_t done = 0; done < written.bytes.size();) {
    const auto at = written.at + done;
    const auto size = std::min(page_bytes - at % page_bytes, written.bytes.size() - done);
    if (random.chance(0.5))
      put(file, at, written.bytes.data() + done, size);
    done += size;
  }
}

} // namespace

recorded_disk::recorded_disk(std::string suffix) {
  PLEXUS_ASSERT(active == nullptr);
  active = new recording{};
  active->suffix = std::move(suffix);
}

recorded_disk::~recorded_disk() {
  delete active;
  active = nullptr;
}

void recorded_disk::acknowledge(std::uint64_t number) {
  active->events.push_back({kind::acknowledge, true, number, {}});
}

std::size_t recorded_disk::events() const { return active->events.size(); }

std::size_t recorded_disk::syncs() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(active->events, [](const event& e) { return e.what == kind::sync; }));
}

recorded_disk::image recorded_disk::cut(std::size_t events, rng& random) const {
  image left;
  std::vector<const event*> unsynced;
  for (std::size_t i = 0; i < events; ++i) {
    const auto& one = active->events[i];
    switch (one.what) {
      case kind::write:
        if (one.durable)
          put(left.bytes, one.at, one.bytes.data(), one.bytes.size());
        else
          unsynced.push_back(&one);
        break;
      case kind::sync:
        for (const auto* earlier : unsynced)
          put(left.bytes, earlier->at, earlier->bytes.data(), earlier->bytes.size());
        unsynced.clear();
        break;
      case kind::truncate:
        left.bytes.resize(one.at);
        break;
      case kind::acknowledge:
        left.acknowledged = one.at;
        break;
    }
  }
  for (const auto* lost : unsynced)
    put_perhaps(left.bytes, *lost, random);
  return left;
}

void recorded_disk::fail_after(std::int64_t bytes) { active->bytes_left = bytes; }

} // namespace plexus::test
