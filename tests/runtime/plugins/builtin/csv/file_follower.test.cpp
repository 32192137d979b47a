// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/csv/file_follower.hpp"

#include "tests/support/scratch_folder.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::plugins;
using change = file_follower::change;

TEST_CASE("a growing file is read on") {
  const test::scratch_folder folder;
  folder.write("f", "abc");
  file_follower file{folder.path() / "f"};
  REQUIRE(file.open());
  CHECK(*file.fill());
  CHECK(file.unread() == "abc");
  CHECK_FALSE(*file.fill());
  file.consume(2);
  CHECK(file.look() == change::none);
  folder.append("f", "def");
  CHECK(file.look() == change::none);
  CHECK(*file.fill());
  CHECK(file.unread() == "cdef");
  CHECK(file.offset() == 2);
  file.seek(1);
  CHECK(file.unread().empty());
  CHECK(*file.fill());
  CHECK(file.unread() == "bcdef");
}

TEST_CASE("large files pass through the buffer") {
  const test::scratch_folder folder;
  std::string content;
  for (int i = 0; i < 200'000; ++i)
    content += std::to_string(i) + '\n';
  folder.write("f", content);
  file_follower file{folder.path() / "f"};
  REQUIRE(file.open());
  std::string read;
  while (*file.fill()) {
    const auto part = file.unread().substr(0, file.unread().size() - file.unread().size() / 3);
    read += part;
    file.consume(part.size());
  }
  read += file.unread();
  CHECK(read == content);
}

TEST_CASE("what becomes of the file is noticed") {
  const test::scratch_folder folder;
  folder.write("f", "abcdef");
  file_follower file{folder.path() / "f"};
  REQUIRE(file.open());
  REQUIRE(*file.fill());
  file.consume(4);
  REQUIRE(file.look() == change::none);

  SECTION("cut short") {
    folder.write("f", "ab");
    CHECK(file.look() == change::truncated);
  }
  SECTION("written anew and longer") {
    folder.write("f", "uvwxyz123");
    CHECK(file.look() == change::truncated);
  }
  SECTION("replaced") {
    std::filesystem::rename(folder.path() / "f", folder.path() / "f.1");
    CHECK(file.look() == change::gone);
    folder.write("f", "new");
    CHECK(file.look() == change::replaced);
    CHECK(file.unread() == "ef");
  }
}

TEST_CASE("a place is taken up only in the same content") {
  const test::scratch_folder folder;
  const std::string padding(1000, 'a');
  folder.write("f", padding);
  folder.append("f", "bcd");
  file_follower file{folder.path() / "f"};
  REQUIRE(file.open());
  REQUIRE(*file.fill());
  file.consume(1001);
  const auto place = file.place();
  REQUIRE(place);
  CHECK(place->offset == 1001);

  file_follower later{folder.path() / "f"};
  REQUIRE(later.open());
  REQUIRE(later.resume(*place));
  REQUIRE(*later.fill());
  CHECK(later.unread() == "cd");

  folder.write("f", padding);
  folder.append("f", "xcd");
  file_follower other{folder.path() / "f"};
  REQUIRE(other.open());
  CHECK_FALSE(other.resume(*place));
  CHECK(other.offset() == 0);
  folder.write("f", "short");
  CHECK_FALSE(other.resume(*place));
}

TEST_CASE("only regular files are followed") {
  const test::scratch_folder folder;
  file_follower missing{folder.path() / "none"};
  CHECK(missing.open().error().code == errc::device_unavailable);
  CHECK_FALSE(missing.is_open());
  file_follower directory{folder.path()};
  CHECK(directory.open().error().code == errc::device_unavailable);
}
