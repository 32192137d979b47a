// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/query/functions/sql_functions.hpp"

namespace plexus::query {

void now_function(sqlite3_context* context, int count, sqlite3_value** arguments);

} // namespace plexus::query
