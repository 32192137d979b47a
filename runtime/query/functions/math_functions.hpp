// SPDX-License-Identifier: Apache-2.0
// Functions of numbers, conversions and conditions. Null arguments give null unless said otherwise.
#pragma once

#include "runtime/query/functions/sql_functions.hpp"

namespace plexus::query {

/// LOG(x): natural, as in H2 and MySQL (SQLite: base 10); null for x <= 0. LOG(base, x) is
/// SQLite's.
PLEXUS_SQL_FUNCTION(log_function);
/// MOD(a, b): of two integers an integer (SQLite: always real); null for b = 0.
PLEXUS_SQL_FUNCTION(mod_function);
/// a DIV b: the quotient without its fraction, as MySQL; null for b = 0.
PLEXUS_SQL_FUNCTION(div_whole_function);
/// a XOR b: 0, 1, or null when either is null.
PLEXUS_SQL_FUNCTION(xor_function);
/// BITAND(a, b), BITOR(a, b), BITXOR(a, b), as H2.
PLEXUS_SQL_FUNCTION(bitand_function);
PLEXUS_SQL_FUNCTION(bitor_function);
PLEXUS_SQL_FUNCTION(bitxor_function);
/// TRUNCATE(x [, digits]): towards zero.
PLEXUS_SQL_FUNCTION(truncate_function);
/// COT(x).
PLEXUS_SQL_FUNCTION(cot_function);
/// RAND(): in [0, 1), from the engine's seed. RAND(seed): always the same for a seed.
PLEXUS_SQL_FUNCTION(rand_function);
/// RANDOM(): SQLite's 64 random bits, but from the engine's seed.
PLEXUS_SQL_FUNCTION(random_function);
/// GREATEST(a, b, ...), LEAST(a, b, ...): null if any is null, as MySQL.
PLEXUS_SQL_FUNCTION(greatest_function);
PLEXUS_SQL_FUNCTION(least_function);
/// IF(c, a, b), CASEWHEN(c, a, b): b also when c is null.
PLEXUS_SQL_FUNCTION(if_function);
/// NVL(a, b), ISNULL(a, b): the first that is not null.
PLEXUS_SQL_FUNCTION(nvl_function);
/// NVL2(a, b, c): b when a is not null, else c.
PLEXUS_SQL_FUNCTION(nvl2_function);
/// ISNULL(a): 0 or 1.
PLEXUS_SQL_FUNCTION(isnull_function);

/// CAST(x AS INT) and its kind, `bits` wide: rounds half away from zero, as H2 and MySQL do
/// (SQLite cuts off); a text gives the number it begins with; an error when out of range, as H2.
PLEXUS_SQL_FUNCTION(to_integer_function);
/// CAST(x AS DOUBLE).
PLEXUS_SQL_FUNCTION(to_real_function);
/// CAST(x AS DECIMAL(p, s)): rounded to s digits (0 when p stands alone, as written when neither
/// does). An integer stays one, as do results without digits; no check of p.
PLEXUS_SQL_FUNCTION(to_decimal_function);
/// CAST(x AS BOOLEAN): 0 or 1; also 'true', 't', 'yes', 'y' and their opposites.
PLEXUS_SQL_FUNCTION(to_boolean_function);

} // namespace plexus::query
