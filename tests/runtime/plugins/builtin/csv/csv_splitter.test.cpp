// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/csv/csv_splitter.hpp"

#include <catch2/catch.hpp>

using namespace plexus::plugins;
using kind = csv_splitter::step_kind;
using cells = std::vector<std::string>;

namespace {

/// All rows of a text; a malformed one as a single cell "!".
std::vector<cells> rows(std::string_view text, bool at_end = true, char separator = ',',
                        char quote = '"') {
  csv_splitter splitter{separator, quote};
  std::vector<cells> all;
  for (;;) {
    const auto step = splitter.next(text, at_end);
    if (step.kind == kind::unfinished)
      return all;
    REQUIRE(step.bytes > 0);
    REQUIRE(step.bytes <= text.size());
    text.remove_prefix(step.bytes);
    if (step.kind == kind::row)
      all.emplace_back(splitter.cells().begin(), splitter.cells().end());
    else if (step.kind == kind::malformed)
      all.push_back({"!"});
  }
}

} // namespace

TEST_CASE("rows end with lines") {
  CHECK(rows("a,b\nc,d\n") == std::vector<cells>{{"a", "b"}, {"c", "d"}});
  CHECK(rows("a,b\r\nc,d\r\n") == std::vector<cells>{{"a", "b"}, {"c", "d"}});
  CHECK(rows("a,b\nc,d") == std::vector<cells>{{"a", "b"}, {"c", "d"}});
  CHECK(rows("a,b\nc,d", false) == std::vector<cells>{{"a", "b"}});
  CHECK(rows("\n\n") == std::vector<cells>{{""}, {""}});
  CHECK(rows(",,\n") == std::vector<cells>{{"", "", ""}});
  CHECK(rows("").empty());
}

TEST_CASE("other separators and quotes") {
  CHECK(rows("a\tb c\n", true, '\t') == std::vector<cells>{{"a", "b c"}});
  CHECK(rows("a;'b;c';d\n", true, ';', '\'') == std::vector<cells>{{"a", "b;c", "d"}});
  CHECK(rows("\"a\",b\n", true, ',', '\0') == std::vector<cells>{{"\"a\"", "b"}});
}

TEST_CASE("quoted cells hold separators, quotes and line ends") {
  CHECK(rows("\"a,b\",c\n") == std::vector<cells>{{"a,b", "c"}});
  CHECK(rows("x,\"say \"\"hi\"\" and \"\"bye\"\"\"\n") ==
        std::vector<cells>{{"x", "say \"hi\" and \"bye\""}});
  CHECK(rows("\"two\nlines\",b\nc,d\n") == std::vector<cells>{{"two\nlines", "b"}, {"c", "d"}});
  CHECK(rows("\"\",\"\"\r\n") == std::vector<cells>{{"", ""}});
  CHECK(rows("a, \"b\" ,c\n") == std::vector<cells>{{"a", "b", "c"}});
  CHECK(rows("\"\"\"\",\"\"\"\"\n") == std::vector<cells>{{"\"", "\""}});
  CHECK(rows("\"a\",\n") == std::vector<cells>{{"a", ""}});
  CHECK(rows("\"a\",") == std::vector<cells>{{"a", ""}});
}

TEST_CASE("a quote inside of an unquoted cell is a character") {
  CHECK(rows("5\" pipe,b\n") == std::vector<cells>{{"5\" pipe", "b"}});
  CHECK(rows("5\" pipe,b\r\n") == std::vector<cells>{{"5\" pipe", "b"}});
  CHECK(rows("b,5\"\r\n") == std::vector<cells>{{"b", "5\""}});
}

TEST_CASE("line ends within quotes are counted") {
  csv_splitter splitter{',', '"'};
  const auto step = splitter.next("\"a\nb\nc\"\nrest", false);
  CHECK(step.kind == kind::row);
  CHECK(step.lines == 3);
  CHECK(step.bytes == 8);
}

TEST_CASE("an open quote waits, and gives up its line at the end") {
  CHECK(rows("\"open,b\nc,d\n", false).empty());
  CHECK(rows("\"open,b\nc,d\n", true) == std::vector<cells>{{"!"}, {"c", "d"}});
  std::string text = "\"open,b\n";
  while (text.size() <= csv_row_bytes_max)
    text += "c,d\n";
  const auto all = rows(text, false);
  REQUIRE(all.size() > 2);
  CHECK(all[0] == cells{"!"});
  CHECK(all[1] == cells{"c", "d"});
}

TEST_CASE("overlong rows are left out to their end") {
  const auto text = std::string(3 * csv_row_bytes_max, 'x') + "\na,b\n";
  CHECK(rows(text) == std::vector<cells>{{"!"}, {"a", "b"}});
  csv_splitter splitter{',', '"'};
  CHECK(splitter.next(std::string(csv_row_bytes_max + 1, 'x'), false).kind == kind::malformed);
  CHECK(splitter.next("more", false).kind == kind::skipped);
  splitter.reset();
  CHECK(splitter.next("a\n", false).kind == kind::row);
  splitter.drop_line();
  CHECK(splitter.next("a\n", false).kind == kind::skipped);
  CHECK(splitter.next("a\n", false).kind == kind::row);
}
