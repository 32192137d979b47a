// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/functions/digest.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace plexus::query {

namespace {

constexpr std::size_t block_bytes = 64;

// The message with its padding: a set bit, zeros, the length in bits as 64-bit number.
std::string padded(std::string_view content, bool big_endian) {
  std::string out{content};
  out += '\x80';
  while (out.size() % block_bytes != block_bytes - 8)
    out += '\0';
  const std::uint64_t bits = content.size() * 8;
  for (unsigned i = 0; i < 8; ++i)
    out += static_cast<char>(bits >> (big_endian ? 56 - 8 * i : 8 * i));
  return out;
}

std::uint32_t word_at(std::string_view block, std::size_t index, bool big_endian) {
  std::uint32_t word = 0;
  for (unsigned i = 0; i < 4; ++i)
    word |= std::uint32_t{static_cast<unsigned char>(block[index * 4 + i])}
            << (big_endian ? 24 - 8 * i : 8 * i);
  return word;
}

template <std::size_t Words>
std::string hex_of(const std::array<std::uint32_t, Words>& state, bool big_endian) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (const auto word : state)
    for (unsigned i = 0; i < 4; ++i) {
      const auto byte = word >> (big_endian ? 24 - 8 * i : 8 * i) & 0xffU;
      out += digits[byte >> 4U];
      out += digits[byte & 15U];
    }
  return out;
}

using md5_state = std::array<std::uint32_t, 4>;

void md5_block(md5_state& state, std::string_view block,
               const std::array<std::uint32_t, 64>& sines) {
  static constexpr std::array<std::array<int, 4>, 4> shifts = {
      {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}};
  auto [a, b, c, d] = state;
  for (unsigned i = 0; i < 64; ++i) {
    std::uint32_t mixed = 0;
    unsigned index = 0;
    switch (i / 16) {
      case 0:
        mixed = (b & c) | (~b & d), index = i;
        break;
      case 1:
        mixed = (d & b) | (~d & c), index = (5 * i + 1) % 16;
        break;
      case 2:
        mixed = b ^ c ^ d, index = (3 * i + 5) % 16;
        break;
      default:
        mixed = c ^ (b | ~d), index = 7 * i % 16;
    }
    const auto next =
        b + std::rotl(a + mixed + sines[i] + word_at(block, index, false), shifts[i / 16][i % 4]);
    a = d, d = c, c = b, b = next;
  }
  state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d};
}

using sha1_state = std::array<std::uint32_t, 5>;

void sha1_block(sha1_state& state, std::string_view block) {
  std::array<std::uint32_t, 80> words{};
  for (std::size_t i = 0; i < 16; ++i)
    words[i] = word_at(block, i, true);
  for (std::size_t i = 16; i < 80; ++i)
    words[i] = std::rotl(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
  auto [a, b, c, d, e] = state;
  for (std::size_t i = 0; i < 80; ++i) {
    std::uint32_t mixed = 0;
    if (i < 20)
      mixed = ((b & c) | (~b & d)) + 0x5A827999U;
    else if (i < 40)
      mixed = (b ^ c ^ d) + 0x6ED9EBA1U;
    else if (i < 60)
      mixed = ((b & c) | (b & d) | (c & d)) + 0x8F1BBCDCU;
    else
      mixed = (b ^ c ^ d) + 0xCA62C1D6U;
    const auto next = std::rotl(a, 5) + mixed + e + words[i];
    e = d, d = c, c = std::rotl(b, 30), b = a, a = next;
  }
  state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d, state[4] + e};
}

} // namespace

std::string md5_hex(std::string_view content) {
  std::array<std::uint32_t, 64> sines{};
  for (std::size_t i = 0; i < sines.size(); ++i)
    sines[i] = static_cast<std::uint32_t>(
        std::floor(std::abs(std::sin(static_cast<double>(i + 1))) * 4294967296.0));
  md5_state state{0x67452301U, 0xEFCDAB89U, 0x98BADCFEU, 0x10325476U};
  const auto message = padded(content, false);
  for (std::size_t at = 0; at < message.size(); at += block_bytes)
    md5_block(state, std::string_view{message}.substr(at, block_bytes), sines);
  return hex_of(state, false);
}

std::string sha1_hex(std::string_view content) {
  sha1_state state{0x67452301U, 0xEFCDAB89U, 0x98BADCFEU, 0x10325476U, 0xC3D2E1F0U};
  const auto message = padded(content, true);
  for (std::size_t at = 0; at < message.size(); at += block_bytes)
    sha1_block(state, std::string_view{message}.substr(at, block_bytes));
  return hex_of(state, true);
}

} // namespace plexus::query
