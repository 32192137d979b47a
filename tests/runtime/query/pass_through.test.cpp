// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/pass_through.hpp"

#include "runtime/query/window.hpp"
#include "tests/runtime/query/pipeline_fixture.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace plexus;
using namespace plexus::query;
using namespace plexus::test;
using model::value_type;

namespace {

model::stream stream_of(std::string source_query, std::string query) {
  model::stream made;
  made.sources.push_back(source_of("Room", {}, std::move(source_query)));
  made.query = std::move(query);
  return made;
}

/// A row as SQL would print it.
std::string text_of(const result_row& row, std::size_t columns) {
  std::string line;
  for (std::size_t i = 0; i < columns; ++i) {
    switch (row.kind_of(i)) {
      case result_row::kind::null:
        line += "null";
        break;
      case result_row::kind::integer:
        line += std::to_string(row.integer(i));
        break;
      case result_row::kind::floating:
        line += std::to_string(row.floating(i));
        break;
      case result_row::kind::text:
        line += "'" + std::string{row.text(i)} + "'";
        break;
      case result_row::kind::blob:
        line += "x'" + std::string{row.text(i)} + "'";
        break;
    }
    line += ' ';
  }
  return line;
}

using lines = std::vector<std::string>;

} // namespace

TEST_CASE("only a bare select of everything passes through") {
  CHECK(passes_through(stream_of("", "select * from room")));
  CHECK(passes_through(stream_of(" SELECT *\n FROM Wrapper ;", "Select  *  from ROOM;")));
  CHECK_FALSE(passes_through(stream_of("", "select * from room where v > 1")));
  CHECK_FALSE(passes_through(stream_of("", "select v from room")));
  CHECK_FALSE(passes_through(stream_of("", "select * from other")));
  CHECK_FALSE(passes_through(stream_of("select v from wrapper", "select * from room")));
  CHECK(repeats_its_source(stream_of("select max(v) from wrapper", "SELECT * FROM room ; ")));
  CHECK_FALSE(repeats_its_source(stream_of("", "select * from room limit 1")));
  auto two = stream_of("", "select * from room");
  two.sources.push_back(two.sources[0]);
  CHECK_FALSE(passes_through(two));
  CHECK_FALSE(repeats_its_source(two));
  auto large = stream_of("", "select * from room");
  large.sources[0].window.size = model::element_count{pass_through_rows_max + 1};
  CHECK_FALSE(passes_through(large));
  large.sources[0].window.size = model::time_span{seconds{1}};
  CHECK_FALSE(passes_through(large));
}

TEST_CASE("what passes through is what SQL gives") {
  const auto layout =
      model::schema::make({field_of("b", value_type::boolean), field_of("i", value_type::int32),
                           field_of("d"), field_of("s", value_type::string),
                           field_of("x", value_type::binary)})
          .value();
  window rows{layout, 3};
  model::batch_builder made{layout};
  made.begin_row(from_microseconds(1'000'000));
  made.begin_row(from_microseconds(2'000'500));
  made.set_boolean(0, true);
  made.set_integer(1, -7);
  made.set_floating(2, 2.5);
  REQUIRE(made.set_bytes(3, "text"));
  REQUIRE(made.set_bytes(4, "bytes"));
  made.begin_row(from_microseconds(3'000'000));
  made.set_floating(2, std::nan(""));
  const auto batch = made.finish();
  for (std::uint32_t i = 0; i < 3; ++i)
    rows.append(batch, i);
  rows.show_newest(3);

  lines passed;
  pass_rows(rows, [&](const result_row& row) {
    passed.push_back(text_of(row, 6));
    return true;
  });
  CHECK(passed == lines{"3000 null null null null null ",
                        "2000.500000 1 -7 2.500000 'text' x'bytes' ",
                        "1000 null null null null null "});

  manual_clock time;
  sql_engine engine{time};
  REQUIRE(engine.add_table("rows_under_test", rows));
  const std::vector<table_name> names{{"w", "rows_under_test", {}}};
  lines queried;
  auto query = engine.prepare("select * from w", names).value();
  REQUIRE(query->run([&](const result_row& row) {
    queried.push_back(text_of(row, 6));
    return true;
  }));
  CHECK(queried == passed);
  CHECK(query->columns() == lines{"timed", "b", "i", "d", "s", "x"});
}

TEST_CASE("a visitor may stop early") {
  window rows{input_layout(), 3};
  const auto batch = batch_of({{1}, {2}, {3}});
  for (std::uint32_t i = 0; i < 3; ++i)
    rows.append(batch, i);
  rows.show_newest(3);
  int seen = 0;
  pass_rows(rows, [&](const result_row&) { return ++seen < 2; });
  CHECK(seen == 2);
}
