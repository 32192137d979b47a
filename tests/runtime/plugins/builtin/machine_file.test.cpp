// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/machine_file.hpp"

#include "tests/support/scratch_folder.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::plugins;

TEST_CASE("machine files are read up to their bound") {
  const test::scratch_folder folder;
  folder.write("small", "12 34\n");
  folder.write("large", std::string(machine_file_bytes_max + 100, 'x'));
  folder.write("blank", "\n");
  const auto small = read_machine_file(folder.path() / "small");
  REQUIRE(small);
  CHECK(*small == "12 34\n");
  const auto large = read_machine_file(folder.path() / "large");
  REQUIRE(large);
  CHECK(large->size() == machine_file_bytes_max);
  const auto missing = read_machine_file(folder.path() / "missing");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == errc::device_unavailable);
  CHECK(missing.error().where == (folder.path() / "missing").string());
  CHECK_FALSE(read_machine_file(folder.path()).has_value()); // a folder
  CHECK(read_machine_line(folder.path() / "small") == "12 34");
  CHECK_FALSE(read_machine_line(folder.path() / "blank").has_value());
  CHECK_FALSE(read_machine_line(folder.path() / "missing").has_value());
}

TEST_CASE("folders are listed in natural order") {
  const test::scratch_folder folder;
  for (const auto* name : {"cpu10", "cpu2", "cpu1", "a"})
    folder.write(name, "");
  CHECK(names_in(folder.path()) == std::vector<std::string>{"a", "cpu1", "cpu2", "cpu10"});
  CHECK(names_in(folder.path() / "none").empty());
}

TEST_CASE("lines and tokens are found") {
  const std::string content = "MemTotal:  10 kB\nMemFree:\t5 kB";
  CHECK(line_of(content, "MemFree:") == "MemFree:\t5 kB");
  CHECK(line_of(content, "") == "MemTotal:  10 kB");
  CHECK_FALSE(line_of(content, "Mem").has_value());
  CHECK_FALSE(line_of("", "").has_value());
  CHECK(token_at("a  b\tc", 2) == "c");
  CHECK_FALSE(token_at("a b", 2).has_value());
  CHECK_FALSE(token_at("  ", 0).has_value());
}
