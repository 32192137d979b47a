// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/sql/closed_vfs.hpp"

#include "runtime/query/sqlite_process.hpp"

#include <sqlite3.h>

#include <cstdio>
#include <string>

namespace plexus::query {

namespace {

constexpr int path_bytes_max = 64;

// Julian day number of the Unix epoch, 2440587.5, in milliseconds.
constexpr sqlite3_int64 epoch_milliseconds = 210'866'760'000'000;

int refuse_open(sqlite3_vfs*, const char*, sqlite3_file* file, int, int*) {
  file->pMethods = nullptr;
  return SQLITE_CANTOPEN;
}
int refuse_delete(sqlite3_vfs*, const char*, int) { return SQLITE_IOERR_DELETE; }
int find_nothing(sqlite3_vfs*, const char*, int, int* found) {
  *found = 0;
  return SQLITE_OK;
}
int keep_path(sqlite3_vfs*, const char* name, int bytes, char* out) {
  std::snprintf(out, static_cast<std::size_t>(bytes), "%s", name);
  return SQLITE_OK;
}
// SQLite seeds its own random() from its default VFS; queries get ours (sql_functions).
int no_randomness(sqlite3_vfs*, int bytes, char* out) {
  std::fill_n(out, bytes, '\0');
  return bytes;
}
int no_sleep(sqlite3_vfs*, int) { return 0; }
int no_last_error(sqlite3_vfs*, int, char*) { return 0; }

int current_milliseconds(sqlite3_vfs* vfs, sqlite3_int64* out) {
  const auto now = to_microseconds(static_cast<const clock*>(vfs->pAppData)->now());
  *out = epoch_milliseconds + now / 1000;
  return SQLITE_OK;
}
int current_days(sqlite3_vfs* vfs, double* out) {
  sqlite3_int64 milliseconds_count = 0;
  current_milliseconds(vfs, &milliseconds_count);
  *out = static_cast<double>(milliseconds_count) / 86'400'000.0;
  return SQLITE_OK;
}

} // namespace

closed_vfs::closed_vfs(const clock& time) : time_(time), vfs_(std::make_unique<sqlite3_vfs>()) {
  *vfs_ = {};
  vfs_->iVersion = 2;
  vfs_->szOsFile = sizeof(sqlite3_file);
  vfs_->mxPathname = path_bytes_max;
  vfs_->pAppData = const_cast<clock*>(&time_);
  vfs_->xOpen = refuse_open;
  vfs_->xDelete = refuse_delete;
  vfs_->xAccess = find_nothing;
  vfs_->xFullPathname = keep_path;
  vfs_->xRandomness = no_randomness;
  vfs_->xSleep = no_sleep;
  vfs_->xCurrentTime = current_days;
  vfs_->xGetLastError = no_last_error;
  vfs_->xCurrentTimeInt64 = current_milliseconds;
}

closed_vfs::~closed_vfs() = default;

result<sqlite3*> closed_vfs::open_memory() {
  if (auto ready = prepare_sqlite(); !ready && ready.error().code == errc::out_of_memory)
    return ready.error();
  // SQLite finds a VFS only by a name in its process-wide list; ours is there for this one call.
  char name[32];
  std::snprintf(name, sizeof name, "plexus-%p", static_cast<void*>(this));
  vfs_->zName = name;
  if (sqlite3_vfs_register(vfs_.get(), 0) != SQLITE_OK)
    return fail(errc::out_of_memory, "SQLite did not start");
  sqlite3* db = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(":memory:", &db, flags, name);
  sqlite3_vfs_unregister(vfs_.get());
  vfs_->zName = "plexus";
  if (code == SQLITE_OK)
    return db;
  const std::string what = db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code);
  sqlite3_close_v2(db);
  return fail(code == SQLITE_NOMEM ? errc::out_of_memory : errc::sql_failed, what);
}

} // namespace plexus::query
