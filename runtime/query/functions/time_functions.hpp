// SPDX-License-Identifier: Apache-2.0
// Functions of time. Every argument that is a point in time may be a number (`timed`, milliseconds
// since the epoch) or a text (functions/moment); null, and what is no time, gives null. All times
// are UTC. The time of NOW() is the same for all rows of a run.
#pragma once

#include "runtime/query/functions/sql_functions.hpp"

namespace plexus::query {

/// NOW(), NOW_MILLIS(), CURRENT_TIMESTAMP: `timed` of the run. (H2 and MySQL: a timestamp.)
PLEXUS_SQL_FUNCTION(now_function);
/// UNIX_TIMESTAMP([x]): whole seconds since the epoch, as MySQL.
PLEXUS_SQL_FUNCTION(unix_timestamp_function);
/// FROM_UNIXTIME(seconds [, format]): text, as MySQL.
PLEXUS_SQL_FUNCTION(from_unixtime_function);
/// TO_TIMED(x), CAST(x AS TIMESTAMP): `timed`.
PLEXUS_SQL_FUNCTION(to_timed_function);
/// DATE(x), TIME(x), DATETIME(x): texts; also CURDATE() and CURTIME() without an argument.
PLEXUS_SQL_FUNCTION(date_function);
PLEXUS_SQL_FUNCTION(time_function);
PLEXUS_SQL_FUNCTION(datetime_function);
/// YEAR(x) and so on: integers. DAYOFWEEK: Sunday is 1. WEEKDAY: Monday is 0. WEEK: ISO 8601.
PLEXUS_SQL_FUNCTION(year_function);
PLEXUS_SQL_FUNCTION(quarter_function);
PLEXUS_SQL_FUNCTION(month_function);
PLEXUS_SQL_FUNCTION(week_function);
PLEXUS_SQL_FUNCTION(day_function);
PLEXUS_SQL_FUNCTION(day_of_week_function);
PLEXUS_SQL_FUNCTION(weekday_function);
PLEXUS_SQL_FUNCTION(day_of_year_function);
PLEXUS_SQL_FUNCTION(hour_function);
PLEXUS_SQL_FUNCTION(minute_function);
PLEXUS_SQL_FUNCTION(second_function);
PLEXUS_SQL_FUNCTION(microsecond_function);
/// DAYNAME(x), MONTHNAME(x): English.
PLEXUS_SQL_FUNCTION(day_name_function);
PLEXUS_SQL_FUNCTION(month_name_function);
/// DATE_PART(unit, x), EXTRACT(unit FROM x): also dow, doy, epoch (seconds).
PLEXUS_SQL_FUNCTION(date_part_function);
/// DATEDIFF(a, b): days from b to a, as MySQL. DATEDIFF(unit, a, b): units begun from a to b, as
/// H2.
PLEXUS_SQL_FUNCTION(datediff_function);
/// TIMESTAMPDIFF(unit, a, b): whole units from a to b, as MySQL.
PLEXUS_SQL_FUNCTION(timestampdiff_function);
/// DATE_ADD(x, n, unit), DATE_ADD(x, INTERVAL n unit): a number for a number, a text for a text.
/// ADDDATE(x, n): days.
PLEXUS_SQL_FUNCTION(date_add_function);
PLEXUS_SQL_FUNCTION(date_sub_function);
/// DATEADD(unit, n, x), TIMESTAMPADD(unit, n, x).
PLEXUS_SQL_FUNCTION(timestampadd_function);
/// DATE_TRUNC(unit, x): the begin of the unit; a number for a number, a text for a text.
PLEXUS_SQL_FUNCTION(date_trunc_function);
/// LAST_DAY(x): the last day of the month, text.
PLEXUS_SQL_FUNCTION(last_day_function);
/// DATE_FORMAT(x, format): MySQL's %Y %y %m %c %d %e %H %k %h %I %l %i %s %S %f %p %T %r %j %a %W
/// %b %M %w %%; other letters stand for themselves.
PLEXUS_SQL_FUNCTION(date_format_function);

} // namespace plexus::query
