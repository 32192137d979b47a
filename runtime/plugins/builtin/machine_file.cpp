// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/machine_file.hpp"

#include "runtime/plugins/builtin/parameter_reader.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace plexus::plugins {

namespace {

constexpr std::size_t folder_entries_max = 4096;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// Runs of digits compare by their value, everything else by its bytes.
bool natural_less(std::string_view a, std::string_view b) noexcept {
  while (!a.empty() && !b.empty()) {
    if (!is_digit(a[0]) || !is_digit(b[0])) {
      if (a[0] != b[0])
        return a[0] < b[0];
      a.remove_prefix(1);
      b.remove_prefix(1);
      continue;
    }
    const auto run = [](std::string_view text) {
      return text.substr(0, std::min(text.size(), text.find_first_not_of("0123456789")));
    };
    const auto left = run(a);
    const auto right = run(b);
    if (left != right)
      return left.size() != right.size() ? left.size() < right.size() : left < right;
    a.remove_prefix(left.size());
    b.remove_prefix(right.size());
  }
  return a.size() < b.size();
}

} // namespace

result<std::string> read_machine_file(const std::filesystem::path& file) {
  const int handle = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (handle < 0)
    return fail(errc::device_unavailable, std::strerror(errno), file.string());
  std::string content(4096, '\0');
  std::size_t used = 0;
  int failure = 0;
  while (used < machine_file_bytes_max) {
    if (used == content.size())
      content.resize(std::min(content.size() * 4, machine_file_bytes_max));
    const auto got = ::read(handle, content.data() + used, content.size() - used);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0) {
      failure = got < 0 ? errno : 0;
      break;
    }
    used += static_cast<std::size_t>(got);
  }
  ::close(handle);
  if (failure != 0)
    return fail(errc::device_unavailable, std::strerror(failure), file.string());
  content.resize(used);
  return content;
}

std::optional<std::string> read_machine_line(const std::filesystem::path& file) {
  const auto content = read_machine_file(file);
  if (!content)
    return std::nullopt;
  const std::string_view all = *content;
  const auto line = trimmed(all.substr(0, all.find('\n')));
  if (line.empty())
    return std::nullopt;
  return std::string{line};
}

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::error_code failure;
  std::filesystem::directory_iterator entry{folder, failure};
  while (!failure && entry != std::filesystem::directory_iterator{} &&
         names.size() < folder_entries_max) {
    names.push_back(entry->path().filename().string());
    entry.increment(failure);
  }
  std::sort(names.begin(), names.end(), natural_less);
  return names;
}

std::optional<std::string_view> token_at(std::string_view line, std::size_t index) noexcept {
  constexpr std::string_view blanks = " \t\r\n";
  for (std::size_t at = line.find_first_not_of(blanks); at != std::string_view::npos;
       at = line.find_first_not_of(blanks, at)) {
    const auto end = std::min(line.find_first_of(blanks, at), line.size());
    if (index-- == 0)
      return line.substr(at, end - at);
    at = end;
  }
  return std::nullopt;
}

std::optional<std::string_view> line_of(std::string_view content, std::string_view key) noexcept {
  while (!content.empty()) {
    const auto end = std::min(content.find('\n'), content.size());
    const auto line = content.substr(0, end);
    if (key.empty() || token_at(line, 0) == key)
      return line;
    content.remove_prefix(std::min(end + 1, content.size()));
  }
  return std::nullopt;
}

} // namespace plexus::plugins
