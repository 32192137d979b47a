// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/output_checks.hpp"

#include "tests/support/field_of.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <variant>
#include <vector>

using namespace plexus;
using namespace plexus::query;
using model::value_type;
using test::field_of;

namespace {

struct blob {
  std::string content;
};
using cell = std::variant<std::monostate, std::int64_t, double, std::string, blob>;

class cells final : public result_row {
public:
  explicit cells(std::vector<cell> row) : row_(std::move(row)) {}
  kind kind_of(std::size_t column) const noexcept override {
    return static_cast<kind>(row_[column].index());
  }
  std::int64_t integer(std::size_t column) const noexcept override {
    return std::get<std::int64_t>(row_[column]);
  }
  double floating(std::size_t column) const noexcept override {
    return std::get<double>(row_[column]);
  }
  std::string_view text(std::size_t column) const noexcept override {
    if (const auto* bytes = std::get_if<blob>(&row_[column]))
      return bytes->content;
    return std::get<std::string>(row_[column]);
  }

private:
  std::vector<cell> row_;
};

constexpr auto now = from_microseconds(77);

struct written {
  result<row_outcome> outcome;
  model::batch_ptr rows;
};

written check_row(const std::vector<model::field>& fields, const std::vector<std::string>& names,
                  std::vector<cell> row, bool allow_nulls = true) {
  const auto layout = model::schema::make(fields).value();
  model::batch_builder into{layout};
  auto outcome = write_row(
      cells{std::move(row)}, output_columns{names, *layout}, allow_nulls, [] { return now; }, into);
  return {std::move(outcome), into.finish()};
}

errc code_of(const model::field& f, cell content) {
  const auto done = check_row({f}, {f.name}, {std::move(content)});
  REQUIRE(done.rows->rows() == 0);
  return done.outcome.error().code;
}

model::value value_of(const model::field& f, cell content) {
  const auto done = check_row({f}, {f.name}, {std::move(content)});
  REQUIRE(done.outcome);
  REQUIRE(done.rows->rows() == 1);
  return done.rows->get(0, 0);
}

} // namespace

TEST_CASE("undeclared columns are dropped, missing fields are null") {
  const auto done =
      check_row({field_of("a", value_type::int32), field_of("b")}, {"other", "a", "pk"},
                {std::string{"x"}, std::int64_t{5}, std::int64_t{1}});
  REQUIRE(done.outcome.value() == row_outcome::written);
  CHECK(done.rows->get(0, 0) == model::value{std::int64_t{5}});
  CHECK(done.rows->is_null(1, 0));
  const auto layout = model::schema::make({field_of("a"), field_of("b")}).value();
  CHECK(output_columns({"A"}, *layout).missing(*layout) == std::vector<std::string>{"b"});
}

TEST_CASE("the last column called timed is the timestamp in milliseconds") {
  const std::vector<std::string> twice{"timed", "a", "timed"};
  auto done = check_row({field_of("a")}, twice, {std::int64_t{1}, 1.0, std::int64_t{2}});
  CHECK(done.rows->at(0) == from_microseconds(2000));
  done = check_row({}, {"timed"}, {2.3456});
  CHECK(done.rows->at(0) == from_microseconds(2346));
  done = check_row({}, {"timed"}, {1772359200000.123});
  CHECK(done.rows->at(0) == from_microseconds(1772359200000123));
  done = check_row({}, {"timed"}, {std::int64_t{-5}});
  CHECK(done.rows->at(0) == from_microseconds(-5000));
}

TEST_CASE("a row without a timestamp is stamped now") {
  CHECK(check_row({}, {}, {}).rows->at(0) == now);
  CHECK(check_row({}, {"timed"}, {std::monostate{}}).rows->at(0) == now);
}

TEST_CASE("a timestamp that is none loses the row") {
  for (const cell& wrong :
       {cell{std::string{"noon"}}, cell{std::numeric_limits<std::int64_t>::max()},
        cell{std::numeric_limits<double>::infinity()}, cell{std::nan("")}}) {
    const auto done = check_row({}, {"timed"}, {wrong});
    CHECK(done.outcome.error().code == errc::output_mismatch);
    CHECK(done.rows->rows() == 0);
  }
}

TEST_CASE("number fields take numbers only") {
  const model::field real = field_of("v", value_type::float64);
  CHECK(value_of(real, 1.5) == model::value{1.5});
  CHECK(value_of(real, std::int64_t{3}) == model::value{3.0});
  CHECK(model::is_null(value_of(real, std::monostate{})));
  CHECK(code_of(real, std::string{"3"}) == errc::output_mismatch);
  CHECK(code_of(real, blob{"3"}) == errc::output_mismatch);
  const model::field truth = field_of("v", value_type::boolean);
  CHECK(value_of(truth, std::int64_t{1}) == model::value{true});
  CHECK(code_of(truth, std::int64_t{2}) == errc::output_mismatch);
}

TEST_CASE("integers must be in the range of their type; fractions are cut off") {
  const model::field small = field_of("v", value_type::int8);
  CHECK(value_of(small, std::int64_t{-128}) == model::value{std::int64_t{-128}});
  CHECK(value_of(small, 21.9) == model::value{std::int64_t{21}});
  CHECK(value_of(small, -21.9) == model::value{std::int64_t{-21}});
  CHECK(code_of(small, std::int64_t{128}) == errc::output_mismatch);
  const model::field large = field_of("v", value_type::int64);
  CHECK(code_of(large, 9.3e18) == errc::output_mismatch);
  CHECK(code_of(large, std::nan("")) == errc::output_mismatch);
  const model::field single = field_of("v", value_type::float32);
  CHECK(value_of(single, 0.1) == model::value{static_cast<double>(0.1f)});
  CHECK(code_of(single, 1e300) == errc::output_mismatch);
}

TEST_CASE("texts and bytes are told apart, texts are counted in characters") {
  const model::field text = field_of("v", value_type::string, 3);
  CHECK(value_of(text, std::string{"abc"}) == model::value{std::string{"abc"}});
  CHECK(value_of(text, std::string{"äöü"}) == model::value{std::string{"äöü"}});
  CHECK(code_of(text, std::string{"abcd"}) == errc::output_mismatch);
  CHECK(code_of(text, std::int64_t{1}) == errc::output_mismatch);
  CHECK(code_of(text, blob{"ab"}) == errc::output_mismatch);
  const model::field binary = field_of("v", value_type::binary);
  CHECK(value_of(binary, blob{"ab"}) == model::value{model::bytes{'a', 'b'}});
  CHECK(code_of(binary, std::string{"ab"}) == errc::output_mismatch);
}

TEST_CASE("a mismatch in a later field leaves nothing behind") {
  const auto done = check_row({field_of("a"), field_of("b")}, {"a", "b"}, {1.0, std::string{"x"}});
  CHECK(done.outcome.error().code == errc::output_mismatch);
  CHECK(done.rows->rows() == 0);
}

TEST_CASE("the bridge refuses rows with any null when told so") {
  const std::vector<model::field> fields{field_of("a")};
  const std::vector<std::string> names{"a", "undeclared", "timed"};
  CHECK(
      check_row(fields, names, {1.0, std::monostate{}, std::monostate{}}, false).outcome.value() ==
      row_outcome::refused_null);
  CHECK(check_row(fields, names, {1.0, 2.0, std::monostate{}}, false).outcome.value() ==
        row_outcome::written);
  CHECK(check_row(fields, names, {std::monostate{}, 2.0, 3.0}).outcome.value() ==
        row_outcome::written);
}

TEST_CASE("the bridge is the only processing class, with one parameter") {
  model::virtual_sensor_descriptor wanted;
  CHECK(bridge_allows_nulls(wanted).value());
  wanted.class_parameters = {{"allow-nulls", "False"}};
  CHECK_FALSE(bridge_allows_nulls(wanted).value());
  wanted.class_parameters = {{"allow-nulls", "perhaps"}};
  CHECK(bridge_allows_nulls(wanted).error().code == errc::invalid_argument);
  wanted.processing_class = "chart";
  CHECK(bridge_allows_nulls(wanted).error().code == errc::class_unavailable);
}

TEST_CASE("a field called timed is left out of the output structure") {
  model::virtual_sensor_descriptor wanted;
  wanted.output = {field_of("TIMED"), field_of("a")};
  const auto layout = output_layout_of(wanted).value();
  REQUIRE(layout->size() == 1);
  CHECK((*layout)[0].name == "a");
}
