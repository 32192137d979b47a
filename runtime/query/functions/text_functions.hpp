// SPDX-License-Identifier: Apache-2.0
// Functions of texts. Positions and lengths count characters of UTF-8 from 1, and bytes in binary
// values. Null arguments give null unless said otherwise. Work stays linear in the lengths: SQLite
// cannot interrupt a function, so none may take long.
#pragma once

#include "runtime/query/functions/sql_functions.hpp"

namespace plexus::query {

/// LEFT(x, n), RIGHT(x, n): the first or last n characters.
PLEXUS_SQL_FUNCTION(left_function);
PLEXUS_SQL_FUNCTION(right_function);
/// LCASE(x), UCASE(x): ASCII letters, as SQLite's LOWER and UPPER.
PLEXUS_SQL_FUNCTION(lcase_function);
PLEXUS_SQL_FUNCTION(ucase_function);
/// MID(x, begin [, length]): as SUBSTR; a negative begin counts from the end.
PLEXUS_SQL_FUNCTION(mid_function);
/// LOCATE(part, x [, begin]): position of the first, 0 if none.
PLEXUS_SQL_FUNCTION(locate_function);
/// INSTR(x, part): SQLite's, in linear time.
PLEXUS_SQL_FUNCTION(instr_function);
/// REPLACE(x, part [, by]): every occurrence; without `by` they are removed, as H2.
PLEXUS_SQL_FUNCTION(replace_function);
/// CHAR_LENGTH(x), OCTET_LENGTH(x), BIT_LENGTH(x).
PLEXUS_SQL_FUNCTION(char_length_function);
PLEXUS_SQL_FUNCTION(octet_length_function);
PLEXUS_SQL_FUNCTION(bit_length_function);
/// LPAD(x, n [, fill]), RPAD(x, n [, fill]): exactly n characters; cut when longer.
PLEXUS_SQL_FUNCTION(lpad_function);
PLEXUS_SQL_FUNCTION(rpad_function);
/// TRIM(x [, characters]): SQLite's, in linear time.
PLEXUS_SQL_FUNCTION(trim_function);
PLEXUS_SQL_FUNCTION(ltrim_function);
PLEXUS_SQL_FUNCTION(rtrim_function);
/// TRIM(LEADING part FROM x): whole parts, as MySQL.
PLEXUS_SQL_FUNCTION(trim_side_function);
/// REVERSE(x), REPEAT(x, n), SPACE(n).
PLEXUS_SQL_FUNCTION(reverse_function);
PLEXUS_SQL_FUNCTION(repeat_function);
PLEXUS_SQL_FUNCTION(space_function);
/// CONCAT(a, b, ...): null if any is null, as MySQL and GSN's `||`.
PLEXUS_SQL_FUNCTION(concat_function);
/// CONCAT_WS(separator, a, b, ...): nulls are left out.
PLEXUS_SQL_FUNCTION(concat_ws_function);
/// INSERT(x, begin, length, by): as MySQL.
PLEXUS_SQL_FUNCTION(insert_function);
/// SUBSTRING_INDEX(x, separator, n): what is before the n-th separator; n < 0 counts from the end.
PLEXUS_SQL_FUNCTION(substring_index_function);
/// STRCMP(a, b): -1, 0, 1 by bytes.
PLEXUS_SQL_FUNCTION(strcmp_function);
/// ASCII(x): the first byte, 0 for an empty text.
PLEXUS_SQL_FUNCTION(ascii_function);
/// ELT(n, a, b, ...): the n-th; FIELD(x, a, b, ...): where x is, 0 if nowhere.
PLEXUS_SQL_FUNCTION(elt_function);
PLEXUS_SQL_FUNCTION(field_function);
/// UNHEX(x), HEXTORAW(x): binary; null for what is not pairs of hex digits.
PLEXUS_SQL_FUNCTION(unhex_function);
/// STRINGTOUTF8(x): the bytes of a text as binary; UTF8TOSTRING(x): the reverse, as H2.
PLEXUS_SQL_FUNCTION(string_to_utf8_function);
PLEXUS_SQL_FUNCTION(utf8_to_string_function);
/// CAST(x AS VARCHAR(n)), CAST(x AS BLOB). Longer texts are cut.
PLEXUS_SQL_FUNCTION(to_text_function);
PLEXUS_SQL_FUNCTION(to_blob_function);
/// x REGEXP pattern, REGEXP(pattern, x), REGEXP_LIKE(x, pattern): 1 when the pattern matches
/// somewhere (functions/regular_expression).
PLEXUS_SQL_FUNCTION(regexp_function);
PLEXUS_SQL_FUNCTION(regexp_like_function);
/// MD5(x), SHA1(x): hex digits in lower case, as MySQL. For comparing, not for secrets.
PLEXUS_SQL_FUNCTION(md5_function);
PLEXUS_SQL_FUNCTION(sha1_function);

} // namespace plexus::query
