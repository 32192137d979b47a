// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/sql/virtual_table.hpp"

#include "runtime/query/sql/sql_lexer.hpp"
#include "runtime/query/sql/timed_value.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <new>
#include <utility>

namespace plexus::query {

namespace {

// What xBestIndex tells xFilter in idxNum; arguments come in the order of the first five bits. The
// column of `key` stands above `column_shift`.
enum plan_bits : int {
  timed_equal = 1,
  timed_from = 2,
  timed_to = 4,
  key = 8,
  from_exclusive = 16,
  to_exclusive = 32,
  ascending = 64,
  descending = 128,
};
constexpr int column_shift = 8;

// Below so many rows an index costs more than it saves.
constexpr std::uint64_t indexed_rows_min = 8;

struct virtual_table : sqlite3_vtab {
  std::shared_ptr<table_slot> slot;
};

struct virtual_cursor : sqlite3_vtab_cursor {
  std::unique_ptr<row_cursor> rows; // a scan,
  std::shared_ptr<const join_index> index;
  join_index::position position = join_index::none; // or a walk along equal keys
  const model::batch* block = nullptr;              // null at the end
  const model::schema* layout = nullptr;            // of the block before
  std::uint32_t row = 0;
  sqlite3_int64 number = 0;
};

table_slot& slot_of(sqlite3_vtab_cursor* cursor) {
  return *static_cast<virtual_table*>(cursor->pVtab)->slot;
}

// No exception may cross SQLite's frames.
template <class Body>
int guarded(Body body) noexcept {
  try {
    return body();
  } catch (const std::bad_alloc&) {
    return SQLITE_NOMEM;
  } catch (const std::exception&) {
    return SQLITE_ERROR;
  }
}

const char* declared_type(model::value_type type) {
  if (model::is_floating(type))
    return "REAL";
  if (type == model::value_type::string)
    return "TEXT";
  return type == model::value_type::binary ? "BLOB" : "INTEGER";
}

// Numbers, strings and binaries compare by different rules.
int kind_of(model::value_type type) {
  return type == model::value_type::string ? 1 : type == model::value_type::binary ? 2 : 0;
}

int connect(sqlite3* db, void* aux, int, const char* const*, sqlite3_vtab** made, char**) noexcept {
  return guarded([&] {
    const auto& slot = *static_cast<std::shared_ptr<table_slot>*>(aux);
    if (slot->rows == nullptr)
      return SQLITE_ERROR;
    std::string sql = "CREATE TABLE x(timed NUMERIC";
    for (const auto& field : slot->rows->layout()->fields())
      sql += "," + quote_name(field.name) + " " + declared_type(field.type);
    if (const int code = sqlite3_declare_vtab(db, (sql + ")").c_str()); code != SQLITE_OK)
      return code;
    sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
    auto owner = std::make_unique<virtual_table>();
    static_cast<sqlite3_vtab&>(*owner) = {};
    owner->slot = slot;
    *made = owner.release();
    return SQLITE_OK;
  });
}

int disconnect(sqlite3_vtab* dead) noexcept {
  delete static_cast<virtual_table*>(dead);
  return SQLITE_OK;
}

// ---- planning

struct constraints {
  int equal = -1;
  int from = -1;
  int to = -1;
  int key = -1;
};

bool is_binary_collation(sqlite3_index_info* info, int at) {
  return sqlite3_stricmp(sqlite3_vtab_collation(info, at), "BINARY") == 0;
}

constraints usable_constraints(sqlite3_index_info* info) {
  constraints found;
  for (int i = 0; i < info->nConstraint; ++i) {
    const auto& each = info->aConstraint[i];
    if (!each.usable || each.iColumn < 0)
      continue;
    const bool timed = each.iColumn == 0;
    if (each.op == SQLITE_INDEX_CONSTRAINT_EQ) {
      if (timed)
        found.equal = i;
      else if (found.key < 0 && is_binary_collation(info, i))
        found.key = i;
    } else if (timed &&
               (each.op == SQLITE_INDEX_CONSTRAINT_GT || each.op == SQLITE_INDEX_CONSTRAINT_GE)) {
      found.from = i;
    } else if (timed &&
               (each.op == SQLITE_INDEX_CONSTRAINT_LT || each.op == SQLITE_INDEX_CONSTRAINT_LE)) {
      found.to = i;
    }
  }
  return found;
}

void plan_key(sqlite3_index_info* info, int constraint, double rows) {
  // Not omitted: the index finds a superset.
  info->aConstraintUsage[constraint].argvIndex = 1;
  info->idxNum = key | info->aConstraint[constraint].iColumn << column_shift;
  info->estimatedRows = static_cast<sqlite3_int64>(std::max(1.0, rows / 16));
  info->estimatedCost = 4.0 + rows / 16;
}

void plan_scan(sqlite3_index_info* info, const constraints& found, double rows, bool can_order) {
  int arguments = 0;
  const auto take = [&](int constraint, int bit, int exclusive_bit, int exclusive_op) {
    info->aConstraintUsage[constraint].argvIndex = ++arguments;
    info->aConstraintUsage[constraint].omit = 1;
    info->idxNum |= bit;
    if (info->aConstraint[constraint].op == exclusive_op)
      info->idxNum |= exclusive_bit;
  };
  info->idxNum = 0;
  if (found.equal >= 0) {
    take(found.equal, timed_equal, 0, 0);
    rows = std::max(1.0, rows / 64);
  } else {
    if (found.from >= 0) {
      take(found.from, timed_from, from_exclusive, SQLITE_INDEX_CONSTRAINT_GT);
      rows = std::max(1.0, rows / 3);
    }
    if (found.to >= 0) {
      take(found.to, timed_to, to_exclusive, SQLITE_INDEX_CONSTRAINT_LT);
      rows = std::max(1.0, rows / 3);
    }
  }
  if (can_order && info->nOrderBy == 1 && info->aOrderBy[0].iColumn == 0) {
    info->idxNum |= info->aOrderBy[0].desc ? descending : ascending;
    info->orderByConsumed = 1;
  }
  info->estimatedRows = static_cast<sqlite3_int64>(rows);
  info->estimatedCost = 4.0 + rows;
}

int best_index(sqlite3_vtab* self, sqlite3_index_info* info) noexcept {
  const auto& slot = *static_cast<virtual_table*>(self)->slot;
  if (slot.rows == nullptr)
    return SQLITE_ERROR;
  const auto found = usable_constraints(info);
  const double rows = static_cast<double>(std::max<std::uint64_t>(1, slot.rows->rows_estimate()));
  if (found.key >= 0 && found.equal < 0)
    plan_key(info, found.key, rows);
  else
    plan_scan(info, found, rows, slot.rows->can_order());
  return SQLITE_OK;
}

// ---- scanning

void note_drift(virtual_cursor& self) {
  self.layout = self.block->layout_ptr().get();
  auto& slot = slot_of(&self);
  const auto& declared = *slot.rows->layout();
  for (std::size_t i = 0; i < std::min(declared.size(), self.layout->size()); ++i)
    if (kind_of(declared[i].type) != kind_of((*self.layout)[i].type))
      slot.runs->types_drifted = true;
}

void come_to_rest(virtual_cursor& self) {
  self.block = nullptr;
  if (self.index) {
    if (self.position != join_index::none) {
      self.block = &self.index->block(self.position);
      self.row = self.index->row(self.position);
    }
  } else if (!self.rows->at_end()) {
    self.block = &self.rows->block();
    self.row = self.rows->row();
  }
  if (self.block != nullptr && self.block->layout_ptr().get() != self.layout)
    note_drift(self);
}

int check_outcome(virtual_cursor& self) {
  if (self.block != nullptr || !self.rows)
    return SQLITE_OK;
  auto outcome = self.rows->outcome();
  if (outcome)
    return SQLITE_OK;
  auto& failure = slot_of(&self).runs->failure;
  if (!failure)
    failure = outcome.error();
  return SQLITE_ERROR;
}

enum class bound_kind { number, above_numbers, null };

// A bound on `timed` as SQLite compares it: the column's numeric affinity turns texts that are
// numbers into numbers, every other text and every blob is greater than any number.
bound_kind kind_of_bound(sqlite3_value* bound) {
  switch (sqlite3_value_numeric_type(bound)) {
    case SQLITE_INTEGER:
    case SQLITE_FLOAT:
      return bound_kind::number;
    case SQLITE_NULL:
      return bound_kind::null;
    default:
      return bound_kind::above_numbers;
  }
}

std::optional<std::int64_t> first_of(sqlite3_value* bound, bool exclusive) {
  if (kind_of_bound(bound) != bound_kind::number)
    return std::nullopt; // nothing is above, or compares with null
  if (sqlite3_value_type(bound) == SQLITE_INTEGER)
    return first_stamp(std::int64_t{sqlite3_value_int64(bound)}, exclusive);
  return first_stamp(sqlite3_value_double(bound), exclusive);
}

std::optional<std::int64_t> last_of(sqlite3_value* bound, bool exclusive) {
  switch (kind_of_bound(bound)) {
    case bound_kind::null:
      return std::nullopt;
    case bound_kind::above_numbers:
      return std::numeric_limits<std::int64_t>::max();
    case bound_kind::number:
      break;
  }
  if (sqlite3_value_type(bound) == SQLITE_INTEGER)
    return last_stamp(std::int64_t{sqlite3_value_int64(bound)}, exclusive);
  return last_stamp(sqlite3_value_double(bound), exclusive);
}

// False when no row can be within the bounds.
bool bounds_of(int plan, sqlite3_value** arguments, scan_bounds& bounds) {
  if ((plan & (timed_equal | timed_from)) != 0) {
    const auto from = first_of(arguments[0], (plan & from_exclusive) != 0);
    if (!from)
      return false;
    bounds.from = *from;
  }
  if ((plan & (timed_equal | timed_to)) != 0) {
    const auto to =
        last_of(arguments[(plan & timed_from) != 0 ? 1 : 0], (plan & to_exclusive) != 0);
    if (!to)
      return false;
    bounds.to = *to;
  }
  bounds.by_time_ascending = (plan & ascending) != 0;
  bounds.by_time_descending = (plan & descending) != 0;
  return bounds.from <= bounds.to;
}

// Finds the rows of a key through an index of this run. False: scan instead.
bool filter_by_key(virtual_cursor& self, table_slot& slot, std::size_t column,
                   sqlite3_value* wanted) {
  const auto& layout = *slot.rows->layout();
  if (column >= layout.size() || slot.rows->rows_estimate() < indexed_rows_min)
    return false;
  const int kind = kind_of(layout[column].type);
  const int type = sqlite3_value_type(wanted);
  const bool number = type == SQLITE_INTEGER || type == SQLITE_FLOAT;
  // Where one side might be converted before it is compared, equality is left to SQLite.
  if (slot.runs->types_drifted || kind == 2 || number != (kind == 0) ||
      (kind == 1 && type != SQLITE_TEXT))
    return false;
  auto index = slot.index(column, kind == 1);
  if (!index)
    return false;
  self.index = std::move(index);
  if (number) {
    self.position = self.index->find(sqlite3_value_double(wanted));
  } else {
    const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(wanted));
    self.position = self.index->find(
        std::string_view{text, static_cast<std::size_t>(sqlite3_value_bytes(wanted))});
  }
  return true;
}

int filter(sqlite3_vtab_cursor* cursor, int plan, const char*, int,
           sqlite3_value** arguments) noexcept {
  return guarded([&] {
    auto& self = *static_cast<virtual_cursor*>(cursor);
    auto& slot = slot_of(cursor);
    self.rows.reset();
    self.index.reset();
    self.block = nullptr;
    self.layout = nullptr;
    self.number = 0;
    if (slot.rows == nullptr)
      return SQLITE_ERROR;
    scan_bounds bounds;
    if ((plan & key) != 0) {
      if (sqlite3_value_type(arguments[0]) == SQLITE_NULL)
        return SQLITE_OK;
      const auto column = static_cast<std::size_t>((plan >> column_shift) - 1);
      if (filter_by_key(self, slot, column, arguments[0])) {
        come_to_rest(self);
        return SQLITE_OK;
      }
    } else if (!bounds_of(plan, arguments, bounds)) {
      return SQLITE_OK;
    }
    self.rows = slot.rows->scan(bounds);
    come_to_rest(self);
    return check_outcome(self);
  });
}

int next(sqlite3_vtab_cursor* cursor) noexcept {
  return guarded([&] {
    auto& self = *static_cast<virtual_cursor*>(cursor);
    ++self.number;
    if (self.index)
      self.position = self.index->next(self.position);
    else
      self.rows->next();
    come_to_rest(self);
    return check_outcome(self);
  });
}

int at_end(sqlite3_vtab_cursor* cursor) noexcept {
  return static_cast<virtual_cursor*>(cursor)->block == nullptr;
}

void put_timed(sqlite3_context* out, std::int64_t stamp) {
  if (is_whole_milliseconds(stamp))
    sqlite3_result_int64(out, stamp / 1000);
  else
    sqlite3_result_double(out, to_timed(stamp));
}

int column(sqlite3_vtab_cursor* cursor, sqlite3_context* out, int wanted) noexcept {
  const auto& self = *static_cast<virtual_cursor*>(cursor);
  const auto& block = *self.block;
  if (wanted == 0) {
    put_timed(out, block.timestamps()[self.row]);
    return SQLITE_OK;
  }
  const auto at = static_cast<std::size_t>(wanted - 1);
  if (at >= block.layout().size() || block.is_null(at, self.row))
    return SQLITE_OK; // null
  const auto type = block.layout()[at].type;
  if (model::is_floating(type)) {
    sqlite3_result_double(out, block.floating(at, self.row)); // NaN becomes null
  } else if (!model::is_variable_length(type)) {
    sqlite3_result_int64(out, block.integer(at, self.row));
  } else {
    // Copied: aggregates keep the value after the cursor, and with it the block, has moved on.
    const auto text = block.text(at, self.row);
    if (type == model::value_type::string)
      sqlite3_result_text64(out, text.empty() ? "" : text.data(), text.size(), SQLITE_TRANSIENT,
                            SQLITE_UTF8);
    else if (text.empty())
      sqlite3_result_zeroblob(out, 0);
    else
      sqlite3_result_blob64(out, text.data(), text.size(), SQLITE_TRANSIENT);
  }
  return SQLITE_OK;
}

int row_number(sqlite3_vtab_cursor* cursor, sqlite3_int64* number) noexcept {
  *number = static_cast<virtual_cursor*>(cursor)->number;
  return SQLITE_OK;
}

int open(sqlite3_vtab* self, sqlite3_vtab_cursor** made) noexcept {
  return guarded([&] {
    const auto& slot = *static_cast<virtual_table*>(self)->slot;
    if (slot.rows == nullptr) {
      slot.runs->failure = fail(errc::sql_unknown_table, "the table was removed", slot.name);
      return SQLITE_ERROR;
    }
    auto owner = std::make_unique<virtual_cursor>();
    static_cast<sqlite3_vtab_cursor&>(*owner) = {};
    *made = owner.release();
    return SQLITE_OK;
  });
}

int close(sqlite3_vtab_cursor* dead) noexcept {
  delete static_cast<virtual_cursor*>(dead);
  return SQLITE_OK;
}

constexpr sqlite3_module make_module() {
  sqlite3_module made{};
  made.xConnect = connect; // xCreate stays null: the table exists without CREATE
  made.xBestIndex = best_index;
  made.xDisconnect = disconnect;
  made.xOpen = open;
  made.xClose = close;
  made.xFilter = filter;
  made.xNext = next;
  made.xEof = at_end;
  made.xColumn = column;
  made.xRowid = row_number;
  return made;
}
constexpr sqlite3_module table_module = make_module();

void release_slot(void* aux) { delete static_cast<std::shared_ptr<table_slot>*>(aux); }

} // namespace

void table_runs::begin(std::uint64_t id) {
  run = id;
  failure.reset();
}

void table_runs::end() {
  for (auto* slot : with_index)
    slot->indexes.clear();
  with_index.clear();
}

std::shared_ptr<const join_index> table_slot::index(std::size_t column, bool text) {
  auto found = std::find_if(indexes.begin(), indexes.end(),
                            [&](const auto& each) { return each.column == column; });
  if (found == indexes.end()) {
    if (indexes.empty())
      runs->with_index.push_back(this);
    found = indexes.insert(found, {column, 0, 0, nullptr});
  }
  if (found->run != runs->run)
    *found = {column, runs->run, 0, nullptr};
  // The first lookup of a run scans: most statements make only one.
  if (++found->lookups == 2)
    found->rows = join_index::build(*rows, column, text);
  return found->rows;
}

namespace {
errc code_of(int code) { return code == SQLITE_NOMEM ? errc::out_of_memory : errc::sql_failed; }
} // namespace

status connect_table(sqlite3* db, const std::shared_ptr<table_slot>& slot) {
  auto aux = std::make_unique<std::shared_ptr<table_slot>>(slot);
  // SQLite releases `aux` also when it fails.
  if (const int code = sqlite3_create_module_v2(db, slot->name.c_str(), &table_module,
                                                aux.release(), release_slot);
      code != SQLITE_OK)
    return fail(code_of(code), sqlite3_errmsg(db), slot->name);
  // Connecting asks the authorizer for writes to the schema, so it happens here and not when a
  // guarded query comes.
  sqlite3_stmt* first = nullptr;
  const auto sql = "SELECT 1 FROM " + quote_name(slot->name);
  const int code = sqlite3_prepare_v2(db, sql.c_str(), -1, &first, nullptr);
  sqlite3_finalize(first);
  if (code == SQLITE_OK)
    return {};
  auto failure = fail(code_of(code), sqlite3_errmsg(db), slot->name);
  disconnect_table(db, *slot);
  return failure;
}

void disconnect_table(sqlite3* db, table_slot& slot) {
  slot.rows = nullptr;
  std::erase(slot.runs->with_index, &slot);
  slot.indexes.clear();
  sqlite3_create_module_v2(db, slot.name.c_str(), nullptr, nullptr, nullptr);
}

} // namespace plexus::query
