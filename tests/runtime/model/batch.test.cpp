// SPDX-License-Identifier: Apache-2.0
#include "runtime/model/batch.hpp"

#include "runtime/model/batch_builder.hpp"

#include <catch2/catch.hpp>

#include <limits>
#include <thread>

using namespace plexus;
using namespace plexus::model;

namespace {

schema_ptr two_fields() {
  field number;
  number.name = "number";
  field text;
  text.name = "text";
  text.type = value_type::string;
  return *schema::make({number, text});
}

batch_ptr rows_of(const schema_ptr& layout, std::size_t rows) {
  batch_builder builder{layout};
  for (std::size_t row = 0; row < rows; ++row) {
    builder.begin_row(from_microseconds(static_cast<std::int64_t>(row) * 10));
    builder.set_floating(0, static_cast<double>(row));
    REQUIRE(builder.set_bytes(1, std::string(row, 't')));
  }
  return builder.finish();
}

} // namespace

TEST_CASE("a batch without rows is a batch") {
  const auto layout = two_fields();
  const auto built = rows_of(layout, 0);
  CHECK(built->rows() == 0);
  CHECK(built->timestamps().empty());
  CHECK(built->slots(1).empty());
  CHECK(built->nulls(1).empty());
  CHECK(built->layout_ptr() == layout);
}

TEST_CASE("the block is one piece of the size it says") {
  for (const std::size_t rows : {1U, 63U, 64U, 65U}) {
    const auto built = rows_of(two_fields(), rows);
    const auto* begin = reinterpret_cast<const char*>(built.get());
    const auto inside = [&](const void* first, std::size_t size_bytes) {
      const auto* at = static_cast<const char*>(first);
      return at >= begin && at + size_bytes <= begin + built->size_bytes();
    };
    CHECK(inside(built->timestamps().data(), built->timestamps().size_bytes()));
    for (const std::size_t column : {0U, 1U}) {
      CHECK(inside(built->slots(column).data(), built->slots(column).size_bytes()));
      CHECK(inside(built->nulls(column).data(), built->nulls(column).size_bytes()));
      CHECK(built->nulls(column).size() == (rows + 63) / 64);
    }
    const auto tail_bytes = rows * (rows - 1) / 2;
    const auto last = built->text(1, rows - 1);
    CHECK(inside(last.data(), last.size()));
    CHECK(built->size_bytes() ==
          sizeof(batch) + 8 * (rows + 2 * (rows + (rows + 63) / 64)) + tail_bytes);
  }
}

TEST_CASE("floating values keep their bits") {
  batch_builder builder{two_fields()};
  const double numbers[] = {-0.0, std::numeric_limits<double>::denorm_min(),
                            -std::numeric_limits<double>::infinity(),
                            std::bit_cast<double>(0x7ff8'0000'dead'beefULL)};
  for (const auto number : numbers) {
    builder.begin_row(from_microseconds(0));
    builder.set_floating(0, number);
  }
  const auto built = builder.finish();
  for (std::size_t row = 0; row < std::size(numbers); ++row)
    CHECK(built->slots(0)[row] == std::bit_cast<std::uint64_t>(numbers[row]));
}

TEST_CASE("an element keeps its batch and with it the schema") {
  std::weak_ptr<const schema> watched;
  stream_element kept;
  {
    auto layout = two_fields();
    watched = layout;
    auto built = rows_of(layout, 3);
    kept = {built, 2};
  }
  CHECK_FALSE(watched.expired());
  CHECK(kept.at() == from_microseconds(20));
  CHECK(kept.get(0) == value{2.0});
  CHECK(kept.get(1) == value{std::string{"tt"}});
  kept = {};
  CHECK(watched.expired());
}

TEST_CASE("shares move, copy and compare by block") {
  const auto layout = two_fields();
  auto first = rows_of(layout, 1);
  auto second = first;
  CHECK(first == second);
  CHECK_FALSE(first == rows_of(layout, 1));
  const auto third = std::move(first);
  CHECK_FALSE(first);
  CHECK(third == second);
  auto& alias = second;
  second = alias;
  CHECK(second->rows() == 1);
}

TEST_CASE("a batch is shared between threads and freed once") {
  std::weak_ptr<const schema> watched;
  {
    auto layout = two_fields();
    watched = layout;
    const auto built = rows_of(layout, 2);
    std::vector<std::thread> sharers;
    for (int i = 0; i < 4; ++i)
      sharers.emplace_back([built] {
        for (int round = 0; round < 10'000; ++round) {
          const auto share = built;
          if (share->rows() != 2)
            std::abort();
        }
      });
    for (auto& sharer : sharers)
      sharer.join();
  }
  CHECK(watched.expired());
}
