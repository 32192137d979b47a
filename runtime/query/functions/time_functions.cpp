// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/functions/time_functions.hpp"

#include "runtime/query/functions/arguments.hpp"

namespace plexus::query {

void now_function(sqlite3_context* context, int, sqlite3_value**) {
  give_integer(context, to_microseconds(surroundings_of(context).now()) / 1000);
}

} // namespace plexus::query
