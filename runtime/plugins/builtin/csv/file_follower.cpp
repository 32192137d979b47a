// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/csv/file_follower.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace plexus::plugins {

namespace {

constexpr std::size_t buffer_bytes = 256u << 10;
constexpr std::size_t hashed_bytes = 256;

std::int64_t change_ns(const struct stat& info) {
  return std::int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec;
}

/// pread that is not stopped by signals; -1 on failure.
ssize_t read_at(int handle, char* into, std::size_t bytes, std::uint64_t offset) {
  for (;;) {
    const auto got = ::pread(handle, into, bytes, static_cast<off_t>(offset));
    if (got >= 0 || errno != EINTR)
      return got;
  }
}

} // namespace

file_follower::~file_follower() { close(); }

void file_follower::close() noexcept {
  if (handle_ >= 0)
    ::close(handle_);
  handle_ = -1;
  begin_ = end_ = 0;
  offset_ = 0;
}

status file_follower::open() {
  close();
  // Not blocking, so that a pipe under the name cannot stop the node.
  const int handle = ::open(file_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (handle < 0)
    return fail(errc::device_unavailable, std::strerror(errno), file_.string());
  struct stat info {};
  if (::fstat(handle, &info) != 0 || !S_ISREG(info.st_mode)) {
    ::close(handle);
    return fail(errc::device_unavailable, "not a regular file", file_.string());
  }
  handle_ = handle;
  device_ = info.st_dev;
  inode_ = info.st_ino;
  seen_size_ = -1;
  seen_change_ns_ = -1;
  seen_offset_ = 0;
  buffer_.resize(buffer_bytes);
  return {};
}

file_follower::change file_follower::look() {
  PLEXUS_ASSERT(is_open());
  struct stat named {};
  if (::stat(file_.c_str(), &named) != 0)
    return change::gone;
  if (named.st_dev != device_ || named.st_ino != inode_)
    return change::replaced;
  if (static_cast<std::uint64_t>(named.st_size) < offset_ + unread().size())
    return change::truncated;
  const bool same = named.st_size == seen_size_ && change_ns(named) == seen_change_ns_;
  if (!same && seen_offset_ > 0 && hash_before(seen_offset_) != seen_hash_)
    return change::truncated; // rewritten, and already longer than it was
  seen_size_ = named.st_size;
  seen_change_ns_ = change_ns(named);
  if (seen_offset_ != offset_) {
    seen_offset_ = offset_;
    seen_hash_ = hash_before(offset_).value_or(0);
  }
  return change::none;
}

void file_follower::consume(std::size_t bytes) {
  PLEXUS_ASSERT(bytes <= end_ - begin_);
  begin_ += bytes;
  offset_ += bytes;
}

result<bool> file_follower::fill() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  PLEXUS_ASSERT(end_ < buffer_.size());
  const auto got = read_at(handle_, buffer_.data() + end_, buffer_.size() - end_, offset_ + end_);
  if (got < 0)
    return fail(errc::io_failed, std::strerror(errno), file_.string());
  end_ += static_cast<std::size_t>(got);
  return got > 0;
}

void file_follower::seek(std::uint64_t offset) {
  begin_ = end_ = 0;
  offset_ = offset;
  seen_offset_ = 0;
  seen_size_ = -1;
}

std::optional<std::uint64_t> file_follower::hash_before(std::uint64_t offset) const {
  std::array<char, hashed_bytes> bytes{};
  const auto wanted = std::min<std::uint64_t>(offset, bytes.size());
  if (wanted > 0 &&
      read_at(handle_, bytes.data(), wanted, offset - wanted) != static_cast<ssize_t>(wanted))
    return std::nullopt;
  std::uint64_t hash = 0xcbf29ce484222325u; // FNV-1a
  for (std::size_t i = 0; i < wanted; ++i)
    hash = (hash ^ static_cast<unsigned char>(bytes[i])) * 0x100000001b3u;
  return hash;
}

result<file_place> file_follower::place() const {
  const auto hash = hash_before(offset_);
  if (!hash)
    return fail(errc::io_failed, "the file was cut short", file_.string());
  return file_place{offset_, *hash};
}

bool file_follower::resume(const file_place& place) {
  if (hash_before(place.offset) != place.tail_hash)
    return false;
  seek(place.offset);
  return true;
}

} // namespace plexus::plugins
