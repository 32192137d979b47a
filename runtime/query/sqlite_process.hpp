// SPDX-License-Identifier: Apache-2.0
// What is decided about SQLite for a whole process, not for one engine.
#pragma once

#include "runtime/base/result.hpp"

#include <cstdint>

namespace plexus::query {

/// Has SQLite count its memory here instead of behind a mutex of the process that every allocation
/// of every thread takes. Every engine sees to it; the first call must be ahead of any other use of
/// SQLite in the process. Errors: sql_failed when it was not (everything works, nothing is
/// counted); out_of_memory when SQLite does not start.
status prepare_sqlite();

/// From now on all engines of the process together never hold more bytes than that for statements,
/// sorting and intermediate results; a query that would exceed it fails with out_of_memory and
/// gives back what it held. The deadline of a query alone is no bound: within 100 ms a sort of long
/// texts takes a gigabyte. May be called again, also while queries run; what they hold by then they
/// keep. Threads may each be off by 64 KiB. `bytes_max` >= 1. Errors: those of prepare_sqlite.
status limit_query_memory(std::uint64_t bytes_max);

/// What the bound is compared with.
std::uint64_t query_memory_used();

} // namespace plexus::query
