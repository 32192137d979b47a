// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/functions/text_functions.hpp"

#include "tests/runtime/query/functions/function_fixture.hpp"

using namespace plexus;
using namespace plexus::query;

TEST_CASE_METHOD(function_fixture, "LEFT, RIGHT and MID count characters, in binaries bytes") {
  CHECK(value("left('äöü', 2), right('äöü', 2), mid('äöü', 2, 1)") == "'äö'|'öü'|'ö'");
  CHECK(value("left(x'0a0b0c', 2), right(x'0a0b0c', 1), mid(x'0a0b0c', 2)") ==
        "x'0a0b'|x'0c'|x'0b0c'");
  CHECK(value("left('abc', 0), left('abc', -1), left('abc', 99), right('abc', 99)") ==
        "''|''|'abc'|'abc'");
  CHECK(
      value("mid('abc', 0), mid('abc', 4), mid('abc', -2, 1), mid('abc', -4), mid('abc', 2, 0)") ==
      "''|''|'b'|''|''");
  CHECK(value("left(null, 1), right('a', null), mid('a', null)") == "null|null|null");
  CHECK(value("left(12345, 2), mid('abc', 9223372036854775807)") == "'12'|''");
}

TEST_CASE_METHOD(function_fixture, "cases change ASCII letters only") {
  CHECK(value("lcase('AbZ[ÄÖ'), ucase('aBz{äö'), lcase(null), ucase(1)") ==
        "'abz[ÄÖ'|'ABZ{äö'|null|'1'");
}

TEST_CASE_METHOD(function_fixture, "positions count characters from 1") {
  CHECK(value("locate('ü', 'aüü'), locate('ü', 'aüü', 3), locate('x', 'a'), locate('a', 'a', 2)") ==
        "2|3|0|0");
  CHECK(value("instr('zürich', 'r'), instr(x'00ff01', x'01'), instr('a', null)") == "3|3|null");
  CHECK(value("locate('a', 'aaa', -1), locate('', ''), locate(null, 'a')") == "0|1|null");
}

TEST_CASE_METHOD(function_fixture, "REPLACE takes every occurrence once") {
  CHECK(value("replace('aaa', 'aa', 'b'), replace('aaa', 'a', 'aa'), replace('abc', 'x', 'y')") ==
        "'ba'|'aaaaaa'|'abc'");
  CHECK(value("replace('abab', 'ab'), replace('a', '', 'x'), replace(null, 'a', 'b')") ==
        "''|'a'|null");
  CHECK(code("replace(repeat('a', 60000), 'a', 'bb')") == errc::sql_limit);
}

TEST_CASE_METHOD(function_fixture, "lengths in characters, bytes and bits") {
  CHECK(value("char_length('zü'), octet_length('zü'), bit_length('zü')") == "2|3|24");
  CHECK(value("char_length(x'c3bc'), char_length(''), octet_length(null)") == "2|0|null");
  CHECK(value("character_length(cast(x'ff80' as text))") == "2"); // malformed: one each
}

TEST_CASE_METHOD(function_fixture, "LPAD and RPAD give exactly so many characters") {
  CHECK(value("lpad('ü', 4, 'äö'), rpad('ü', 4, 'äö')") == "'äöäü'|'üäöä'");
  CHECK(value("lpad('abc', 2), rpad('abc', 0), lpad('a', -1), rpad('a', 3, '')") ==
        "'ab'|''|''|null");
  CHECK(value("lpad('a', 3), lpad('abc', 3, ''), lpad(null, 1), rpad('a', null)") ==
        "'  a'|'abc'|null|null");
  CHECK(code("rpad('a', 100000)") == errc::sql_limit);
  CHECK(code("lpad('a', 2147483647, 'ü')") == errc::sql_limit);
}

TEST_CASE_METHOD(function_fixture, "TRIM takes characters, with a side whole parts") {
  CHECK(value("trim('  a b '), ltrim('  a '), rtrim(' a  ')") == "'a b'|'a '|' a'");
  CHECK(value("trim('üaäü', 'üä'), ltrim('xyx', 'x'), rtrim('xyx', 'x')") == "'a'|'yx'|'xy'");
  CHECK(value("trim('aaa', 'a'), trim('', 'a'), trim('a', ''), trim('a', null)") ==
        "''|''|'a'|null");
  CHECK(value("trim(leading 'ab' from 'ababa'), trim(trailing 'ba' from 'ababa')") == "'a'|'a'");
  CHECK(value("trim(both 'ab' from 'abxab'), trim(both '' from ' a ')") == "'x'|' a '");
}

TEST_CASE_METHOD(function_fixture, "REVERSE keeps characters whole") {
  CHECK(value("reverse('aüb'), reverse(''), reverse(123), reverse(null)") == "'büa'|''|'321'|null");
}

TEST_CASE_METHOD(function_fixture, "what repeats stays within the limit of a value") {
  CHECK(value("repeat('ab', 3), repeat('a', 0), repeat('', 2000000000), repeat('a', -1)") ==
        "'ababab'|''|''|''");
  CHECK(value("space(2), space(-1), length(repeat('a', 65536)), repeat('a', null)") ==
        "'  '|''|65536|null");
  CHECK(code("repeat('a', 65537)") == errc::sql_limit);
  CHECK(code("repeat('ab', 9223372036854775807)") == errc::sql_limit);
  CHECK(code("space(65537)") == errc::sql_limit);
  CHECK(code("concat(repeat('a', 60000), repeat('a', 60000))") == errc::sql_limit);
}

TEST_CASE_METHOD(function_fixture, "CONCAT stops at null, CONCAT_WS skips it") {
  CHECK(value("concat('a', 1, 2.5), concat('a', null), concat(), concat(x'41')") ==
        "'a12.5'|null|''|'A'");
  CHECK(value("concat_ws(',', null, 'a', null, 'b'), concat_ws(',', null), concat_ws(null, 'a')") ==
        "'a,b'|''|null");
  CHECK(code("concat_ws()") == errc::sql_failed);
}

TEST_CASE_METHOD(function_fixture, "INSERT replaces a part by position") {
  CHECK(value("insert('abcd', 2, 2, 'XYZ'), insert('äöü', 2, 1, '-'), insert('abc', 1, 0, 'x')") ==
        "'aXYZd'|'ä-ü'|'xabc'");
  CHECK(value("insert('abc', 0, 1, 'x'), insert('abc', 4, 1, 'x'), insert('abc', 2, -1, 'x')") ==
        "'abc'|'abc'|'ax'");
}

TEST_CASE_METHOD(function_fixture, "SUBSTRING_INDEX counts separators from either end") {
  CHECK(value("substring_index('a.b.c', '.', 1), substring_index('a.b.c', '.', -1)") == "'a'|'c'");
  CHECK(value("substring_index('a.b.c', '.', 3), substring_index('a.b.c', '.', -3)") ==
        "'a.b.c'|'a.b.c'");
  CHECK(value("substring_index('a--b--c', '--', -2), substring_index('abc', 'x', 1)") ==
        "'b--c'|'abc'");
  CHECK(value("substring_index('a.b', '.', 0), substring_index('a', '', 1)") == "''|''");
}

TEST_CASE_METHOD(function_fixture, "texts compare and are found byte by byte") {
  CHECK(value("strcmp('a', 'b'), strcmp('B', 'a'), strcmp('ab', 'a'), strcmp('', '')") ==
        "-1|-1|1|0");
  CHECK(value("ascii('a'), ascii(''), ord('ü'), ascii(null)") == "97|0|195|null");
  CHECK(value("elt(1, 'a', 'b'), elt(0, 'a'), elt(3, 'a', 'b'), elt(null, 'a'), elt()") ==
        "'a'|null|null|null|null");
  CHECK(value("field('b', 'a', 'b', 'b'), field('c', 'a'), field(null, null), field(2, 1, '2')") ==
        "2|0|0|2");
  CHECK(code("field()") == errc::sql_failed);
}

TEST_CASE_METHOD(function_fixture, "binaries and texts become one another") {
  CHECK(value("unhex('00fF'), unhex(''), unhex('f'), unhex('0g'), hextoraw('41')") ==
        "x'00ff'|x''|null|null|x'41'");
  CHECK(value("stringtoutf8('ü'), utf8tostring(x'c3bc'), stringtoutf8(null)") ==
        "x'c3bc'|'ü'|null");
  CHECK(value("cast('äöü' as varchar(2)), cast(12 as char), cast('a' as blob)") ==
        "'äö'|'12'|x'61'");
}

TEST_CASE_METHOD(function_fixture, "digests of texts and binaries") {
  CHECK(value("md5('') = md5(x''), sha1('a') = sha(x'61'), md5(null), sha1(null)") ==
        "1|1|null|null");
  CHECK(value("md5('a')") == "'0cc175b9c0f1b6a831c399e269772661'");
}
