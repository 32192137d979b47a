// SPDX-License-Identifier: Apache-2.0
// Little-endian bytes and varints, written to a growing buffer and read back with every bound
// checked. For our own formats on disk; not a serialisation framework.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace plexus::codec {

static_assert(std::endian::native == std::endian::little, "our formats are copied as they are");

constexpr std::uint64_t zigzag(std::int64_t n) noexcept {
  return (static_cast<std::uint64_t>(n) << 1) ^ static_cast<std::uint64_t>(n >> 63);
}
constexpr std::int64_t unzigzag(std::uint64_t n) noexcept {
  return static_cast<std::int64_t>(n >> 1) ^ -static_cast<std::int64_t>(n & 1);
}

class byte_writer {
public:
  explicit byte_writer(std::vector<std::uint8_t>& out) : out_(out) {}

  template <class T>
  void fixed(T number) {
    static_assert(std::is_integral_v<T>);
    const auto at = out_.size();
    out_.resize(at + sizeof number);
    std::memcpy(out_.data() + at, &number, sizeof number);
  }
  void varint(std::uint64_t number) {
    while (number >= 0x80) {
      out_.push_back(static_cast<std::uint8_t>(number | 0x80));
      number >>= 7;
    }
    out_.push_back(static_cast<std::uint8_t>(number));
  }
  void raw(const void* data, std::size_t size) {
    if (size == 0)
      return;
    const auto* from = static_cast<const std::uint8_t*>(data);
    out_.insert(out_.end(), from, from + size);
  }
  /// Length and bytes.
  void text(std::string_view content) {
    varint(content.size());
    raw(content.data(), content.size());
  }
  std::size_t size() const noexcept { return out_.size(); }

private:
  std::vector<std::uint8_t>& out_;
};

/// After the first read past the end, failed() stays true and every further read gives zero.
class byte_reader {
public:
  explicit byte_reader(std::span<const std::uint8_t> bytes)
      : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  template <class T>
  T fixed() noexcept {
    static_assert(std::is_integral_v<T>);
    T number{};
    if (const auto* from = take(sizeof number))
      std::memcpy(&number, from, sizeof number);
    return number;
  }
  std::uint64_t varint() noexcept {
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (at_ == end_)
        break;
      const std::uint8_t byte = *at_++;
      number |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80)
        return number;
    }
    return refuse(), 0;
  }
  /// The next `size` bytes, or null.
  const std::uint8_t* take(std::size_t size) noexcept {
    if (size > remaining())
      return refuse(), nullptr;
    const auto* from = at_;
    at_ += size;
    return from;
  }
  std::string_view text() noexcept {
    const auto size = varint();
    const auto* from = take(size);
    return from == nullptr ? std::string_view{}
                           : std::string_view{reinterpret_cast<const char*>(from), size};
  }
  std::size_t remaining() const noexcept { return static_cast<std::size_t>(end_ - at_); }
  bool failed() const noexcept { return failed_; }
  void refuse() noexcept {
    failed_ = true;
    at_ = end_;
  }

private:
  const std::uint8_t* at_;
  const std::uint8_t* end_;
  bool failed_ = false;
};

} // namespace plexus::codec
