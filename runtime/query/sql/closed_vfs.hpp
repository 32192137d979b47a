// SPDX-License-Identifier: Apache-2.0
// The only world outside that SQLite gets: a VFS that opens no file and reads our clock. Whatever
// a query talks SQLite into, it cannot reach the disk, and date('now') follows simulated time.
#pragma once

#include "runtime/base/clock.hpp"
#include "runtime/base/result.hpp"

#include <memory>

struct sqlite3;
struct sqlite3_vfs;

namespace plexus::query {

class closed_vfs {
public:
  explicit closed_vfs(const clock& time);
  ~closed_vfs();
  closed_vfs(const closed_vfs&) = delete;
  closed_vfs& operator=(const closed_vfs&) = delete;

  /// A connection to an empty database in memory, to be closed by the caller before this object
  /// goes. Not serialised: one thread at a time. Errors: sql_failed, out_of_memory.
  result<sqlite3*> open_memory();

private:
  const clock& time_;
  std::unique_ptr<sqlite3_vfs> vfs_;
};

} // namespace plexus::query
