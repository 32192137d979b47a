// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/result_collector.hpp"

#include "tests/support/query_tables.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::query;
using model::value_type;

namespace {

constexpr auto fallback = from_microseconds(77);

/// A result from a list of rows.
class listed_query final : public prepared_query {
public:
  using cell = model::value;
  listed_query(std::vector<std::string> columns, std::vector<std::vector<cell>> rows)
      : columns_(std::move(columns)), rows_(std::move(rows)) {}

  const std::vector<std::string>& columns() const noexcept override { return columns_; }
  status run(const std::function<bool(const result_row&)>& visit) override {
    if (fails)
      return fail(errc::sql_deadline, "late");
    for (const auto& each : rows_)
      if (!visit(row{each}))
        break;
    return {};
  }
  result<bool> any() override { return !rows_.empty(); }
  std::vector<cell>& last_row() { return rows_.back(); }

  bool fails = false;

private:
  class row final : public result_row {
  public:
    explicit row(const std::vector<cell>& cells) : cells_(cells) {}
    kind kind_of(std::size_t column) const noexcept override {
      switch (cells_[column].index()) {
        case 2:
          return kind::integer;
        case 3:
          return kind::floating;
        case 4:
          return kind::text;
        case 5:
          return kind::blob;
        default:
          return kind::null;
      }
    }
    std::int64_t integer(std::size_t column) const noexcept override {
      return std::get<std::int64_t>(cells_[column]);
    }
    double floating(std::size_t column) const noexcept override {
      return std::get<double>(cells_[column]);
    }
    std::string_view text(std::size_t column) const noexcept override {
      if (const auto* bytes = std::get_if<model::bytes>(&cells_[column]))
        return {reinterpret_cast<const char*>(bytes->data()), bytes->size()};
      return std::get<std::string>(cells_[column]);
    }

  private:
    const std::vector<cell>& cells_;
  };

  std::vector<std::string> columns_;
  std::vector<std::vector<cell>> rows_;
};

model::value whole(std::int64_t number) { return number; }
model::value text(const char* content) { return std::string{content}; }
const model::value null;

} // namespace

TEST_CASE("timed is read in milliseconds, integer, real or text") {
  listed_query query{{"timed"}, {{whole(5)}, {2.5004}, {text("1970-01-01 00:00:01")}, {null}}};
  const auto rows = *collect(query, fallback);
  CHECK(std::vector<std::int64_t>(rows->timestamps().begin(), rows->timestamps().end()) ==
        std::vector<std::int64_t>{5'000, 2'500, 1'000'000, 77});
  CHECK(rows->layout().size() == 0);
}

TEST_CASE("what is no point in time is an error") {
  listed_query word{{"timed"}, {{text("soon")}}};
  CHECK(code_of(collect(word, fallback)) == errc::sql_failed);
  listed_query far{{"timed"}, {{1e300}}};
  CHECK(code_of(collect(far, fallback)) == errc::sql_failed);
  listed_query blob{{"timed"}, {{model::bytes{1}}}};
  CHECK(code_of(collect(blob, fallback)) == errc::sql_failed);
}

TEST_CASE("the last timed and the last of equal names count") {
  listed_query query{{"timed", "v", "timed", "v"}, {{whole(1), whole(2), whole(3), whole(4)}}};
  const auto rows = *collect(query, fallback);
  CHECK(rows->timestamps()[0] == 3'000);
  REQUIRE(rows->layout().size() == 1);
  CHECK(rows->integer(0, 0) == 4);
}

TEST_CASE("types of fields follow the values") {
  listed_query query{{"i", "d", "s", "b", "n", "bs", "bi"},
                     {{whole(1), whole(2), whole(3), model::bytes{0, 255}, null, model::bytes{65},
                       model::bytes{66}},
                      {null, 2.5, text("x"), null, null, text("y"), whole(7)},
                      {whole(-3), null, 0.25, model::bytes{}, null, null, null}}};
  const auto rows = *collect(query, fallback);
  std::vector<value_type> types;
  for (const auto& field : rows->layout().fields())
    types.push_back(field.type);
  CHECK(types == std::vector<value_type>{value_type::int64, value_type::float64, value_type::string,
                                         value_type::binary, value_type::float64,
                                         value_type::string, value_type::string});
  CHECK(rows->is_null(0, 1));
  CHECK(rows->integer(0, 2) == -3);
  CHECK(rows->floating(1, 0) == 2.0);
  CHECK(rows->text(2, 0) == "3");
  CHECK(rows->text(2, 2) == "0.25");
  CHECK(rows->text(3, 0) == std::string_view("\0\xff", 2));
  CHECK((!rows->is_null(3, 2) && rows->text(3, 2).empty()));
  CHECK(rows->is_null(4, 0));
  CHECK(rows->text(5, 0) == "A");
  CHECK(rows->text(6, 1) == "7");
}

TEST_CASE("names become identifiers") {
  listed_query query{{"avg(v)", "2x", "a b", "a-b", ""},
                     {{whole(1), whole(2), whole(3), whole(4), whole(5)}}};
  const auto rows = *collect(query, fallback);
  std::vector<std::string> names;
  for (const auto& field : rows->layout().fields())
    names.push_back(field.name);
  CHECK(names == std::vector<std::string>{"avg_v_", "_2x", "a_b", "_"});
  CHECK(rows->integer(2, 0) == 4);
}

TEST_CASE("an empty result is an empty batch, a failed query its error") {
  listed_query query{{"v"}, {}};
  const auto rows = *collect(query, fallback);
  REQUIRE(rows);
  CHECK(rows->rows() == 0);
  CHECK(rows->layout().size() == 1);
  query.fails = true;
  CHECK(code_of(collect(query, fallback)) == errc::sql_deadline);
}

TEST_CASE("a collector keeps its schema while the types stay") {
  manual_clock time;
  sql_engine engine{time};
  fleeting_table table{layout_of({{"v", value_type::int64}})};
  REQUIRE(engine.add_table("w", table));
  auto query = *engine.prepare("select v from w", std::vector<table_name>{{"w", "w", {}}});
  result_collector collector{*query};
  table.add(0, {std::int64_t{1}});
  const auto first = *collector.collect(fallback);
  table.add(0, {std::int64_t{2}});
  const auto second = *collector.collect(fallback);
  CHECK(first->layout_ptr() == second->layout_ptr());
  CHECK(second->rows() == 2);
  CHECK(second->integer(0, 1) == 2);
  CHECK(second->timestamps()[1] == 77);
}

TEST_CASE("one batch is the bound of a result") {
  listed_query rows{{"v"}, {model::batch_rows_max + 1, std::vector<model::value>{whole(1)}}};
  CHECK(code_of(collect(rows, fallback)) == errc::limit_exceeded);
  const std::string large(model::batch_tail_bytes_max / 4, 'x');
  listed_query bytes{{"v"}, {5, std::vector<model::value>{large}}};
  CHECK(code_of(collect(bytes, fallback)) == errc::limit_exceeded);
}

TEST_CASE("a result of any size comes as batches of one layout") {
  listed_query rows{{"v"}, {2 * model::batch_rows_max + 1, std::vector<model::value>{whole(1)}}};
  rows.last_row() = {model::value{0.5}}; // makes all of them real
  const auto all = *result_collector{rows}.collect_all(fallback);
  REQUIRE(all.size() == 3);
  CHECK(all[0]->rows() == model::batch_rows_max);
  CHECK(all[1]->rows() == model::batch_rows_max);
  CHECK(all[2]->rows() == 1);
  CHECK(all[0]->layout_ptr() == all[2]->layout_ptr());
  CHECK(all[0]->floating(0, 7) == 1);
  CHECK(all[2]->floating(0, 0) == 0.5);
  const auto first = *result_collector{rows}.collect_all(fallback, model::batch_rows_max + 2);
  REQUIRE(first.size() == 2);
  CHECK(first[1]->rows() == 2);
}

TEST_CASE("large values make batches of fewer rows, and have a bound of their own") {
  const std::string large(model::batch_tail_bytes_max / 4, 'x');
  listed_query bytes{{"v"}, {5, std::vector<model::value>{large}}};
  const auto all = *result_collector{bytes}.collect_all(fallback);
  REQUIRE(all.size() == 2);
  CHECK(all[0]->rows() == 4);
  CHECK(all[1]->text(0, 0) == large);
  listed_query more{{"v"}, {17, std::vector<model::value>{large}}};
  CHECK(code_of(result_collector{more}.collect_all(fallback)) == errc::limit_exceeded);
}

TEST_CASE("an empty result has one batch all the same") {
  listed_query none{{"v"}, {}};
  const auto all = *result_collector{none}.collect_all(fallback);
  REQUIRE(all.size() == 1);
  CHECK(all[0]->rows() == 0);
  CHECK(all[0]->layout().find("v"));
}

TEST_CASE("a limit takes the first rows and needs no room for the others") {
  listed_query rows{{"v"}, {{whole(1)}, {whole(2)}, {whole(3)}}};
  CHECK((*collect(rows, fallback, 2))->rows() == 2);
  CHECK((*collect(rows, fallback, 2))->integer(0, 1) == 2);
  CHECK((*collect(rows, fallback, 3))->rows() == 3);
  CHECK((*collect(rows, fallback, 4))->rows() == 3);
  listed_query many{{"v"}, {model::batch_rows_max + 1, std::vector<model::value>{whole(1)}}};
  CHECK((*collect(many, fallback, model::batch_rows_max))->rows() == model::batch_rows_max);
}
