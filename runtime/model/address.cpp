// SPDX-License-Identifier: Apache-2.0
#include "runtime/model/address.hpp"

#include <algorithm>
#include <array>

namespace plexus::model {

namespace {

constexpr std::size_t node_bytes_max = 63;
constexpr std::size_t name_bytes_max = 200;
constexpr std::array<std::string_view, 6> kinds{"vs",      "sensor",  "plugin",
                                                "request", "service", "node"};

bool is_node(std::string_view text) {
  return !text.empty() && text.size() <= node_bytes_max &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '.';
         });
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= name_bytes_max &&
         std::none_of(text.begin(), text.end(), [](char c) {
           return c == '/' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
         });
}

} // namespace

std::string address::to_string() const { return node + "/" + kind + "/" + name; }

result<address> parse_address(std::string_view text) {
  const auto first = text.find('/');
  const auto second = first == std::string_view::npos ? first : text.find('/', first + 1);
  if (second == std::string_view::npos)
    return fail(errc::invalid_address, "is not of the form node/kind/name", std::string{text});
  address parsed{std::string{text.substr(0, first)},
                 std::string{text.substr(first + 1, second - first - 1)},
                 std::string{text.substr(second + 1)}};
  if (!is_node(parsed.node) || !is_name(parsed.name) ||
      std::find(kinds.begin(), kinds.end(), parsed.kind) == kinds.end())
    return fail(errc::invalid_address, "has a part that is not allowed", std::string{text});
  return parsed;
}

} // namespace plexus::model
