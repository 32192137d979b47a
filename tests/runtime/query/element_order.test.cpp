// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/element_order.hpp"

#include "runtime/model/batch_builder.hpp"
#include "tests/support/field_of.hpp"

#include <catch2/catch.hpp>

#include <optional>
#include <string>

using namespace plexus;
using namespace plexus::query;
using model::value_type;
using test::field_of;

namespace {

bool admit(element_order& order, std::int64_t timed, value_type type = value_type::int32,
           const model::value& key = {}) {
  const auto layout = model::schema::make({field_of("device", type)}).value();
  const auto element = model::make_element(layout, from_microseconds(timed), {key});
  return order.admit(*element.value(), 0);
}

} // namespace

TEST_CASE("an element that is not newer is late") {
  element_order order{true};
  CHECK(admit(order, -5));
  CHECK(admit(order, 10));
  CHECK_FALSE(admit(order, 10));
  CHECK_FALSE(admit(order, 9));
  CHECK(admit(order, 11));
}

TEST_CASE("wrappers without unique stamps lose only older elements") {
  element_order order{false};
  CHECK(admit(order, 10));
  CHECK(admit(order, 10));
  CHECK_FALSE(admit(order, 9));
}

TEST_CASE("a late element does not move the last stamp") {
  element_order order{true};
  CHECK(admit(order, 10));
  CHECK_FALSE(admit(order, 3));
  CHECK_FALSE(admit(order, 5));
}

TEST_CASE("with a partial order key every value has its own last stamp") {
  element_order numbers{true, 0};
  CHECK(admit(numbers, 100, value_type::int32, std::int64_t{1}));
  CHECK(admit(numbers, 50, value_type::int32, std::int64_t{2}));
  CHECK_FALSE(admit(numbers, 100, value_type::int32, std::int64_t{1}));
  CHECK(admit(numbers, 51, value_type::int32, std::int64_t{2}));
  CHECK(admit(numbers, 7, value_type::int32)); // null is a value of its own
  CHECK_FALSE(admit(numbers, 6, value_type::int32));

  element_order texts{true, 0};
  CHECK(admit(texts, 100, value_type::string, std::string{"a device with a long name"}));
  CHECK(admit(texts, 50, value_type::string, std::string{"b"}));
  CHECK_FALSE(admit(texts, 99, value_type::string, std::string{"a device with a long name"}));
}

TEST_CASE("the number of remembered keys is bounded; the longest silent are forgotten") {
  element_order order{true, 0, 4};
  for (std::int64_t key = 1; key <= 4; ++key)
    CHECK(admit(order, key * 100, value_type::int32, key));
  CHECK(admit(order, 500, value_type::int32, std::int64_t{5}));
  CHECK_FALSE(admit(order, 400, value_type::int32, std::int64_t{4})); // still known
  CHECK(admit(order, 100, value_type::int32, std::int64_t{1}));       // forgotten
}
