// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/folder_lock.hpp"

#include "tests/runtime/storage/store_fixture.hpp"

using namespace plexus;
using plexus::test::scratch_folder;
using storage::folder_lock;

TEST_CASE("a folder has one writer, or readers") {
  const scratch_folder folder;
  CHECK(folder_lock::take(folder.path(), true)); // no file yet: nothing to wait for
  {
    const auto writer = folder_lock::take(folder.path(), false);
    REQUIRE(writer);
    CHECK(folder_lock::take(folder.path(), false).error().code == errc::node_running);
    CHECK(folder_lock::take(folder.path(), true).error().code == errc::node_running);
  }
  const auto reader = folder_lock::take(folder.path(), true);
  REQUIRE(reader);
  CHECK(folder_lock::take(folder.path(), true));
  CHECK(folder_lock::take(folder.path(), false).error().code == errc::node_running);
}

TEST_CASE("a folder that is not there cannot be locked") {
  const scratch_folder folder;
  CHECK(folder_lock::take(folder.path() / "none", false).error().code == errc::io_failed);
}
