// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/functions/time_functions.hpp"

#include "tests/runtime/query/functions/function_fixture.hpp"
#include "tests/support/hasty_clock.hpp"

using namespace plexus;
using namespace plexus::query;

TEST_CASE_METHOD(function_fixture, "now is the engine's clock, in milliseconds") {
  CHECK(value("now(), now_millis(), current_timestamp") ==
        "1772359200000|1772359200000|1772359200000");
  time.advance(microseconds{1'999});
  CHECK(value("now(), unix_timestamp(), curdate(), curtime()") ==
        "1772359200001|1772359200|'2026-03-01'|'10:00:00'");
}

TEST_CASE("now is the same for all rows of a run and another in the next") {
  const test::hasty_clock time{seconds{1}};
  sql_engine engine{time};
  auto query = engine.prepare("select column1, now() from (values (1), (2), (3))", {});
  REQUIRE(query);
  CHECK(*rows_of(**query) == std::vector<std::string>{"1|1000", "2|1000", "3|1000"});
  CHECK(*rows_of(**query) == std::vector<std::string>{"1|2000", "2|2000", "3|2000"});
}

TEST_CASE_METHOD(function_fixture, "seconds since the epoch round down") {
  CHECK(value("unix_timestamp(1999), unix_timestamp(-1), unix_timestamp('1970-01-02')") ==
        "1|-1|86400");
  CHECK(value("unix_timestamp(null), unix_timestamp('x')") == "null|null");
  CHECK(value("from_unixtime(0), from_unixtime(-1), from_unixtime('60')") ==
        "'1970-01-01 00:00:00'|'1969-12-31 23:59:59'|'1970-01-01 00:01:00'");
  CHECK(value("from_unixtime(1.25, '%s.%f'), from_unixtime(1e15), from_unixtime(0, null)") ==
        "'01.250000'|null|null");
}

TEST_CASE_METHOD(function_fixture, "parts of a time") {
  CHECK(value("year(0), quarter(0), month(0), day(0), hour(0), minute(0), second(0)") ==
        "1970|1|1|1|0|0|0");
  CHECK(value("year(-1), quarter(-1), month(-1), dayofmonth(-1), hour(-1), minute(-1), "
              "second(-1), microsecond(-1)") == "1969|4|12|31|23|59|59|999000");
  CHECK(value("month('x'), hour(null), microsecond('1970-01-01 00:00:00.000007')") ==
        "null|null|7");
  CHECK(value("dayofweek(0), weekday(0), dayofyear('2024-12-31'), dayname(0), monthname(0)") ==
        "5|3|366|'Thursday'|'January'");
  CHECK(value("dayname('x'), monthname(null), day_of_week('2026-03-01')") == "null|null|1");
}

// ISO 8601: 2020 has 53 weeks, and the first days of 2021 and 2023 belong to the year before.
TEST_CASE_METHOD(function_fixture, "weeks belong to the year of their Thursday") {
  CHECK(value("week('2020-12-31'), week('2021-01-03'), week('2021-01-04'), week('2023-01-01')") ==
        "53|53|1|52");
  CHECK(value("week('2024-12-30'), week('2026-12-31'), week('x')") == "1|53|null");
}

TEST_CASE_METHOD(function_fixture, "DATE_PART and EXTRACT take every unit") {
  const std::string moment = "'2024-05-06 07:08:09.123456'";
  const auto part = [&](const std::string& name) {
    return value("date_part('" + name + "', " + moment + ")");
  };
  CHECK(part("microsecond") == "123456");
  CHECK(part("millisecond") == "123");
  CHECK(part("second") == "9");
  CHECK(part("minute") == "8");
  CHECK(part("hour") == "7");
  CHECK(part("day") == "6");
  CHECK(part("DayOfMonth") == "6");
  CHECK(part("week") == "19");
  CHECK(part("month") == "5");
  CHECK(part("quarter") == "2");
  CHECK(part("year") == "2024");
  CHECK(part("dow") == "2");
  CHECK(part("doy") == "127");
  CHECK(part("epoch") == "1714979289");
  CHECK(value("extract(minute from " + moment + "), extract(year from null)") == "8|null");
  CHECK(code("date_part('colour', 0)") == errc::sql_failed);
}

TEST_CASE_METHOD(function_fixture, "dates and times as texts") {
  CHECK(value("date(0), time(0), datetime(0), date('1999-12-31 10:00'), time('x')") ==
        "'1970-01-01'|'00:00:00'|'1970-01-01 00:00:00'|'1999-12-31'|null");
  CHECK(value("cast('1970-01-02' as timestamp), cast(0 as date), cast('10:05' as time)") ==
        "86400000|'1970-01-01'|'10:05:00'");
}

TEST_CASE_METHOD(function_fixture, "differences as MySQL and as H2") {
  CHECK(value("datediff('1970-01-02', '1970-01-01 23:59'), datediff(0, '1970-01-02')") == "1|-1");
  CHECK(value("datediff('day', 0, '1970-01-02'), datediff(year, '1999-12-31', '2000-01-01')") ==
        "1|1");
  CHECK(value("timestampdiff(day, 0, 86399999), timestampdiff(day, 86400000, 0)") == "0|-1");
  CHECK(value("datediff(null, 0), datediff('day', 'x', 0), timestampdiff(day, 0, null)") ==
        "null|null|null");
  CHECK(code("datediff('colour', 0, 0)") == errc::sql_failed);
  CHECK(code("timestampdiff('colour', 0, 0)") == errc::sql_failed);
}

TEST_CASE_METHOD(function_fixture, "sums are of the kind of what was added to") {
  CHECK(value("date_add(0, interval 1 second), date_sub(0, 1, 'day'), adddate(0, 1)") ==
        "1000|-86400000|86400000");
  CHECK(value("date_add('2024-01-31', interval 1 month), subdate('2024-03-01', 1)") ==
        "'2024-02-29'|'2024-02-29'");
  CHECK(value("date_add('2024-01-01', interval 90 minute)") == "'2024-01-01 01:30:00'");
  CHECK(value("date_add('2024-01-01 00:00', interval 1 day)") == "'2024-01-02 00:00:00'");
  CHECK(value("date_add(0, interval 1 microsecond), timestampadd(minute, 2, 0)") == "0.001|120000");
  CHECK(value("date_add(null, 1), adddate(0, null), dateadd('day', 1, 'x')") == "null|null|null");
  CHECK(value("date_sub(0, -9223372036854775808, 'day'), date_add(0, 9223372036854775807)") ==
        "null|null");
  CHECK(code("date_add(0, 1, 'colour')") == errc::sql_failed);
  CHECK(code("dateadd('colour', 1, 0)") == errc::sql_failed);
}

TEST_CASE_METHOD(function_fixture, "DATE_TRUNC and LAST_DAY") {
  CHECK(value("date_trunc('day', 86400001), date_trunc('day', -1), date_trunc('year', '2024-05-06 "
              "07:08')") == "86400000|-86400000|'2024-01-01 00:00:00'");
  CHECK(value("date_trunc('hour', '2024-05-06 07:08'), date_trunc('month', null)") ==
        "'2024-05-06 07:00:00'|null");
  CHECK(value("last_day('2023-02-01'), last_day('2024-12-31 23:59'), last_day('x')") ==
        "'2023-02-28'|'2024-12-31'|null");
  CHECK(value("last_day('9999-12-31')") == "null"); // its end lies past the last moment
  CHECK(code("date_trunc('colour', 0)") == errc::sql_failed);
}

TEST_CASE_METHOD(function_fixture, "DATE_FORMAT knows MySQL's specifiers") {
  const auto formatted = [this](const std::string& format, const std::string& moment) {
    return value("date_format('" + moment + "', '" + format + "')");
  };
  const std::string noon = "2024-05-06 12:03:04.000005";
  const std::string midnight = "2024-05-06 00:03:04";
  CHECK(formatted("%Y %y %m %c %d %e %j", noon) == "'2024 24 05 5 06 6 127'");
  CHECK(formatted("%H %k %h %I %l %i %s %S %f %p", noon) == "'12 12 12 12 12 03 04 04 000005 PM'");
  CHECK(formatted("%H %k %h %l %p %T %r", midnight) == "'00 0 12 12 AM 00:03:04 12:03:04 AM'");
  CHECK(formatted("%a %W %b %M %w", noon) == "'Mon Monday May May 1'");
  CHECK(formatted("%% %q % ", noon) == "'% q  '");
  CHECK(value("date_format(-63000000000000, '%Y %y')") == "'-0027 73'");
  CHECK(formatted("%", noon) == "'%'");
  CHECK(formatted("", noon) == "''");
  CHECK(value("date_format('x', '%Y'), date_format(0, null)") == "null|null");
  CHECK(code("date_format(0, repeat('%W', 30000))") == errc::sql_limit);
}
