// SPDX-License-Identifier: Apache-2.0
#include "tests/runtime/plugins/builtin/host/found_values.hpp"

#include <catch2/catch.hpp>

TEST_CASE("memory in bytes") {
  const auto found = read_found(plexus::plugins::find_memory(tree("laptop"), ""));
  CHECK(found.size() == 7);
  CHECK(found.at("memory_total_bytes") == "16655659008");
  CHECK(found.at("memory_available_bytes") == "8327829504");
  CHECK(found.at("memory_cached_bytes") == "4194304000");
  const auto board = read_found(plexus::plugins::find_memory(tree("board"), ""));
  CHECK(board.size() == 3); // a kernel without swap
}
