// SPDX-License-Identifier: Apache-2.0
#include "apps/plexus/validate_command.hpp"

#include "runtime/plugins/builtin/builtin_plugins.hpp"
#include "tests/support/scratch_folder.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace plexus;
namespace fs = std::filesystem;

namespace {

constexpr const char* good = R"(name = "good"

[output]
clock = "int64"

[source.tick]
plugin = "system-time"
sql = "select timed as clock, timed from wrapper"
)";

struct outcome {
  int code = 0;
  std::string text;
  bool says(const std::string& part) const { return text.find(part) != std::string::npos; }
};

outcome validated(const std::vector<fs::path>& paths) {
  plugins::plugin_registry known;
  plugins::builtin_plugins(known);
  std::ostringstream out;
  const manual_clock time;
  apps::progress shown{out, time, false};
  const auto code = apps::validate(paths, known, out, shown);
  return {code, out.str()};
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

} // namespace

TEST_CASE("a good file is accepted without a word", "[validate]") {
  const test::scratch_folder place;
  const auto done = validated({place.write("good.toml", good)});
  CHECK(done.code == 0);
  CHECK(done.text == "1 accepted, 0 rejected\n");
}

TEST_CASE("a bad file is rejected with file, line and code", "[validate]") {
  const test::scratch_folder place;
  const auto file = place.write("bad.toml", with(good, "\"int64\"", "\"complex\""));
  const auto done = validated({file});
  CHECK(done.code == 1);
  CHECK(done.says(file.string() + ":4: error: "));
  CHECK(done.text.ends_with("0 accepted, 1 rejected\n"));
}

TEST_CASE("a wrapper this machine lacks is a warning", "[validate]") {
  const test::scratch_folder place;
  const auto file = place.write("far.toml", with(good, "system-time", "tinyos-mote"));
  const auto done = validated({file});
  CHECK(done.code == 0);
  CHECK(done.says(": warning: "));
  CHECK(done.says("(unknown-plugin)"));
  CHECK(done.text.ends_with("1 accepted, 0 rejected\n"));
}

TEST_CASE("so are parameters the plugin does not know", "[validate]") {
  const test::scratch_folder place;
  const auto file =
      place.write("odd.toml", with(good, "\"system-time\"", "\"system-time\"\nclock-perriod = 5"));
  const auto done = validated({file});
  CHECK(done.code == 0);
  CHECK(done.says("(unknown-setting)"));
}

TEST_CASE("and classes that are not built in", "[validate]") {
  const test::scratch_folder place;
  const auto file = place.write(
      "class.toml", with(good, "name = \"good\"", "name = \"good\"\nclass = \"chart\""));
  const auto done = validated({file});
  CHECK(done.code == 0);
  CHECK(done.says("(class-unavailable)"));
}

TEST_CASE("a query that cannot run is rejected with the line of its source", "[validate]") {
  const test::scratch_folder place;
  constexpr const char* sql = "select timed as clock, timed from wrapper";
  const auto dropping = place.write("drop.toml", with(good, sql, "drop table wrapper"));
  const auto refused = validated({dropping});
  CHECK(refused.code == 1);
  CHECK(refused.says(dropping.string() + ":6: error: "));
  CHECK(refused.says("(sql-refused)"));
  CHECK(refused.text.ends_with("0 accepted, 1 rejected\n"));
  CHECK(validated({place.write("typo.toml", with(good, sql, "selec 1"))}).says("(sql-syntax)"));
  std::string stream{good};
  stream.append("[stream]\nsql = \"select * from tick, tock\"\n");
  const auto joined = place.write("stream.toml", stream);
  CHECK(validated({joined}).says("(sql-unknown-table)"));
}

TEST_CASE("a folder is read like a virtual sensor folder", "[validate]") {
  const test::scratch_folder place;
  place.write("a.toml", good);
  place.write("b.xml", "<virtual-sensor");
  place.write("notes.txt", "not one");
  place.write(".hidden.toml", "not one");
  const auto done = validated({place.path()});
  CHECK(done.code == 1);
  CHECK(done.text.ends_with("1 accepted, 1 rejected\n"));
}

TEST_CASE("one name in two files is rejected once", "[validate]") {
  const test::scratch_folder place;
  place.write("a.toml", good);
  place.write("b.toml", good);
  const auto done = validated({place.path()});
  CHECK(done.code == 1);
  CHECK(done.says("b.toml:1: error: "));
  CHECK(done.says("(duplicate-virtual-sensor)"));
  CHECK(done.text.ends_with("1 accepted, 1 rejected\n"));
}

TEST_CASE("a file that is not there is rejected", "[validate]") {
  const test::scratch_folder place;
  const auto done = validated({place.path() / "missing.toml"});
  CHECK(done.code == 1);
  CHECK(done.says("(unreadable-file)"));
}
