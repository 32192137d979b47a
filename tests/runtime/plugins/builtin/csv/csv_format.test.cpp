// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/csv/csv_format.hpp"

#include "runtime/base/duration.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::plugins;
using outcome = csv_format::outcome;

namespace {

const auto now = *parse_timestamp("2026-03-01T10:00:00Z");

csv_format make(const model::parameters& given,
                model::compatibility compat = model::compatibility::intended) {
  parameter_reader read{given};
  auto made = csv_format::from(read, now, compat);
  REQUIRE(read.done());
  return made;
}

errc refused(const model::parameters& given, std::string_view key) {
  parameter_reader read{given};
  csv_format::from(read, now, model::compatibility::intended);
  REQUIRE_FALSE(read.done());
  CHECK(read.done().error().where == key);
  return read.done().error().code;
}

using cells = std::vector<std::string_view>;

/// Adds one row and returns the batch with it (or without).
model::batch_ptr add(csv_format& format, const cells& row, outcome expected,
                     std::optional<timestamp> newest = {}) {
  model::batch_builder rows{format.layout()};
  CHECK(format.add(row, now, newest, rows) == expected);
  CHECK(rows.rows() == (expected == outcome::added ? 1 : 0));
  return rows.finish();
}

} // namespace

TEST_CASE("formats give types") {
  const auto format = make({{"fields", "timed, A ,b,c,d"},
                            {"formats", "timestamp(yyyy), Numeric ,bigint,STRING,timestamp(HH)"}});
  const auto& layout = *format.layout();
  REQUIRE(layout.size() == 4);
  CHECK(layout[0].name == "a");
  CHECK(layout[0].type == model::value_type::float64);
  CHECK(layout[1].type == model::value_type::int64);
  CHECK(layout[2].type == model::value_type::string);
  CHECK(layout[3].type == model::value_type::int64);
  CHECK(format.has_time());
}

TEST_CASE("cells become values") {
  auto format = make({{"fields", "timed,a,b,c,d"},
                      {"formats", "timestamp(yyyy-MM-dd),numeric,bigint,string,timestamp(HH:mm)"}});
  const auto row =
      add(format, {"2020-01-02", " +1.5e1 ", "-7", " as it is ", "01:02"}, outcome::added);
  CHECK(row->at(0) == *parse_timestamp("2020-01-02"));
  CHECK(row->floating(0, 0) == 15.0);
  CHECK(row->integer(1, 0) == -7);
  CHECK(row->text(2, 0) == " as it is ");
  CHECK(row->integer(3, 0) == 62 * 60'000);
}

TEST_CASE("missing and bad values are null") {
  auto format = make({{"fields", "a,b,c,d"},
                      {"formats", "numeric,numeric,bigint,string"},
                      {"bad-values", "-200, N/A"}});
  const auto row = add(format, {"-200", " n/a ", "5"}, outcome::added);
  CHECK(row->is_null(0, 0));
  CHECK(row->is_null(1, 0));
  CHECK(row->integer(2, 0) == 5);
  CHECK(row->is_null(3, 0));
  CHECK(row->at(0) == now);
  CHECK(add(format, {"NaN", "1", "", ""}, outcome::added)->is_null(0, 0));
  add(format, {"", "-200", " ", "N/A"}, outcome::empty);
  add(format, {""}, outcome::empty);
  add(format, {"1", "2", "3", "4", "ignored"}, outcome::added);
}

TEST_CASE("cells that do not fit make the row bad") {
  auto format = make({{"fields", "timed,a,b"}, {"formats", "timestamp(yyyy),numeric,bigint"}});
  add(format, {"2020", "1,5", "1"}, outcome::bad);
  CHECK(format.complaint().find("a:") == 0);
  add(format, {"2020", "1", "1.5"}, outcome::bad);
  add(format, {"2020", "1", "99999999999999999999"}, outcome::bad);
  add(format, {"soon", "1", "1"}, outcome::bad);
  add(format, {"", "1", "1"}, outcome::bad); // no time
  add(format, {"", "", ""}, outcome::empty);
  add(format, {"2020", "", ""}, outcome::added);
}

TEST_CASE("rows that are not newer than what is known are old") {
  auto format = make({{"fields", "timed,a"}, {"formats", "timestamp(yyyy-MM-dd),numeric"}});
  const auto known = *parse_timestamp("2020-01-02");
  add(format, {"2020-01-01", "1"}, outcome::old, known);
  add(format, {"2020-01-02", "1"}, outcome::old, known);
  add(format, {"2020-01-03", "1"}, outcome::added, known);
}

TEST_CASE("columns of one timestamp are joined") {
  auto format = make({{"fields", "timed,timed,co"},
                      {"formats", "timestamp(dd/MM/yyyy),timestamp(HH:mm:ss),numeric"}});
  REQUIRE(format.layout()->size() == 1);
  CHECK(add(format, {"10/03/2004", "18:00:00", "2.6"}, outcome::added)->at(0) ==
        *parse_timestamp("2004-03-10 18:00"));
  add(format, {"10/03/2004", "", "2.6"}, outcome::bad);
  auto apart =
      make({{"fields", "Day,x,day"}, {"formats", "timestamp(yyyy),string,timestampl(HHmm)"}});
  REQUIRE(apart.layout()->size() == 2);
  CHECK(add(apart, {"2000", "y", "30"}, outcome::added)->integer(0, 0) ==
        (parse_timestamp("2000-01-01 00:30")->time_since_epoch() / milliseconds{1}));
}

TEST_CASE("timestampl pads with zeros") {
  auto format =
      make({{"fields", "timed,timed"}, {"formats", "timestamp(yyyy-MM-dd),timestampl(HHmm)"}});
  CHECK(add(format, {"2020-01-02", "5"}, outcome::added)->at(0) ==
        *parse_timestamp("2020-01-02 00:05"));
  CHECK(add(format, {"2020-01-02", "930"}, outcome::added)->at(0) ==
        *parse_timestamp("2020-01-02 09:30"));
}

TEST_CASE("time as a number of milliseconds") {
  auto format = make({{"fields", "timed,a"}, {"formats", "bigint,numeric"}});
  CHECK(add(format, {"1500000000123", "1"}, outcome::added)->at(0) ==
        from_microseconds(1'500'000'000'123'000));
  add(format, {"9e300", "1"}, outcome::bad);
  auto real = make({{"fields", "timed,a"}, {"formats", "numeric,numeric"}});
  CHECK(add(real, {"1.5", "1"}, outcome::added)->at(0) == from_microseconds(1500));
  add(real, {"9e300", "1"}, outcome::bad);
  add(real, {"inf", "1"}, outcome::bad);
}

TEST_CASE("time zones") {
  const auto read = [](std::string zone, std::string_view text,
                       model::compatibility compat = model::compatibility::intended) {
    auto format = make({{"fields", "timed,a"},
                        {"formats", "timestamp(yyyy-MM-dd HH:mm),numeric"},
                        {"timezone", zone}},
                       compat);
    model::batch_builder rows{format.layout()};
    if (format.add(cells{text, "1"}, now, {}, rows) != outcome::added)
      return std::string{};
    return format_timestamp(rows.finish()->at(0));
  };
  CHECK(read("Etc/GMT+1", "2020-07-01 12:00") == "2020-07-01T13:00:00Z");
  CHECK(read("Europe/Rome", "2020-07-01 12:00") == "2020-07-01T10:00:00Z");
  CHECK(read("Europe/Rome", "2020-01-01 12:00") == "2020-01-01T11:00:00Z");
  CHECK(read("+02:00", "2020-01-01 12:00") == "2020-01-01T10:00:00Z");
  CHECK(read("Europe/Zurich", "2010-03-28 02:30") == "2010-03-28T01:30:00Z");
  CHECK(read("Europe/Zurich", "2010-03-28 02:30", model::compatibility::strict).empty());
  auto own = make({{"fields", "timed,a"},
                   {"formats", "timestamp(yyyy-MM-dd HH:mmZ),numeric"},
                   {"timezone", "Europe/Rome"}});
  CHECK(add(own, {"2020-01-01 12:00+0300", "1"}, outcome::added)->at(0) ==
        *parse_timestamp("2020-01-01 09:00"));
}

TEST_CASE("separators and quotes") {
  const auto with = [](const char* key, const char* value) {
    return make({{"fields", "a"}, {"formats", "numeric"}, {key, value}});
  };
  CHECK(with("separator", ";").separator() == ';');
  CHECK(with("separator", "\t").separator() == '\t');
  CHECK(with("separator", "\\t").separator() == '\t');
  CHECK(with("separator", "TAB").separator() == '\t');
  CHECK(with("separator", " ").separator() == ' ');
  CHECK(with("separator", "").separator() == ',');
  CHECK(with("quote", "'").quote() == '\'');
  CHECK(with("quote", "").quote() == '\0');
  CHECK(with("skip-first-lines", "3").skip_lines() == 3);
  const model::parameters wide{{"fields", "a"}, {"formats", "numeric"}, {"separator", ";;"}};
  CHECK(refused(wide, "separator") == errc::plugin_configuration);
  CHECK(make(wide, model::compatibility::strict).separator() == ',');
}

TEST_CASE("bad parameters are named") {
  CHECK(refused({{"formats", "numeric"}}, "fields") == errc::plugin_configuration);
  refused({{"fields", "a"}}, "formats");
  refused({{"fields", "a,b"}, {"formats", "numeric"}}, "formats");
  refused({{"fields", "a"}, {"formats", "float"}}, "formats");
  refused({{"fields", "a"}, {"formats", "timestamp(xx)"}}, "formats");
  refused({{"fields", "a"}, {"formats", "timestamp(yyyy"}}, "formats");
  refused({{"fields", "a,a"}, {"formats", "numeric,numeric"}}, "fields");
  refused({{"fields", "timed,timed"}, {"formats", "bigint,timestamp(HH)"}}, "fields");
  refused({{"fields", "timed"}, {"formats", "string"}}, "formats");
  refused({{"fields", "co(gt)"}, {"formats", "numeric"}}, "fields");
  refused({{"fields", "a"}, {"formats", "numeric"}, {"timezone", "Mars/Base"}}, "timezone");
  refused({{"fields", "a"}, {"formats", "numeric"}, {"skip-first-lines", "-1"}},
          "skip-first-lines");
  refused({{"fields", "a"}, {"formats", "numeric"}, {"quote", ","}}, "quote");
}
