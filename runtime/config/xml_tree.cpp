// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/xml_tree.hpp"

#include "runtime/config/text_file.hpp"
#include "runtime/model/schema.hpp"

#include <pugixml.hpp>

#include <algorithm>

namespace plexus::config {

namespace {

// Lines of offsets that are asked for in ascending order.
class line_counter {
public:
  explicit line_counter(std::string_view text) : text_(text) {}
  std::uint32_t at(std::ptrdiff_t offset) {
    const auto wanted =
        std::min(static_cast<std::size_t>(std::max<std::ptrdiff_t>(offset, 0)), text_.size());
    for (; offset_ < wanted; ++offset_)
      line_ += text_[offset_] == '\n' ? 1 : 0;
    return line_;
  }

private:
  std::string_view text_;
  std::size_t offset_ = 0;
  std::uint32_t line_ = 1;
};

// The encoding named in the XML declaration, lower case; empty when none is.
std::string declared_encoding(std::string_view text) {
  if (!text.starts_with("<?xml"))
    return {};
  const auto declaration = text.substr(0, text.find("?>"));
  auto at = declaration.find("encoding");
  if (at == std::string_view::npos)
    return {};
  at = declaration.find_first_of("\"'", at);
  if (at == std::string_view::npos)
    return {};
  const auto end = declaration.find(declaration[at], at + 1);
  return model::to_lower(declaration.substr(at + 1, end - at - 1));
}

std::string from_latin1(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xc0 | code >> 6);
      out += static_cast<char>(0x80 | (code & 0x3f));
    }
  }
  return out;
}

// The text in UTF-8. Converted here and not by the parser, whose offsets would then be those of the
// converted text.
std::optional<std::string> to_utf8(std::string_view text, problem_list& problems) {
  if (text.starts_with("\xef\xbb\xbf"))
    text.remove_prefix(3);
  if (text.find('\0') != std::string_view::npos) {
    problems.error({1, {}}, errc::malformed_xml, "neither UTF-8 nor ISO-8859-1 text");
    return std::nullopt;
  }
  const auto encoding = declared_encoding(text);
  if (encoding == "iso-8859-1" || encoding == "latin1")
    return from_latin1(text);
  if (!encoding.empty() && encoding != "utf-8" && encoding != "us-ascii") {
    problems.error({1, {}}, errc::malformed_xml,
                   "the encoding '" + encoding + "' is not read; use UTF-8 or ISO-8859-1");
    return std::nullopt;
  }
  if (const auto bad = first_invalid_utf8(text)) {
    problems.error({line_of(text, *bad), {}}, errc::malformed_xml, "bytes that are not UTF-8");
    return std::nullopt;
  }
  return std::string{text};
}

// Copies one element; false when it is too deep.
bool copy(const pugi::xml_node& from, xml_element& into, std::size_t depth, line_counter& lines) {
  into.name = from.name();
  into.line = lines.at(from.offset_debug());
  if (depth > xml_depth_max)
    return false;
  for (const auto& attribute : from.attributes())
    into.attributes.push_back({attribute.name(), attribute.value()});
  for (const auto& child : from.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
      into.text += child.value();
    } else if (child.type() == pugi::node_element) {
      if (!copy(child, into.children.emplace_back(), depth + 1, lines))
        return false;
    }
  }
  if (!into.children.empty() && trim(into.text).empty())
    into.text.clear();
  return true;
}

bool has_doctype(const pugi::xml_document& document, const pugi::xml_parse_result& outcome) {
  if (outcome.status == pugi::status_bad_doctype)
    return true;
  return std::any_of(document.begin(), document.end(),
                     [](const auto& node) { return node.type() == pugi::node_doctype; });
}

std::uint32_t line_of_doctype(std::string_view text) {
  const auto at = text.find("<!DOCTYPE");
  return at == std::string_view::npos ? 0 : line_of(text, at);
}

} // namespace

std::optional<xml_element> parse_xml(std::string_view text, problem_list& problems) {
  if (text.size() > file_bytes_max) {
    problems.error({}, errc::limit_exceeded,
                   "the text is larger than " + std::to_string(file_bytes_max) + " bytes");
    return std::nullopt;
  }
  const auto content = to_utf8(text, problems);
  if (!content)
    return std::nullopt;
  pugi::xml_document document;
  const auto outcome = document.load_buffer(
      content->data(), content->size(),
      pugi::parse_default | pugi::parse_doctype | pugi::parse_ws_pcdata, pugi::encoding_utf8);
  if (has_doctype(document, outcome)) {
    problems.error({line_of_doctype(*content), {}}, errc::doctype_refused,
                   "a DOCTYPE is not allowed");
    return std::nullopt;
  }
  if (!outcome) {
    const auto offset = static_cast<std::size_t>(std::max<std::ptrdiff_t>(outcome.offset, 0));
    problems.error({line_of(*content, offset), {}}, errc::malformed_xml, outcome.description());
    return std::nullopt;
  }
  const auto roots = std::count_if(document.begin(), document.end(), [](const auto& node) {
    return node.type() == pugi::node_element;
  });
  line_counter lines{*content};
  xml_element root;
  if (!copy(document.document_element(), root, 1, lines)) {
    problems.error({lines.at(0), {}}, errc::limit_exceeded,
                   "elements are nested deeper than " + std::to_string(xml_depth_max));
    return std::nullopt;
  }
  if (roots != 1) {
    problems.error({root.line, root.name}, errc::malformed_xml, "more than one root element");
    return std::nullopt;
  }
  return root;
}

} // namespace plexus::config
