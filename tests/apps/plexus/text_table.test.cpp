// SPDX-License-Identifier: Apache-2.0
#include "apps/plexus/text_table.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace plexus::apps;
using nlohmann::json;

namespace {

std::string printed(const text_table& table) {
  std::ostringstream out;
  table.print(out);
  return out.str();
}

} // namespace

TEST_CASE("columns are as wide as their widest cell", "[text_table]") {
  text_table table{{"NAME", "COUNT", "NOTE"}};
  table.add({"a", "7", "x"});
  table.add({"longer", "-12.5", "y"});
  CHECK(printed(table) == "NAME    COUNT  NOTE\n"
                          "a           7  x\n"
                          "longer  -12.5  y\n");
}

TEST_CASE("one text makes a column of texts", "[text_table]") {
  text_table table{{"UNIT", "N"}};
  table.add({"1", "5"});
  table.add({"km/h", "-"});
  CHECK(printed(table) == "UNIT  N\n"
                          "1     5\n"
                          "km/h  -\n");
}

TEST_CASE("characters count, not bytes", "[text_table]") {
  text_table table{{"UNIT", "X"}};
  table.add({"\u00b5g/m\u00b3", "x"});
  CHECK(printed(table) == "UNIT   X\n"
                          "\u00b5g/m\u00b3  x\n");
  CHECK(cut_to("\u00b5g/m\u00b3", 5) == "\u00b5g/m\u00b3");
  CHECK(cut_to("\u00b5\u00b5\u00b5\u00b5\u00b5", 4) == "\u00b5...");
  CHECK(cut_to("abc", 2) == "..");
}

TEST_CASE("lines are cut to the terminal", "[text_table]") {
  text_table table{{"NAME", "LATEST"}};
  table.add({"room", "t=21.5 h=40"});
  std::ostringstream out;
  table.print(out, 12);
  CHECK(out.str() == "NAME  LATEST\n"
                     "room  t=2...\n");
}

TEST_CASE("control characters of a device do not reach the terminal", "[text_table]") {
  text_table table{{"NAME"}};
  table.add({"\x1b[2Jgone\n"});
  CHECK(printed(table) == "NAME\n?[2Jgone?\n");
}

TEST_CASE("rows may be of different lengths", "[text_table]") {
  text_table table{{"A"}};
  table.add({"b", "c"});
  table.add({});
  CHECK(printed(table) == "A\nb  c\n\n");
}

TEST_CASE("numbers for people", "[text_table]") {
  CHECK(bytes_text(0) == "0 B");
  CHECK(bytes_text(1023) == "1023 B");
  CHECK(bytes_text(1536) == "1.5 KB");
  CHECK(bytes_text(3.0 * 1024 * 1024 * 1024) == "3.0 GB");
  CHECK(bytes_text(9e18).ends_with(" TB"));
  CHECK(count_text(999) == "999");
  CHECK(count_text(1'200) == "1.2 k");
  CHECK(count_text(3'400'000) == "3.4 M");
}

TEST_CASE("JSON values as cells", "[text_table]") {
  CHECK(cell(nullptr) == "-");
  CHECK(cell("text") == "text");
  CHECK(cell(7) == "7");
  CHECK(cell(true) == "true");
  CHECK(cell(20.25) == "20.25");
  CHECK(cell(1.0 / 3) == "0.333333");
}

TEST_CASE("a latest element in one line", "[text_table]") {
  CHECK(latest_text(nullptr) == "-");
  CHECK(latest_text(json::object()) == "-");
  CHECK(latest_text({{"timed", 1}, {"values", json::object()}}) == "(timed only)");
  CHECK(latest_text({{"timed", 1}, {"values", {{"a", 1}, {"b", nullptr}}}}) == "a=1 b=-");
}
