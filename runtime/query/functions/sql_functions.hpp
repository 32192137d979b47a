// SPDX-License-Identifier: Apache-2.0
// The functions a query may call: SQLite's own as far as they are harmless, and those of H2 and
// MySQL that SQLite lacks or means otherwise. What they do is in functions/, one file per subject;
// here is the one table of them.
#pragma once

#include "runtime/base/clock.hpp"
#include "runtime/base/result.hpp"
#include "runtime/base/rng.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct sqlite3;
struct sqlite3_context;
struct sqlite3_value;

namespace plexus::query {

/// What functions see of their engine.
struct function_surroundings {
  const clock& time;
  rng random;
  std::function<bool()> out_of_time;  // for the few functions that take a while
  std::optional<timestamp> run_began; // the time of a run is the same for all its rows

  timestamp now() {
    if (!run_began)
      run_began = time.now();
    return *run_began;
  }
};

using sql_call = void (*)(sqlite3_context*, int, sqlite3_value**);
using sql_end = void (*)(sqlite3_context*);

/// Declares a scalar function or one step of an aggregate, and the end of an aggregate.
#define PLEXUS_SQL_FUNCTION(name)                                                                  \
  void name(sqlite3_context* context, int count, sqlite3_value** arguments)
#define PLEXUS_SQL_FINISH(name) void name(sqlite3_context* context)

/// A function of ours under one of its names.
struct sql_function {
  enum class kind : std::uint8_t {
    pure,     // equal arguments give equal results
    impure,   // reads the clock or draws a number
    replaces, // pure, and takes the place of one of SQLite's
    replaces_impure,
  };
  std::string_view name; // lower case
  int arguments;         // -1 = any number
  kind is;
  sql_call call;            // scalar, or one step of an aggregate
  sql_end finish = nullptr; // aggregates only
};

/// Every function of ours, by name.
std::span<const sql_function> function_table() noexcept;

/// SQLite's own that are allowed, by name; `->` and `->>` are functions there, too.
std::span<const std::string_view> allowed_builtin_functions() noexcept;

/// Case-insensitive; ours and the allowed ones of SQLite.
bool is_allowed_function(std::string_view name) noexcept;

/// The functions of one connection. Registered as queries need them: a connection with all of them
/// would be twice the size of one with none.
class connection_functions {
public:
  connection_functions(sqlite3* db, const clock& time, std::uint64_t random_seed,
                       std::function<bool()> out_of_time);

  /// Registers those that replace SQLite's; before any statement is prepared.
  status register_replacements();
  /// Registers what is named in `words` (lower case) and is not there yet.
  status register_named(std::span<const std::string> words);

  /// A run starts; the answer belongs to end_run, for runs within a run.
  std::optional<timestamp> start_run() noexcept {
    return std::exchange(surroundings_.run_began, std::nullopt);
  }
  void end_run(std::optional<timestamp> outer) noexcept { surroundings_.run_began = outer; }

private:
  status add(const sql_function& each);

  sqlite3* db_;
  function_surroundings surroundings_;
  std::vector<bool> registered_;
};

} // namespace plexus::query
