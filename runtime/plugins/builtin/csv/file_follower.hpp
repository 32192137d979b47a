// SPDX-License-Identifier: Apache-2.0
// Reads a file that another program goes on writing: keeps its place, notices when the file was
// replaced (log rotation) or cut short, and can take up a place kept from an earlier run. Knows
// nothing of rows.
#pragma once

#include "runtime/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace plexus::plugins {

/// A place in a file, with a hash of up to 256 bytes before it: if they are still there, the file
/// is still the same one.
struct file_place {
  std::uint64_t offset = 0;
  std::uint64_t tail_hash = 0;
  friend bool operator==(const file_place&, const file_place&) = default;
};

class file_follower {
public:
  explicit file_follower(std::filesystem::path file) : file_(std::move(file)) {}
  ~file_follower();
  file_follower(const file_follower&) = delete;
  file_follower& operator=(const file_follower&) = delete;

  enum class change : std::uint8_t {
    none,
    replaced,  // another file has the name now; the old one is still open to be read to its end
    truncated, // shorter than it was, or other content where we have been: start again
    gone,      // no file has the name; the old one is still open
  };

  /// Opens the file at its start. Errors: device_unavailable (missing, not readable, not a regular
  /// file).
  status open();
  bool is_open() const noexcept { return handle_ >= 0; }
  void close() noexcept;

  /// Compares the open file with what the name stands for now.
  change look();

  /// What has been read and not consumed.
  std::string_view unread() const noexcept { return {buffer_.data() + begin_, end_ - begin_}; }
  void consume(std::size_t bytes);
  /// Reads on behind unread(). False at the end of the file. Errors: io_failed; asserts that
  /// unread() is shorter than the buffer.
  result<bool> fill();

  std::uint64_t offset() const noexcept { return offset_; }
  /// Goes to an offset; what was read is dropped.
  void seek(std::uint64_t offset);
  /// The place of the first unread byte. Errors: io_failed.
  result<file_place> place() const;
  /// Goes to a place if the file still has the bytes before it; false if not.
  bool resume(const file_place& place);

  const std::filesystem::path& file() const noexcept { return file_; }

private:
  std::optional<std::uint64_t> hash_before(std::uint64_t offset) const;

  std::filesystem::path file_;
  int handle_ = -1;
  std::uint64_t device_ = 0;
  std::uint64_t inode_ = 0;
  std::int64_t seen_size_ = -1;
  std::int64_t seen_change_ns_ = -1;
  std::uint64_t offset_ = 0; // of the first unread byte
  std::uint64_t seen_offset_ = 0;
  std::uint64_t seen_hash_ = 0; // before seen_offset_, at the last look
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

} // namespace plexus::plugins
