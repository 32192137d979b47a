// SPDX-License-Identifier: Apache-2.0
#include "runtime/model/address.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::model;

TEST_CASE("an address reads back from its text") {
  for (const auto* kind : {"vs", "sensor", "plugin", "request", "service", "node"}) {
    const address written{"kitchen-pi.example.org", kind, "room temperature \xc3\xa4:1"};
    const auto read = parse_address(written.to_string());
    REQUIRE(read);
    CHECK(*read == written);
  }
  CHECK(address{"n", "vs", "x"}.to_string() == "n/vs/x");
}

TEST_CASE("addresses order by node, kind and name") {
  CHECK(address{"a", "vs", "z"} < address{"b", "sensor", "a"});
  CHECK(address{"a", "sensor", "z"} < address{"a", "vs", "a"});
}

TEST_CASE("what is no address is refused") {
  const std::string node(63, 'n');
  const std::string name(200, 'x');
  CHECK(parse_address(node + "/vs/" + name));
  for (const std::string& wrong :
       {std::string{}, std::string{"a"}, std::string{"a/vs"}, std::string{"a/vs/"},
        std::string{"/vs/x"}, std::string{"a//x"}, std::string{"a/VS/x"}, std::string{"a/other/x"},
        std::string{"a/vs/x/y"}, std::string{"a_b/vs/x"}, std::string{"a b/vs/x"},
        std::string{"a/vs/x\n"}, std::string{"a/vs/x\x7f"}, std::string{"a/vs/x\0y", 8},
        std::string{"\xc3\xa4/vs/x"}, node + "n/vs/x", "a/vs/" + name + "x"}) {
    INFO(wrong);
    const auto outcome = parse_address(wrong);
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().code == errc::invalid_address);
  }
}
