// SPDX-License-Identifier: Apache-2.0
// The kernel queues a notification before the call that caused it returns, so nothing here waits.
#include "runtime/config/folder_watch.hpp"

#include "tests/support/fake_folder_watch.hpp"
#include "tests/support/scratch_folder.hpp"

#include <catch2/catch.hpp>

#include <poll.h>
#include <sys/stat.h>

using namespace plexus;
using namespace plexus::config;

namespace {

namespace fs = std::filesystem;
using changes = std::vector<file_change>;
constexpr auto changed = file_change_kind::changed;
constexpr auto removed = file_change_kind::removed;

std::unique_ptr<folder_watch> watch(const std::vector<fs::path>& folders) {
  auto made = watch_folders(folders);
  REQUIRE(made);
  return std::move(*made);
}

bool readable(const folder_watch& watched) {
  pollfd state{watched.descriptor(), POLLIN, 0};
  return ::poll(&state, 1, 0) == 1;
}

} // namespace

TEST_CASE("a scan lists virtual sensor files by folder and name") {
  const test::scratch_folder first;
  const test::scratch_folder second;
  const auto b = first.write("b.toml", "");
  const auto a = first.write("a.xml", "");
  first.write(".hidden.toml", "");
  first.write("notes.txt", "");
  fs::create_directory(first.path() / "sub.toml");
  const auto c = second.write("0.toml", "");
  const auto watched = watch({first.path(), second.path(), first.path()});
  CHECK(watched->scan() == std::vector{a, b, c});
  CHECK(watched->poll_changes().empty());
}

TEST_CASE("new, changed and deleted files are told once each") {
  const test::scratch_folder folder;
  const auto watched = watch({folder.path()});
  watched->scan();
  CHECK_FALSE(readable(*watched));
  const auto b = folder.write("b.toml", "1");
  const auto a = folder.write("a.toml", "1");
  folder.write("a.toml", "2");
  folder.write("a.toml~", "backup");
  CHECK(readable(*watched));
  CHECK(watched->poll_changes() == changes{{a, changed}, {b, changed}});
  CHECK_FALSE(readable(*watched));
  CHECK(watched->poll_changes().empty());
  folder.write("a.toml", "2");
  CHECK(watched->poll_changes() == changes{{a, changed}});
  fs::remove(a);
  fs::remove(folder.path() / "a.toml~");
  CHECK(watched->poll_changes() == changes{{a, removed}});
}

TEST_CASE("a file is told when it is closed, not while it is written") {
  const test::scratch_folder folder;
  const auto watched = watch({folder.path()});
  watched->scan();
  const auto path = folder.path() / "a.toml";
  std::ofstream out{path};
  out << "name = " << std::flush;
  REQUIRE(::chmod(path.c_str(), 0640) == 0);
  CHECK(watched->poll_changes().empty());
  CHECK(watched->rescan().empty());
  out << "'a'" << std::flush;
  CHECK(watched->rescan().empty());
  out.close();
  CHECK(watched->poll_changes() == changes{{path, changed}});
}

TEST_CASE("renames and links are changes") {
  const test::scratch_folder folder;
  const test::scratch_folder elsewhere;
  const auto watched = watch({folder.path()});
  watched->scan();
  const auto a = folder.path() / "a.toml";
  const auto b = folder.path() / "b.toml";
  const auto c = folder.path() / "c.toml";
  fs::rename(folder.write("a.tmp", ""), a);
  CHECK(watched->poll_changes() == changes{{a, changed}});
  fs::rename(a, b);
  CHECK(watched->poll_changes() == changes{{a, removed}, {b, changed}});
  fs::create_symlink(elsewhere.write("real", ""), a);
  fs::create_hard_link(b, c);
  CHECK(watched->poll_changes() == changes{{a, changed}, {c, changed}});
  fs::rename(b, elsewhere.path() / "b.toml");
  CHECK(watched->poll_changes() == changes{{b, removed}});
}

TEST_CASE("a file created and deleted between two looks was never there") {
  const test::scratch_folder folder;
  const auto watched = watch({folder.path()});
  watched->scan();
  fs::remove(folder.write("a.toml", ""));
  CHECK(watched->poll_changes().empty());
}

TEST_CASE("rights that change on a known file are a change") {
  const test::scratch_folder folder;
  const auto a = folder.write("a.toml", "");
  const auto watched = watch({folder.path()});
  watched->scan();
  REQUIRE(::chmod(a.c_str(), 0400) == 0);
  CHECK(watched->poll_changes() == changes{{a, changed}});
}

TEST_CASE("a rescan finds what nobody notified, once it is settled") {
  const test::scratch_folder folder;
  const test::scratch_folder elsewhere;
  const auto target = elsewhere.write("real", "1");
  const auto a = folder.path() / "a.toml";
  fs::create_symlink(target, a);
  const auto watched = watch({folder.path()});
  watched->scan();
  elsewhere.write("real", "22"); // the folder itself does not notice
  CHECK(watched->poll_changes().empty());
  CHECK(watched->rescan().empty());
  elsewhere.write("real", "333");
  CHECK(watched->rescan().empty());
  CHECK(watched->rescan() == changes{{a, changed}});
  CHECK(watched->rescan().empty());
  fs::remove(target);
  CHECK(watched->rescan() == changes{{a, removed}});
}

TEST_CASE("lost notifications lead to a full comparison") {
  const test::scratch_folder folder;
  const auto kept = folder.write("kept.toml", "");
  const auto gone = folder.write("gone.toml", "");
  const auto watched = watch({folder.path()});
  watched->scan();
  std::size_t queue_max = 0;
  std::ifstream{"/proc/sys/fs/inotify/max_queued_events"} >> queue_max;
  REQUIRE(queue_max > 0);
  if (queue_max > 100'000)
    return;
  // Alternating names, for equal neighbours are joined in the queue.
  const auto x = folder.write("x.txt", "");
  const auto y = folder.write("y.txt", "");
  for (std::size_t i = 0; i <= queue_max / 2; ++i) {
    REQUIRE(::chmod(x.c_str(), 0600) == 0);
    REQUIRE(::chmod(y.c_str(), 0600) == 0);
  }
  fs::remove(gone);
  const auto fresh = folder.write("fresh.toml", "");
  CHECK(watched->poll_changes() == changes{{fresh, changed}, {gone, removed}});
  CHECK(watched->poll_changes().empty());
}

TEST_CASE("a folder that is not there is a clear error") {
  const test::scratch_folder folder;
  const auto absent = folder.path() / "absent";
  const auto made = watch_folders({folder.path(), absent});
  REQUIRE_FALSE(made);
  CHECK(made.error().code == errc::not_found);
  CHECK(made.error().where == absent.string());
  CHECK(watch_folders({folder.write("file", "")}).error().code == errc::not_found);
}

TEST_CASE("a deleted folder loses its files and is found again") {
  const test::scratch_folder base;
  const auto folder = base.path() / "vs";
  fs::create_directory(folder);
  const auto a = base.write("vs/a.toml", "");
  const auto watched = watch({folder});
  watched->scan();
  fs::remove_all(folder);
  CHECK(watched->poll_changes() == changes{{a, removed}});
  CHECK(watched->missing_folders() == std::vector{folder});
  CHECK(watched->poll_changes().empty());
  CHECK(watched->rescan().empty());
  fs::create_directory(folder);
  base.write("vs/a.toml", "");
  CHECK(watched->rescan() == changes{{a, changed}});
  CHECK(watched->missing_folders().empty());
  base.write("vs/a.toml", "again");
  CHECK(watched->poll_changes() == changes{{a, changed}});
}

TEST_CASE("a folder replaced by another is followed") {
  const test::scratch_folder base;
  const auto folder = base.path() / "vs";
  fs::create_directory(folder);
  base.write("vs/a.toml", "");
  const auto watched = watch({folder});
  watched->scan();
  fs::create_directory(base.path() / "new");
  base.write("new/b.toml", "");
  fs::rename(folder, base.path() / "old");
  fs::rename(base.path() / "new", folder);
  CHECK(watched->rescan() == changes{{folder / "a.toml", removed}, {folder / "b.toml", changed}});
  base.write("old/a.toml", "no longer ours");
  CHECK(watched->poll_changes().empty());
  base.write("vs/b.toml", "x");
  CHECK(watched->poll_changes() == changes{{folder / "b.toml", changed}});
}

TEST_CASE("the fake tells what it was told") {
  testing::fake_folder_watch fake;
  fake.change("vs/b.toml");
  CHECK(fake.scan() == std::vector<fs::path>{"vs/b.toml"});
  CHECK(fake.poll_changes().empty());
  fake.change("vs/a.toml");
  fake.remove("vs/b.toml");
  CHECK(fake.poll_changes() == changes{{"vs/a.toml", changed}, {"vs/b.toml", removed}});
  CHECK(fake.scan() == std::vector<fs::path>{"vs/a.toml"});
}
