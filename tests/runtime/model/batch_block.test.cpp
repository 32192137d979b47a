// SPDX-License-Identifier: Apache-2.0
#include "runtime/model/batch_block.hpp"

#include "runtime/model/batch_builder.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstring>
#include <memory>

using namespace plexus;
using namespace plexus::model;

namespace {

schema_ptr number_and_text() {
  field number;
  number.name = "number";
  number.type = value_type::int32;
  field text;
  text.name = "text";
  text.type = value_type::string;
  return *schema::make({number, text});
}

} // namespace

TEST_CASE("a block filled in place equals a batch built row by row") {
  const auto layout = number_and_text();
  constexpr std::size_t rows = 130;
  batch_builder builder{layout};
  batch_block block{layout, rows, rows * 2};
  for (std::size_t row = 0; row < rows; ++row) {
    const auto at = static_cast<std::int64_t>(row) * 7;
    builder.begin_row(from_microseconds(at));
    block.timestamps()[row] = at;
    if (row % 3 == 0) {
      block.nulls(0)[row / 64] |= std::uint64_t{1} << row % 64;
      block.slots(0)[row] = 0;
    } else {
      builder.set_integer(0, -at);
      block.slots(0)[row] = static_cast<std::uint64_t>(-at);
    }
    REQUIRE(builder.set_bytes(1, "ab"));
    std::memcpy(block.tail().data() + row * 2, "ab", 2);
    block.slots(1)[row] = std::uint64_t{2} << 32U | row * 2;
  }
  const auto built = builder.finish();
  const auto filled = block.finish();
  CHECK(filled->size_bytes() == built->size_bytes());
  CHECK(std::ranges::equal(filled->timestamps(), built->timestamps()));
  for (const std::size_t column : {0U, 1U}) {
    CHECK(std::ranges::equal(filled->slots(column), built->slots(column)));
    CHECK(std::ranges::equal(filled->nulls(column), built->nulls(column)));
  }
  for (std::size_t row = 0; row < rows; ++row)
    CHECK(filled->text(1, row) == "ab");
}

TEST_CASE("a block may be empty, and one that is not finished is freed") {
  std::weak_ptr<const schema> watched;
  {
    auto layout = number_and_text();
    watched = layout;
    batch_block abandoned{layout, 100, 100};
    batch_block empty{layout, 0, 0};
    const auto built = empty.finish();
    CHECK(built->rows() == 0);
    CHECK(built->layout_ptr() == layout);
  }
  CHECK(watched.expired());
}
