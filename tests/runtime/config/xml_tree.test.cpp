// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/xml_tree.hpp"

#include "runtime/config/text_file.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::config;

namespace {

xml_element parsed(std::string_view text) {
  problem_list problems{"f"};
  const auto tree = parse_xml(text, problems);
  CHECK(problems.take().empty());
  REQUIRE(tree);
  return *tree;
}

diagnostic refused(std::string_view text) {
  problem_list problems{"f"};
  CHECK_FALSE(parse_xml(text, problems));
  const auto found = problems.take();
  REQUIRE(found.size() == 1);
  return found[0];
}

} // namespace

TEST_CASE("elements have their lines, attributes and text as written") {
  const auto root = parsed("<?xml version='1.0'?>\n<!-- c -->\n<a x='1'\n   y='&lt;2'>\n"
                           "  <b> t &amp; u </b>\n\n  <c/><d> </d></a>");
  CHECK(root.name == "a");
  CHECK(root.line == 3);
  CHECK(root.text.empty());
  REQUIRE(root.attributes.size() == 2);
  CHECK(root.attributes[1].value == "<2");
  REQUIRE(root.children.size() == 3);
  CHECK(root.children[0].line == 5);
  CHECK(root.children[0].text == " t & u ");
  CHECK(root.children[1].line == 7);
  CHECK(root.children[2].text == " ");
}

TEST_CASE("CDATA is text, and text around comments is joined") {
  CHECK(parsed("<a>x<![CDATA[<&]]>y<!-- no -->z</a>").text == "x<&yz");
}

TEST_CASE("entities other than the five and characters stay as written") {
  CHECK(parsed("<a>&lol;&#65;</a>").text == "&lol;A");
}

TEST_CASE("Latin-1 is converted, a byte order mark skipped") {
  CHECK(parsed("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xfc</a>").text == "\xc3\xbc");
  CHECK(parsed("\xef\xbb\xbf<a>\xc3\xbc</a>").text == "\xc3\xbc");
}

TEST_CASE("what a settings file has no need of is refused") {
  CHECK(refused("<!DOCTYPE a><a/>").code == errc::doctype_refused);
  CHECK(refused("\n<!DOCTYPE a SYSTEM 'file:///etc/passwd' [").position.line == 2);
  CHECK(refused("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>").code ==
        errc::doctype_refused);
  CHECK(refused("<a>\n<b></a>").code == errc::malformed_xml);
  CHECK(refused("<a>\n<b></a>").position.line == 2);
  CHECK(refused("").code == errc::malformed_xml);
  CHECK(refused("words").code == errc::malformed_xml);
  CHECK(refused("<a/><b/>").code == errc::malformed_xml);
  CHECK(refused("<?xml version='1.0' encoding='UTF-16'?><a/>").code == errc::malformed_xml);
  CHECK(refused(std::string_view{"<\0a\0/\0>\0", 8}).code == errc::malformed_xml);
  CHECK(refused("<a>\n\xff</a>").position.line == 2);
  CHECK(refused(std::string(file_bytes_max + 1, ' ')).code == errc::limit_exceeded);
}

TEST_CASE("XML depth is bounded") {
  const auto nested = [](std::size_t depth) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i)
      text += "<a>";
    for (std::size_t i = 0; i < depth; ++i)
      text += "</a>";
    return text;
  };
  parsed(nested(xml_depth_max));
  CHECK(refused(nested(xml_depth_max + 1)).code == errc::limit_exceeded);
  CHECK(refused(nested(100'000)).code == errc::limit_exceeded);
}
