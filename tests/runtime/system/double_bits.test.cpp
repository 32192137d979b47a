// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/double_bits.hpp"

#include "tests/runtime/system/system_test_types.hpp"

#include <caf/binary_deserializer.hpp>
#include <caf/binary_serializer.hpp>
#include <catch2/catch.hpp>

#include <limits>

using namespace plexus;
using namespace plexus::test;

TEST_CASE("every double survives serialisation bit for bit") {
  using limits = std::numeric_limits<double>;
  const auto value = GENERATE(0.0, -0.0, 21.5, 1e-300, limits::infinity(), -limits::infinity(),
                              limits::quiet_NaN(), limits::denorm_min(), limits::max());
  sample before{"kitchen", value};
  caf::binary_serializer::container_type bytes;
  caf::binary_serializer sink{nullptr, bytes};
  REQUIRE_FALSE(sink(before));
  sample after;
  caf::binary_deserializer source{nullptr, bytes};
  REQUIRE_FALSE(source(after));
  CHECK(after.name == before.name);
  CHECK(std::bit_cast<std::uint64_t>(after.value) == std::bit_cast<std::uint64_t>(value));
}
