// SPDX-License-Identifier: Apache-2.0
#include "transports/control/process_figures.hpp"

#include <catch2/catch.hpp>

#include <unistd.h>

using plexus::control::process_figures;

TEST_CASE("the figures are this process's", "[process_figures]") {
  const auto before = process_figures();
  CHECK(before["pid"] == ::getpid());
  CHECK(before["resident_bytes"].get<std::uint64_t>() > 500'000);
  auto after = before;
  // Work until the system has counted some of it.
  volatile std::uint64_t sum = 0;
  for (int round = 0; round < 10'000 && after["cpu_us"] == before["cpu_us"]; ++round) {
    for (int i = 0; i < 100'000; ++i)
      sum = sum + static_cast<std::uint64_t>(i);
    after = process_figures();
  }
  CHECK(after["cpu_us"].get<std::int64_t>() > before["cpu_us"].get<std::int64_t>());
}
