// SPDX-License-Identifier: Apache-2.0
// Aggregates. Nulls are skipped; no value at all gives null. Texts count as the number they begin
// with, as in SQLite's own aggregates. None can be used as a window function (OVER).
#pragma once

#include "runtime/query/functions/sql_functions.hpp"

namespace plexus::query {

/// Moments are kept by Welford's recurrence, so that large values with small spread lose nothing.
PLEXUS_SQL_FUNCTION(moments_step);
/// STDDEV(x), STDDEV_SAMP(x), VARIANCE(x), VAR_SAMP(x): of a sample, null below two values. STDDEV
/// and VARIANCE follow H2, GSN's engine; in MySQL they are of a population.
PLEXUS_SQL_FINISH(stddev_samp_finish);
PLEXUS_SQL_FINISH(var_samp_finish);
/// STD(x), STDDEV_POP(x), VAR_POP(x): of a population.
PLEXUS_SQL_FINISH(stddev_pop_finish);
PLEXUS_SQL_FINISH(var_pop_finish);

/// MEDIAN(x): the mean of the middle two of an even number of values.
PLEXUS_SQL_FUNCTION(percentile_step);
PLEXUS_SQL_FINISH(median_finish);
/// PERCENTILE(x, p): p from 0 to 100, between two values in proportion.
PLEXUS_SQL_FINISH(percentile_finish);

/// FIRST(x), LAST(x): of the first and last row as rows come (a window's rows come newest first);
/// FIRST(x, key), LAST(x, key): of the row with the least and greatest key, e.g. timed. ANY_VALUE
/// is FIRST. Nulls of x count, rows with a null key do not.
PLEXUS_SQL_FUNCTION(first_step);
PLEXUS_SQL_FUNCTION(last_step);
PLEXUS_SQL_FINISH(pick_finish);

/// BIT_AND(x), BIT_OR(x), BIT_XOR(x): without values null (MySQL: all bits, 0, 0).
PLEXUS_SQL_FUNCTION(bit_and_step);
PLEXUS_SQL_FUNCTION(bit_or_step);
PLEXUS_SQL_FUNCTION(bit_xor_step);
PLEXUS_SQL_FINISH(bits_finish);

/// EVERY(c), BOOL_AND(c); ANY(c), SOME(c), BOOL_OR(c): 0 or 1.
PLEXUS_SQL_FUNCTION(every_step);
PLEXUS_SQL_FUNCTION(any_step);

/// AVG(x) as GSN's H2 has it: of integers an integer, its fraction cut off.
PLEXUS_SQL_FUNCTION(avg_strict_step);
PLEXUS_SQL_FINISH(avg_strict_finish);

/// GROUP_CONCAT([DISTINCT] x ORDER BY key SEPARATOR s): (x, s, distinct, key, direction).
PLEXUS_SQL_FUNCTION(group_concat_ordered_step);
PLEXUS_SQL_FINISH(group_concat_ordered_finish);

} // namespace plexus::query
