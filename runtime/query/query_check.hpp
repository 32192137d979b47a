// SPDX-License-Identifier: Apache-2.0
// What can be said of a virtual sensor's queries before its sources are there: syntax, guard,
// functions, tables, and columns where the queries themselves decide them. Runs nothing.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/model/virtual_sensor_descriptor.hpp"

#include <vector>

namespace plexus::query {

struct query_problem {
  model::file_position position; // of the source, its address, or the stream
  error why;                     // `where` names stream and source, if any
};

/// The first problem of every stream, and what `local` addresses may not ask for. Errors in them:
/// those of sql_engine::prepare. A column that a source's wrapper may have is taken as known.
std::vector<query_problem> check_queries(const model::virtual_sensor_descriptor& wanted);

} // namespace plexus::query
