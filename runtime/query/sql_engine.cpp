// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/sql_engine.hpp"

#include "runtime/query/functions/sql_functions.hpp"
#include "runtime/query/sql/closed_vfs.hpp"
#include "runtime/query/sql/sql_dialect.hpp"
#include "runtime/query/sql/sql_guard.hpp"
#include "runtime/query/sql/virtual_table.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <map>
#include <utility>

namespace plexus::query {

namespace {

struct close_database {
  void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};
struct finalize_statement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using database_ptr = std::unique_ptr<sqlite3, close_database>;
using statement_ptr = std::unique_ptr<sqlite3_stmt, finalize_statement>;

bool is_reserved(std::string_view name) {
  return name.empty() || name.starts_with("sqlite_") || name.starts_with("pragma_");
}

class statement_row final : public result_row {
public:
  explicit statement_row(sqlite3_stmt* statement) : statement_(statement) {}

  kind kind_of(std::size_t column) const noexcept override {
    switch (sqlite3_column_type(statement_, static_cast<int>(column))) {
      case SQLITE_INTEGER:
        return kind::integer;
      case SQLITE_FLOAT:
        return kind::floating;
      case SQLITE_TEXT:
        return kind::text;
      case SQLITE_BLOB:
        return kind::blob;
      default:
        return kind::null;
    }
  }
  std::int64_t integer(std::size_t column) const noexcept override {
    return sqlite3_column_int64(statement_, static_cast<int>(column));
  }
  double floating(std::size_t column) const noexcept override {
    return sqlite3_column_double(statement_, static_cast<int>(column));
  }
  std::string_view text(std::size_t column) const noexcept override {
    const int at = static_cast<int>(column);
    const auto* content = static_cast<const char*>(sqlite3_column_blob(statement_, at));
    if (content == nullptr)
      return {};
    return {content, static_cast<std::size_t>(sqlite3_column_bytes(statement_, at))};
  }

private:
  sqlite3_stmt* statement_;
};

struct code_of_message {
  std::string_view beginning;
  errc code;
};
// SQLite tells these apart by words only; all are SQLITE_ERROR.
constexpr code_of_message codes_of_messages[] = {
    {"no such table", errc::sql_unknown_table},
    {"no such column", errc::sql_unknown_column},
    {"ambiguous column name", errc::sql_unknown_column},
    {"cannot join using column", errc::sql_unknown_column},
    {"no such function", errc::sql_unknown_function},
    {"wrong number of arguments to function", errc::sql_unknown_function},
    {"unknown function", errc::sql_unknown_function},
    {"not authorized", errc::sql_refused},
    {"too many", errc::sql_limit},
    {"Expression tree is too large", errc::sql_limit},
    {"parser stack overflow", errc::sql_limit},
    {"at most", errc::sql_limit}, // ... tables in a join
};

errc code_of_prepare(int code, std::string_view message) {
  if (code == SQLITE_AUTH)
    return errc::sql_refused;
  // A program of more bytecodes than allowed is reported as lack of memory.
  if (code == SQLITE_TOOBIG || code == SQLITE_NOMEM)
    return errc::sql_limit;
  for (const auto& each : codes_of_messages)
    if (message.starts_with(each.beginning))
      return each.code;
  return errc::sql_syntax;
}

// Once a table was removed, SQLite prepares every statement anew at its next run, so what is wrong
// with one may show only then.
errc code_of_run(int code, std::string_view message) {
  switch (code & 0xff) {
    case SQLITE_ERROR: {
      const auto prepared = code_of_prepare(code, message);
      return prepared == errc::sql_syntax ? errc::sql_failed : prepared;
    }
    case SQLITE_INTERRUPT:
      return errc::sql_deadline;
    case SQLITE_TOOBIG:
      return errc::sql_limit;
    case SQLITE_NOMEM:
      return errc::out_of_memory;
    case SQLITE_AUTH:
      return errc::sql_refused;
    default:
      return errc::sql_failed;
  }
}

} // namespace

class sql_engine::connection {
public:
  static result<std::unique_ptr<connection>> open(const clock& time, const engine_limits& limits) {
    auto vfs = std::make_unique<closed_vfs>(time);
    auto opened = vfs->open_memory();
    if (!opened)
      return std::move(opened).error();
    std::unique_ptr<connection> made{
        new connection{time, limits, std::move(vfs), database_ptr{*opened}}};
    if (auto done = made->set_up(); !done)
      return done.error();
    return made;
  }

  status add(const std::string& name, const table& rows) {
    const auto key = model::to_lower(name);
    if (is_reserved(key))
      return fail(errc::invalid_argument, "not a name for a table", name);
    if (tables_.contains(key))
      return fail(errc::invalid_argument, "there is a table of that name", name);
    auto slot = std::make_shared<table_slot>(key, rows, runs_);
    guard_.trust(true);
    auto done = connect_table(db_.get(), slot);
    guard_.trust(false);
    if (done)
      tables_.emplace(key, std::move(slot));
    return done;
  }

  void remove(const std::string& name) {
    const auto found = tables_.find(model::to_lower(name));
    if (found == tables_.end())
      return;
    disconnect_table(db_.get(), *found->second);
    tables_.erase(found);
  }

  result<std::unique_ptr<prepared_query>> prepare(translated_query query);

  void set_limits(const engine_limits& limits) {
    limits_ = limits;
    guard_.set_limits(limits);
  }
  const engine_limits& limits() const noexcept { return limits_; }

private:
  class statement;
  struct run_scope;

  connection(const clock& time, const engine_limits& limits, std::unique_ptr<closed_vfs> vfs,
             database_ptr db)
      : limits_(limits), vfs_(std::move(vfs)), db_(std::move(db)), guard_(db_.get(), time, limits),
        functions_(db_.get(), time, limits.random_seed, [this] { return guard_.out_of_time(); }) {}

  status set_up() {
    guard_.trust(true);
    const int code =
        sqlite3_exec(db_.get(), "PRAGMA temp_store = MEMORY; BEGIN", nullptr, nullptr, nullptr);
    guard_.trust(false);
    if (code != SQLITE_OK)
      return fail(code_of_run(code, {}), sqlite3_errmsg(db_.get()));
    return functions_.register_replacements();
  }

  error prepare_failure(int code, const translated_query& query) {
    const bool refused = guard_.take_refused();
    const std::string message = sqlite3_errmsg(db_.get());
    const auto kind = refused ? errc::sql_refused : code_of_prepare(code, message);
    const int offset = sqlite3_error_offset(db_.get());
    if (offset < 0)
      return fail(kind, message);
    return error_at(kind, message, query.source_offset(static_cast<std::size_t>(offset)));
  }

  engine_limits limits_;
  std::unique_ptr<closed_vfs> vfs_;
  table_runs runs_; // before db_: SQLite's objects point at it until the connection closes
  std::map<std::string, std::shared_ptr<table_slot>, std::less<>> tables_;
  database_ptr db_;
  sql_guard guard_;
  connection_functions functions_;
  std::uint64_t runs_begun_ = 0;
};

/// What surrounds one run; runs may nest.
struct sql_engine::connection::run_scope {
  run_scope(connection& of, sqlite3_stmt* statement, const sql_permissions& reads)
      : of_(of), statement_(statement), outer_reads_(of.guard_.permit(&reads)),
        outer_timer_(of.guard_.start_run()), outer_now_(of.functions_.start_run()),
        outer_run_(of.runs_.run) {
    of.runs_.begin(++of.runs_begun_);
  }
  ~run_scope() {
    sqlite3_reset(statement_);
    of_.runs_.end();
    of_.runs_.run = outer_run_;
    of_.functions_.end_run(outer_now_);
    of_.guard_.end_run(outer_timer_);
    of_.guard_.permit(outer_reads_);
  }
  run_scope(const run_scope&) = delete;
  run_scope& operator=(const run_scope&) = delete;

  error failure(int code) {
    if (of_.runs_.failure)
      return *of_.runs_.failure;
    const std::string message = sqlite3_errmsg(of_.db_.get());
    return fail(code_of_run(code, message), message);
  }

private:
  connection& of_;
  sqlite3_stmt* statement_;
  const sql_permissions* outer_reads_;
  sql_guard::timer outer_timer_;
  std::optional<timestamp> outer_now_;
  std::uint64_t outer_run_;
};

class sql_engine::connection::statement final : public prepared_query {
public:
  statement(connection& of, statement_ptr prepared, sql_permissions reads)
      : of_(of), prepared_(std::move(prepared)), reads_(std::move(reads)) {
    const int count = sqlite3_column_count(prepared_.get());
    for (int i = 0; i < count; ++i)
      columns_.push_back(model::to_lower(sqlite3_column_name(prepared_.get(), i)));
  }

  const std::vector<std::string>& columns() const noexcept override { return columns_; }

  status run(const std::function<bool(const result_row&)>& visit) override {
    if (sqlite3_stmt_busy(prepared_.get()) != 0)
      return fail(errc::sql_failed, "the query is running already");
    run_scope scope{of_, prepared_.get(), reads_};
    const statement_row row{prepared_.get()};
    for (std::uint64_t rows = 0;; ++rows) {
      const int code = sqlite3_step(prepared_.get());
      if (code == SQLITE_DONE)
        return {};
      if (code != SQLITE_ROW)
        return scope.failure(code);
      if (static_cast<std::size_t>(sqlite3_column_count(prepared_.get())) != columns_.size())
        return fail(errc::sql_unknown_column, "the table has other columns than before");
      if (rows == of_.limits().rows_max)
        return fail(errc::sql_too_many_rows,
                    "more than " + std::to_string(rows) + " rows in the result");
      if (!visit(row))
        return {};
    }
  }

  result<bool> any() override {
    bool found = false;
    auto done = run([&found](const result_row&) {
      found = true;
      return false;
    });
    if (!done)
      return done.error();
    return found;
  }

private:
  connection& of_;
  statement_ptr prepared_;
  sql_permissions reads_;
  std::vector<std::string> columns_;
};

result<std::unique_ptr<prepared_query>> sql_engine::connection::prepare(translated_query query) {
  if (auto done = functions_.register_named(query.words); !done)
    return done.error();
  // Names inside the subqueries come unsorted; only tables matter.
  std::erase_if(query.reads.tables, [this](const auto& name) { return !tables_.contains(name); });
  guard_.take_refused();
  const auto* outer = guard_.permit(&query.reads);
  sqlite3_stmt* made = nullptr;
  const char* tail = nullptr;
  const int code =
      sqlite3_prepare_v3(db_.get(), query.sql.c_str(), static_cast<int>(query.sql.size() + 1),
                         SQLITE_PREPARE_PERSISTENT, &made, &tail);
  guard_.permit(outer);
  statement_ptr prepared{made};
  if (code != SQLITE_OK)
    return prepare_failure(code, query);
  if (tail != query.sql.c_str() + query.sql.size())
    return fail(errc::sql_refused, "more than one statement");
  if (auto fine = sql_guard::check(made); !fine)
    return fine.error();
  return std::unique_ptr<prepared_query>{
      std::make_unique<statement>(*this, std::move(prepared), std::move(query.reads))};
}

sql_engine::sql_engine(const clock& time, engine_limits limits) {
  auto opened = connection::open(time, limits);
  if (opened)
    connection_ = std::move(*opened);
  else
    broken_ = std::move(opened).error();
}

sql_engine::~sql_engine() = default;

status sql_engine::add_table(const std::string& name, const table& rows) {
  return connection_ ? connection_->add(name, rows) : status{broken_};
}

void sql_engine::remove_table(const std::string& name) {
  if (connection_)
    connection_->remove(name);
}

result<std::string> sql_engine::translate(std::string_view sql, std::span<const table_name> names,
                                          model::compatibility compat) const {
  if (!connection_)
    return broken_;
  auto query = translate_query(sql, names, compat, connection_->limits());
  if (!query)
    return std::move(query).error();
  return std::move(query->sql);
}

result<std::unique_ptr<prepared_query>> sql_engine::prepare(std::string_view sql,
                                                            std::span<const table_name> names,
                                                            model::compatibility compat) {
  if (!connection_)
    return broken_;
  auto query = translate_query(sql, names, compat, connection_->limits());
  if (!query)
    return std::move(query).error();
  return connection_->prepare(std::move(*query));
}

void sql_engine::set_limits(const engine_limits& limits) {
  if (connection_)
    connection_->set_limits(limits);
}

} // namespace plexus::query
