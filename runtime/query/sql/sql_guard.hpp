// SPDX-License-Identifier: Apache-2.0
// What a query may do and for how long: reads of listed tables and listed functions only, limits of
// size, a deadline. The last line of defence; the dialect already refuses what it does not know.
#pragma once

#include "runtime/base/clock.hpp"
#include "runtime/base/result.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace plexus::query {

struct engine_limits;

/// The tables of one statement.
struct sql_permissions {
  std::vector<std::string> tables; // names in the engine
  std::vector<std::string> common; // names of its own WITH tables
};

class sql_guard {
public:
  /// Installs itself on a fresh connection; both must outlive the connection.
  sql_guard(sqlite3* db, const clock& time, const engine_limits& limits);
  sql_guard(const sql_guard&) = delete;
  sql_guard& operator=(const sql_guard&) = delete;

  void set_limits(const engine_limits& limits);

  /// While set, everything is allowed: for what the engine itself prepares.
  void trust(bool own) noexcept { trusts_ = own; }

  /// Whose statement is prepared or run now; null = nobody's, nothing may be read.
  const sql_permissions* permit(const sql_permissions* of) noexcept {
    return std::exchange(permitted_, of);
  }

  /// Time left to the run under way. A clock is read only once the first bytecodes have run, which
  /// the short queries over small windows never outlast.
  struct timer {
    bool armed = false;
    nanoseconds end{};
  };
  /// Starts a run; the answer belongs to end_run, for runs within a run.
  timer start_run() noexcept { return std::exchange(timer_, timer{}); }
  void end_run(timer outer) noexcept { timer_ = outer; }
  /// Whether the run's time is over; the first look starts it.
  bool out_of_time() noexcept;

  /// Whether something was refused since the last call.
  bool take_refused() noexcept { return std::exchange(refused_, false); }

  /// What only a finished statement shows: it must read, give columns, and not explain. Errors:
  /// sql_refused.
  static status check(sqlite3_stmt* statement);

private:
  friend struct guard_callbacks;
  bool allows(int action, const char* first, const char* second, const char* database) const;
  bool allows_read(const char* table, const char* column, const char* database) const;

  sqlite3* db_;
  const clock& time_;
  nanoseconds span_{};
  timer timer_;
  const sql_permissions* permitted_ = nullptr;
  bool trusts_ = false;
  bool refused_ = false;
};

} // namespace plexus::query
