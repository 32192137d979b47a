// SPDX-License-Identifier: Apache-2.0
// The commonest virtual sensor by far, `select *` over `select *` of one source, without SQLite in
// between: same rows, same order, same values. For nothing that filters, joins or computes.
#pragma once

#include "runtime/model/virtual_sensor_descriptor.hpp"
#include "runtime/query/sql_engine.hpp"
#include "runtime/query/table.hpp"

#include <cstddef>
#include <functional>

namespace plexus::query {

/// Largest count window that is passed through; beyond it the engine's limits on results matter.
inline constexpr std::size_t pass_through_rows_max = 1000;

/// True for a stream with one source whose query is `select * from <alias>`, in any case, with any
/// spaces and one semicolon at the end: its result is that of the source's query.
bool repeats_its_source(const model::stream& wanted);

/// True for a stream whose result is its only source's window, row by row: a count window of at
/// most pass_through_rows_max elements, source query blank or `select * from wrapper`, and a stream
/// query that repeats it.
bool passes_through(const model::stream& wanted);

/// Hands out what `select *` over the table gives; values as SQL has them: booleans are 0 and 1,
/// NaN is null, timed is in milliseconds. Values may be longer than the engine allows.
void pass_rows(const table& rows, const std::function<bool(const result_row&)>& visit);

} // namespace plexus::query
