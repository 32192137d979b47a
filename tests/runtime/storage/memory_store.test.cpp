// SPDX-License-Identifier: Apache-2.0
// What is the memory store's alone; the rest is in store.test.cpp.
#include "runtime/storage/memory_store.hpp"

#include "tests/runtime/storage/store_fixture.hpp"

using namespace plexus;
using namespace plexus::test;

TEST_CASE("retention gives memory back at commits") {
  storage::memory_store history;
  storage::stream_options options;
  options.history = {model::retention_kind::count, 10, {}};
  const auto stream = history.open_stream("s", number_layout(), options).value();
  for (std::int64_t i = 0; i < 2000; ++i) {
    REQUIRE(history.append(stream, seconds_from(i, 1)));
    REQUIRE(history.commit());
    REQUIRE(history.info(stream)->first_kept + 80 > static_cast<storage::sequence>(i));
  }
  CHECK(scan(history, stream).readings.size() == 10);
}

TEST_CASE("commits are wanted by number of elements") {
  storage::memory_store history{{100}};
  const auto stream = history.open_stream("s", number_layout(), {}).value();
  REQUIRE(history.append(stream, seconds_from(0, 99)));
  CHECK_FALSE(history.commit_wanted());
  REQUIRE(history.append(stream, seconds_from(99, 1)));
  CHECK(history.commit_wanted());
  REQUIRE(history.commit());
  CHECK_FALSE(history.commit_wanted());
  CHECK(history.health().commits == 1);
}
