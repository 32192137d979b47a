// SPDX-License-Identifier: Apache-2.0
#include "apps/plexus/row_printer.hpp"

#include "runtime/model/batch_builder.hpp"
#include "tests/support/field_of.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace plexus;
using apps::output_format;
using apps::row_printer;

namespace {

model::batch_ptr sample() {
  const auto layout = *model::schema::make(
      {test::field_of("value"), test::field_of("note", model::value_type::string)});
  model::batch_builder builder{layout};
  builder.begin_row(from_microseconds(1'500'000));
  builder.set_floating(0, 21.5);
  REQUIRE(builder.set_bytes(1, "a,\"b\""));
  builder.begin_row(from_microseconds(1'500'250));
  return builder.finish();
}

std::string printed(output_format format, std::string_view label = {}) {
  std::ostringstream out;
  row_printer printer{format, out};
  printer.print(*sample(), label);
  CHECK(printer.rows_printed() == 2);
  return out.str();
}

} // namespace

TEST_CASE("CSV has epoch milliseconds and quotes what needs it", "[row_printer]") {
  CHECK(printed(output_format::csv) == "timed,value,note\n1500,21.5,\"a,\"\"b\"\"\"\n1500.250,,\n");
}

TEST_CASE("a label is a first column", "[row_printer]") {
  CHECK(printed(output_format::csv, "room").starts_with("sensor,timed,value,note\nroom,1500,"));
}

TEST_CASE("JSON lines keep the order of fields and null", "[row_printer]") {
  CHECK(printed(output_format::json) == "{\"timed\":1500,\"value\":21.5,\"note\":\"a,\\\"b\\\"\"}\n"
                                        "{\"timed\":1500.25,\"value\":null,\"note\":null}\n");
}

TEST_CASE("the header comes once per layout, also without rows", "[row_printer]") {
  std::ostringstream out;
  row_printer printer{output_format::csv, out};
  printer.print(*model::batch_builder{sample()->layout_ptr()}.finish());
  CHECK(out.str() == "timed,value,note\n");
  CHECK(printer.rows_printed() == 0);
  printer.print(*sample());
  CHECK(out.str().find("timed", 1) == std::string::npos);
}

TEST_CASE("negative stamps keep their sign", "[row_printer]") {
  CHECK(apps::milliseconds_text(-250) == "-0.250");
  CHECK(apps::milliseconds_text(-1'500'250) == "-1500.250");
  CHECK(apps::milliseconds_text(0) == "0");
}

TEST_CASE("device text cannot steer the terminal", "[row_printer]") {
  const auto layout = *model::schema::make({test::field_of("s", model::value_type::string)});
  const auto rows = *model::make_element(layout, from_microseconds(0), {std::string{"\x1b[2J"}});
  std::ostringstream out;
  row_printer printer{output_format::table, out};
  printer.print(*rows);
  CHECK(out.str().find('\x1b') == std::string::npos);
}
