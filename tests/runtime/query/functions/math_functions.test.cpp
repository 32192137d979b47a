// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/functions/math_functions.hpp"

#include "tests/runtime/query/functions/function_fixture.hpp"

using namespace plexus;
using namespace plexus::query;

TEST_CASE_METHOD(function_fixture, "logarithms are natural and end at zero") {
  CHECK(value("log(1), log(0), log(-1), log(null)") == "0.0|null|null|null");
  CHECK(value("abs(log(exp(3.5)) - 3.5) < 1e-12") == "1");
  CHECK(value("log(2, 8), log(2, 0.25)") == "3.0|-2.0");
}

TEST_CASE_METHOD(function_fixture, "MOD of integers is an integer with the sign of the first") {
  CHECK(value("mod(7, 3), mod(-7, 3), mod(7, -3), mod(7, 0)") == "1|-1|1|null");
  CHECK(value("mod(7.5, 2), mod('7', '4'), mod(null, 2), mod(2, null)") == "1.5|3|null|null");
  CHECK(value("mod(-9223372036854775808, -1), mod(1, 0.0)") == "0|null");
}

TEST_CASE_METHOD(function_fixture, "DIV cuts off and never overflows in silence") {
  CHECK(value("7 div 2, -7 div 2, 7 div -2, 7.9 div 2, 1 div 0, 1 div 0.0, null div 1") ==
        "3|-3|-3|3|null|null|null");
  CHECK(value("9223372036854775807 div 1, '9' div '2'") == "9223372036854775807|4");
  CHECK(code("div_whole(-9223372036854775808, -1)") == errc::sql_failed);
  CHECK(code("div_whole(1e300, 0.5)") == errc::sql_failed);
}

TEST_CASE_METHOD(function_fixture, "bits and truth") {
  CHECK(value("1 xor 0, 2 xor 3, 0 xor null, 'x' xor 1") == "1|0|null|1");
  CHECK(value("bitand(6, 3), bitor(6, 3), bitxor(6, 3)") == "2|7|5");
  CHECK(value("bitand(-1, 255), bitor(null, 1), bitxor(1, null)") == "255|null|null");
}

TEST_CASE_METHOD(function_fixture, "TRUNCATE goes towards zero at any digit") {
  CHECK(value("truncate(2.999), truncate(-2.999), truncate(1.999, 2), truncate(-1.999, 1)") ==
        "2.0|-2.0|1.99|-1.9");
  CHECK(value("truncate(1250, -2), truncate(7, 2), truncate(null), truncate(1, null)") ==
        "1200.0|7|null|null");
  CHECK(value("truncate(0.29, 2), truncate(-0.29, 2), truncate(1.9999999999999998)") ==
        "0.29|-0.29|1.0");
  CHECK(value("truncate(1.5, 1000), truncate(1e300, 30), truncate(9223372036854775807)") ==
        "1.5|1e+300|9223372036854775807");
}

TEST_CASE_METHOD(function_fixture, "COT has no value where the tangent is zero") {
  CHECK(value("cot(0), cot(null), abs(cot(pi() / 4) - 1) < 1e-9") == "null|null|1");
}

TEST_CASE_METHOD(function_fixture, "random numbers follow the engine's seed") {
  CHECK(value("rand(7) = rand(7), rand(7) <> rand(8), rand() <> rand()") == "1|1|1");
  const auto first = value("random(), rand(), rand(null)");
  CHECK(first != value("random(), rand(), rand(null)"));
  sql_engine same{time};
  auto query = same.prepare("select random(), rand(), rand(null)", {});
  REQUIRE(query);
  function_fixture fresh;
  CHECK(*rows_of(**query) == lines{fresh.value("random(), rand(), rand(null)")});
  sql_engine other{time, {.random_seed = 2}};
  query = other.prepare("select random(), rand(), rand(null)", {});
  CHECK(*rows_of(**query) != lines{function_fixture{}.value("random(), rand(), rand(null)")});
  for (int i = 0; i < 100; ++i)
    CHECK(value("rand() >= 0 and rand() < 1") == "1");
}

TEST_CASE_METHOD(function_fixture, "GREATEST and LEAST order numbers, texts, binaries") {
  CHECK(value("greatest(3, 1, 2), least(3, 1, 2), greatest(5), greatest(1, 1.5), least(1, 1.5)") ==
        "3|1|5|1.5|1");
  CHECK(value("greatest(9, 'a'), least(9, 'a'), greatest('a', x'00'), greatest('ab', 'b')") ==
        "'a'|9|x'00'|'b'");
  CHECK(value("greatest(1, null), least(null)") == "null|null");
  CHECK(value("greatest(9223372036854775806, 9223372036854775807)") == "9223372036854775807");
  CHECK(code("greatest()") == errc::sql_failed);
  CHECK(code("least()") == errc::sql_failed);
}

TEST_CASE_METHOD(function_fixture, "conditions") {
  CHECK(value("if(1, 'a', 'b'), if(0, 'a', 'b'), if(null, 'a', 'b'), if('x', 'a', 'b')") ==
        "'a'|'b'|'b'|'b'");
  CHECK(value("casewhen(2 > 1, 1.5, null), casewhen(2 < 1, 1.5, null)") == "1.5|null");
  CHECK(value("nvl(null, 2), nvl(1, 2), nvl(null, null)") == "2|1|null");
  CHECK(value("nvl2(null, 1, 2), nvl2(0, 1, 2)") == "2|1");
  CHECK(value("isnull(null), isnull(0), isnull(null, 3), isnull('a', 3)") == "1|0|3|'a'");
}

TEST_CASE_METHOD(function_fixture, "casts to integers round half away and keep to their width") {
  CHECK(value("cast(0.5 as int), cast(-0.5 as int), cast(1.5 as int), cast(2.49 as int)") ==
        "1|-1|2|2");
  CHECK(value("cast('12.7x' as int), cast('' as int), cast(null as bigint)") == "13|0|null");
  CHECK(value("cast(-128 as tinyint), cast(32767 as smallint), cast(-2147483648 as int)") ==
        "-128|32767|-2147483648");
  CHECK(value("cast(9223372036854775807 as bigint)") == "9223372036854775807");
  for (const auto* each :
       {"cast(-129 as tinyint)", "cast(127.5 as tinyint)", "cast(32768 as smallint)",
        "cast(2147483648 as int)", "cast(9223372036854775808 as bigint)", "cast(-1e19 as bigint)",
        "to_integer(1, 0)", "to_integer(1, -5)", "to_integer(1, 1)"}) {
    INFO(each);
    CHECK(code(each) == errc::sql_failed);
  }
  CHECK(value("to_integer(5, 100), to_integer(0, 1), to_integer(1, null)") == "5|0|null");
}

TEST_CASE_METHOD(function_fixture, "casts to reals and decimals") {
  CHECK(value("cast(2 as double), cast('1e3' as double), cast(null as real)") == "2.0|1000.0|null");
  CHECK(value("cast(1.005 as decimal(9, 2)), cast(-1.005 as decimal(9, 2))") == "1.01|-1.01");
  CHECK(value("cast(0.5 as decimal(3)), cast(1.25 as decimal), cast(7 as decimal(9, 2))") ==
        "1|1.25|7");
  CHECK(value("cast(1e20 as decimal(30)), cast(null as decimal), cast('2.345' as decimal(4, 1))") ==
        "1e+20|null|2.3");
}

TEST_CASE_METHOD(function_fixture, "casts to booleans take words and numbers") {
  CHECK(value("cast('TRUE' as boolean), cast('y' as boolean), cast('t' as boolean)") == "1|1|1");
  CHECK(value("cast('no' as boolean), cast('' as boolean), cast('0' as boolean)") == "0|0|0");
  CHECK(value("cast(-0.5 as boolean), cast('3' as boolean), cast(null as boolean)") == "1|1|null");
}
