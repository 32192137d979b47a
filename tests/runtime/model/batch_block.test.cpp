// SPDX-License-Identifier: Apache-2.0
#include "runtime/model/batch_block.hpp"

#include "runtime/model/batch_builder.hpp"

#include <catch2/catch.hpp>

#include <cstring>

using namespace plexus;
using namespace plexus::model;

TEST_CASE("a block filled in place is a batch") {
  const auto layout = schema::make({{"n", value_type::int64, {}, {}, {}, {}, 0},
                                    {"s", value_type::string, {}, {}, {}, {}, 0}})
                          .value();
  batch_block block{layout, 70, 3};
  std::memcpy(block.tail().data(), "abc", 3);
  for (std::size_t row = 0; row < 70; ++row) {
    block.timestamps()[row] = static_cast<std::int64_t>(row);
    block.slots(0)[row] = row * 2;
    block.slots(1)[row] = std::uint64_t{3} << 32;
  }
  block.nulls(0)[1] = 1; // row 64
  block.slots(0)[64] = 0;
  const auto batch = block.finish();
  batch_builder copy{layout};
  for (std::size_t row = 0; row < 70; ++row)
    copy.append_row(*batch, row);
  const auto copied = copy.finish();
  for (std::size_t row = 0; row < 70; ++row) {
    CHECK(copied->get(0, row) == (row == 64 ? value{} : value{std::int64_t(row) * 2}));
    CHECK(copied->get(1, row) == value{std::string{"abc"}});
    CHECK(copied->at(row) == from_microseconds(static_cast<std::int64_t>(row)));
  }
}

TEST_CASE("a block that is not finished gives its memory back") {
  const auto layout = schema::empty();
  const auto users = layout.use_count();
  { const batch_block block{layout, 10, 0}; }
  CHECK(layout.use_count() == users);
}
