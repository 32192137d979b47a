// SPDX-License-Identifier: Apache-2.0
// A small XML document as a tree with lines. Refuses what a settings file has no need of: DOCTYPE
// (and with it entities), encodings besides UTF-8 and ISO-8859-1, great depth. Knows no vocabulary.
#pragma once

#include "runtime/config/diagnostic.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plexus::config {

struct xml_attribute {
  std::string name;
  std::string value;
};

struct xml_element {
  std::string name;
  std::string text; // character data directly inside, as written; empty when only between children
  std::uint32_t line = 0; // of the start tag's name
  std::vector<xml_attribute> attributes;
  std::vector<xml_element> children;
};

/// Elements nested deeper are refused.
inline constexpr std::size_t xml_depth_max = 32;

/// The root element, or nothing and one error in `problems`: malformed_xml, doctype_refused,
/// limit_exceeded (text larger than file_bytes_max, or too deep).
std::optional<xml_element> parse_xml(std::string_view text, problem_list& problems);

} // namespace plexus::config
