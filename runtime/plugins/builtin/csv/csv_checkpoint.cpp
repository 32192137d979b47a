// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/csv/csv_checkpoint.hpp"

#include "runtime/plugins/builtin/machine_file.hpp"
#include "runtime/plugins/builtin/parameter_reader.hpp"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace plexus::plugins {

namespace {

constexpr std::string_view place_tag = "plexus-1";

template <class T>
bool read_number(std::optional<std::string_view> text, T& into, int base = 10) {
  if (!text)
    return false;
  const auto* end = text->data() + text->size();
  const auto [stop, code] = std::from_chars(text->data(), end, into, base);
  return code == std::errc{} && stop == end;
}

std::int64_t milliseconds_of(timestamp at) {
  return std::chrono::floor<milliseconds>(at).time_since_epoch().count();
}

std::string hex(std::uint64_t number) {
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof digits, number, 16).ptr;
  return {digits, end};
}

/// "plexus-1 <offset> <hash> <lines> <rows> <newest in µs, or ->".
bool read_place(std::string_view line, csv_checkpoint& into) {
  file_place place;
  if (token_at(line, 0) != place_tag || !read_number(token_at(line, 1), place.offset) ||
      !read_number(token_at(line, 2), place.tail_hash, 16) ||
      !read_number(token_at(line, 3), into.lines) || !read_number(token_at(line, 4), into.rows))
    return false;
  if (token_at(line, 5) != "-") {
    std::int64_t newest = 0;
    if (!read_number(token_at(line, 5), newest))
      return false;
    into.newest = from_microseconds(newest);
  }
  into.place = place;
  return true;
}

status write_whole(int handle, std::string_view content) {
  while (!content.empty()) {
    const auto put = ::write(handle, content.data(), content.size());
    if (put < 0 && errno == EINTR)
      continue;
    if (put <= 0)
      return fail(errc::io_failed, std::strerror(errno));
    content.remove_prefix(static_cast<std::size_t>(put));
  }
  if (::fdatasync(handle) != 0)
    return fail(errc::io_failed, std::strerror(errno));
  return {};
}

} // namespace

std::string format_checkpoint(const csv_checkpoint& checkpoint, bool counts) {
  std::string text;
  if (counts)
    text = std::to_string(checkpoint.rows);
  else
    text = std::to_string(checkpoint.newest ? milliseconds_of(*checkpoint.newest) : 0);
  text += '\n';
  if (checkpoint.place) {
    text += place_tag;
    text += ' ' + std::to_string(checkpoint.place->offset) + ' ' +
            hex(checkpoint.place->tail_hash) + ' ' + std::to_string(checkpoint.lines) + ' ' +
            std::to_string(checkpoint.rows) + ' ';
    text += checkpoint.newest ? std::to_string(to_microseconds(*checkpoint.newest)) : "-";
    text += '\n';
  }
  return text;
}

result<csv_checkpoint> parse_checkpoint(std::string_view text, bool counts) {
  const auto end = std::min(text.find('\n'), text.size());
  const auto second = trimmed(text.substr(end));
  csv_checkpoint read;
  if (!second.empty()) {
    if (!read_place(second, read))
      return fail(errc::invalid_argument, "not a checkpoint");
    return read;
  }
  std::int64_t number = 0;
  if (!read_number(trimmed(text.substr(0, end)), number) || number < 0 ||
      number > std::int64_t{253'402'300'800'000})
    return fail(errc::invalid_argument, "not a checkpoint");
  if (counts)
    read.rows = static_cast<std::uint64_t>(number);
  else // GSN's time is cut to milliseconds: everything within that one is known
    read.newest = from_microseconds(number * 1000 + 999);
  return read;
}

std::string checkpoint_name(std::string_view instance, const std::filesystem::path& data_file) {
  auto name = std::string{instance} + '_' + data_file.filename().string();
  for (auto& c : name) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '-' || c == '_';
    if (!kept)
      c = '_';
  }
  return name;
}

result<csv_checkpoint> load_checkpoint(const std::filesystem::path& file, bool counts) {
  std::error_code failure;
  if (!std::filesystem::exists(file, failure) && !failure)
    return fail(errc::not_found, "no checkpoint yet", file.string());
  const auto content = read_machine_file(file);
  if (!content)
    return fail(errc::io_failed, content.error().what, file.string());
  auto read = parse_checkpoint(*content, counts);
  if (!read)
    return fail(read.error().code, read.error().what, file.string());
  return read;
}

status store_checkpoint(const std::filesystem::path& file, std::string_view formatted) {
  std::error_code failure;
  std::filesystem::create_directories(file.parent_path(), failure);
  auto beside = file;
  beside += ".new";
  const int handle = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (handle < 0)
    return fail(errc::io_failed, std::strerror(errno), beside.string());
  // Synced before the rename: after a power cut the name must not stand for an empty file.
  const auto written = write_whole(handle, formatted);
  ::close(handle);
  if (!written)
    return fail(errc::io_failed, written.error().what, beside.string());
  std::filesystem::rename(beside, file, failure);
  if (failure)
    return fail(errc::io_failed, failure.message(), file.string());
  return {};
}

} // namespace plexus::plugins
