// SPDX-License-Identifier: Apache-2.0
#include "actors/requests/delivery_queue.hpp"

#include "runtime/model/batch_builder.hpp"
#include "tests/support/field_of.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using actors::delivery_queue;
using model::overflow_policy;

namespace {

const model::schema_ptr& layout() {
  static const auto made = *model::schema::make({test::field_of("n", model::value_type::int64)});
  return made;
}

/// Rows n = first .. first + count - 1.
model::batch_ptr rows(std::int64_t first, std::int64_t count) {
  model::batch_builder builder{layout()};
  for (auto n = first; n < first + count; ++n) {
    builder.begin_row(from_microseconds(n));
    builder.set_integer(0, n);
  }
  return builder.finish();
}

std::vector<std::int64_t> numbers(const model::batch_ptr& batch) {
  std::vector<std::int64_t> found;
  for (std::size_t row = 0; batch && row < batch->rows(); ++row)
    found.push_back(batch->integer(0, row));
  return found;
}

using list = std::vector<std::int64_t>;

} // namespace

TEST_CASE("portions keep the order across pieces", "[delivery_queue]") {
  delivery_queue queue{overflow_policy::drop_oldest, 100};
  queue.push(rows(1, 3));
  queue.push(rows(4, 4));
  CHECK(numbers(queue.pop(2)) == list{1, 2});
  CHECK(numbers(queue.pop(3)) == list{3, 4, 5});
  CHECK(numbers(queue.pop(9)) == list{6, 7});
  CHECK(queue.empty());
  CHECK_FALSE(queue.pop(1));
}

TEST_CASE("a whole piece is handed on without a copy", "[delivery_queue]") {
  delivery_queue queue{overflow_policy::drop_oldest, 100};
  const auto piece = rows(1, 5);
  queue.push(piece);
  CHECK(queue.pop(5) == piece);
  CHECK(queue.rows() == 0);
}

TEST_CASE("drop_oldest keeps the bound and counts", "[delivery_queue]") {
  delivery_queue queue{overflow_policy::drop_oldest, 4};
  queue.push(rows(1, 3));
  queue.push(rows(4, 3));
  CHECK(queue.rows() == 4);
  CHECK(queue.dropped() == 2);
  CHECK(queue.coalesced() == 0);
  CHECK(numbers(queue.pop(10)) == list{3, 4, 5, 6});
}

TEST_CASE("a piece above the bound keeps its newest rows", "[delivery_queue]") {
  delivery_queue queue{overflow_policy::drop_oldest, 2};
  queue.push(rows(1, 5));
  CHECK(queue.dropped() == 3);
  CHECK(numbers(queue.pop(10)) == list{4, 5});
}

TEST_CASE("latest keeps one row and counts the others as coalesced", "[delivery_queue]") {
  delivery_queue queue{overflow_policy::latest, 100};
  queue.push(rows(1, 3));
  queue.push(rows(4, 1));
  CHECK(queue.rows() == 1);
  CHECK(queue.coalesced() == 3);
  CHECK(queue.dropped() == 0);
  CHECK(numbers(queue.pop(10)) == list{4});
}

TEST_CASE("empty batches change nothing", "[delivery_queue]") {
  delivery_queue queue{overflow_policy::drop_oldest, 2};
  queue.push({});
  queue.push(rows(1, 0));
  CHECK(queue.empty());
  CHECK_FALSE(queue.would_overflow(2));
  CHECK(queue.would_overflow(3));
}
