// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/text_file.hpp"

#include "runtime/model/schema.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace plexus::config {

namespace {

// Bytes of the UTF-8 sequence at `text`, 0 when there is no valid one.
std::size_t sequence_length(std::string_view text) noexcept {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = at(0);
  if (lead < 0x80)
    return 1;
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length)
    return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xc0) != 0x80)
      return 0;
  }
  // Overlong forms, surrogates, and beyond U+10FFFF show in the second byte.
  const bool bad_second = (lead == 0xe0 && at(1) < 0xa0) || (lead == 0xed && at(1) > 0x9f) ||
                          (lead == 0xf0 && at(1) < 0x90) || (lead == 0xf4 && at(1) > 0x8f);
  return bad_second ? 0 : length;
}

std::string_view without_plus(std::string_view text) noexcept {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-')
    text.remove_prefix(1);
  return text;
}

class open_file {
public:
  // O_NONBLOCK: opening a FIFO must not wait for a writer.
  explicit open_file(const char* path)
      : descriptor_(::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~open_file() {
    if (descriptor_ >= 0)
      ::close(descriptor_);
  }
  open_file(const open_file&) = delete;
  open_file& operator=(const open_file&) = delete;
  int get() const noexcept { return descriptor_; }

private:
  int descriptor_;
};

} // namespace

result<std::string> read_text_file(const std::filesystem::path& path, std::size_t bytes_max) {
  const open_file file{path.c_str()};
  struct stat info {};
  if (file.get() < 0 || ::fstat(file.get(), &info) != 0)
    return fail(errc::unreadable_file, std::strerror(errno), path.string());
  if (!S_ISREG(info.st_mode))
    return fail(errc::unreadable_file, "not a regular file", path.string());
  std::string content;
  for (;;) {
    const auto used = content.size();
    content.resize(used + 65'536);
    const auto count = ::read(file.get(), content.data() + used, 65'536);
    if (count < 0 && errno != EINTR)
      return fail(errc::unreadable_file, std::strerror(errno), path.string());
    content.resize(used + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (content.size() > bytes_max)
      return fail(errc::limit_exceeded,
                  "the file is larger than " + std::to_string(bytes_max) + " bytes", path.string());
    if (count == 0)
      return content;
  }
}

std::string_view trim(std::string_view text) noexcept {
  constexpr std::string_view blanks = " \t\r\n\f\v";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::optional<std::int64_t> to_integer(std::string_view text) noexcept {
  text = without_plus(text);
  std::int64_t number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return number;
}

std::optional<double> to_number(std::string_view text) noexcept {
  text = without_plus(text);
  double number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc{} || end != text.data() + text.size() || !std::isfinite(number))
    return std::nullopt;
  return number;
}

std::optional<bool> to_boolean(std::string_view text) {
  const auto lower = model::to_lower(text);
  if (lower == "true")
    return true;
  if (lower == "false")
    return false;
  return std::nullopt;
}

std::optional<std::size_t> first_invalid_utf8(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const auto length = sequence_length(text.substr(at));
    if (length == 0)
      return at;
    at += length;
  }
  return std::nullopt;
}

std::uint32_t line_of(std::string_view text, std::size_t offset) noexcept {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size()));
  return 1 + static_cast<std::uint32_t>(std::count(text.begin(), end, '\n'));
}

} // namespace plexus::config
