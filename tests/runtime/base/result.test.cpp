// SPDX-License-Identifier: Apache-2.0
#include "runtime/base/result.hpp"

#include <catch2/catch.hpp>

#include <memory>

using namespace plexus;

TEST_CASE("a result holds a value or an error") {
  const result<int> good{3};
  REQUIRE(good);
  CHECK(*good == 3);
  const result<int> bad{fail(errc::not_found, "no such file", "a.toml:3")};
  REQUIRE_FALSE(bad);
  CHECK(bad.error() == error{errc::not_found, "no such file", "a.toml:3"});
}

TEST_CASE("a result hands over what cannot be copied") {
  result<std::unique_ptr<int>> held{std::make_unique<int>(5)};
  const auto taken = *std::move(held);
  REQUIRE(taken);
  CHECK(*taken == 5);
}

TEST_CASE("a status is good until it fails") {
  CHECK(status{});
  const status bad{fail(errc::queue_full, "full")};
  REQUIRE_FALSE(bad);
  CHECK(bad.error().code == errc::queue_full);
}

TEST_CASE("an error names its place, what and code") {
  CHECK(fail(errc::not_found, "no such file", "a.toml:3").to_string() ==
        "a.toml:3: no such file (not-found)");
  CHECK(fail(errc::not_found, "no such file").to_string() == "no such file (not-found)");
  CHECK(fail(errc::not_found, "no such file", "a.toml:3").message() == "a.toml:3: no such file");
  const error plain{errc::not_found, "", ""};
  CHECK(plain.to_string() == std::string{describe(errc::not_found)} + " (not-found)");
}
