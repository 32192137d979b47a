// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/sqlite_process.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <limits>

namespace plexus::query {

namespace {

// SQLite bounds only what it counts; whether it does is a choice of its build.
bool counts_memory() {
  constexpr sqlite3_uint64 bytes = 64;
  const auto before = sqlite3_memory_used();
  void* probe = sqlite3_malloc64(bytes);
  const bool counted = sqlite3_memory_used() != before;
  sqlite3_free(probe);
  return probe == nullptr || counted;
}

} // namespace

status limit_query_memory(std::uint64_t bytes_max) {
  PLEXUS_ASSERT(bytes_max >= 1);
  if (sqlite3_initialize() != SQLITE_OK)
    return fail(errc::out_of_memory, "SQLite did not start");
  if (!counts_memory())
    return fail(errc::sql_failed, "this build of SQLite does not count its memory");
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<sqlite3_int64>::max());
  sqlite3_hard_heap_limit64(static_cast<sqlite3_int64>(std::min(bytes_max, most)));
  return {};
}

std::uint64_t query_memory_used() {
  return static_cast<std::uint64_t>(std::max<sqlite3_int64>(0, sqlite3_memory_used()));
}

} // namespace plexus::query
