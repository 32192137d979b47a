// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/lmdb_store.hpp"

#include "runtime/storage/folder_lock.hpp"

#include <lmdb.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <mutex>
#include <shared_mutex>
#include <system_error>

namespace plexus::storage {
namespace {

constexpr std::array<const char*, 3> table_names{"meta", "journal", "chunk"};

error failure(int code, const std::string& where) {
  switch (code) {
    case MDB_MAP_FULL:
    case ENOSPC:
    case EDQUOT:
      return fail(errc::storage_full, mdb_strerror(code), where);
    case EACCES:
    case EROFS:
    case EPERM:
      return fail(errc::storage_read_only, mdb_strerror(code), where);
    case MDB_INVALID:
    case MDB_VERSION_MISMATCH:
    case MDB_CORRUPTED:
    case MDB_INCOMPATIBLE:
      return fail(errc::storage_unavailable, mdb_strerror(code), where);
    default:
      return fail(errc::io_failed, mdb_strerror(code), where);
  }
}

MDB_val as_value(std::string_view text) {
  return {text.size(), const_cast<char*>(text.data())}; // LMDB does not write to what it puts
}
std::string_view text_of(const MDB_val& value) {
  return {static_cast<const char*>(value.mv_data), value.mv_size};
}
std::span<const std::uint8_t> bytes_of(const MDB_val& value) {
  return {static_cast<const std::uint8_t*>(value.mv_data), value.mv_size};
}

struct close_environment {
  void operator()(MDB_env* env) const { mdb_env_close(env); }
};
struct abort_transaction {
  void operator()(MDB_txn* txn) const { mdb_txn_abort(txn); }
};
struct close_cursor {
  void operator()(MDB_cursor* cursor) const { mdb_cursor_close(cursor); }
};
using environment = std::unique_ptr<MDB_env, close_environment>;
using transaction = std::unique_ptr<MDB_txn, abort_transaction>;

class lmdb_engine final : public engine {
public:
  lmdb_engine(const lmdb_store_settings& settings, folder_lock lock, bool read_only)
      : folder_(settings.folder), map_bytes_max_(settings.map_bytes_max), read_only_(read_only),
        lock_(std::move(lock)) {}

  status open(const lmdb_store_settings& settings) {
    MDB_env* made = nullptr;
    if (const int code = mdb_env_create(&made); code != 0)
      return failure(code, folder_);
    env_.reset(made);
    // A read-only folder cannot hold LMDB's lock file; the folder lock keeps writers out instead.
    const unsigned flags = MDB_NOTLS | (read_only_ ? MDB_RDONLY | MDB_NOLOCK : 0u);
    int code = mdb_env_set_maxdbs(made, table_names.size());
    if (code == 0)
      code = mdb_env_set_maxreaders(made, settings.readers_max);
    if (code == 0)
      code = mdb_env_set_mapsize(made, std::min(settings.map_bytes, map_bytes_max_));
    if (code == 0)
      code = mdb_env_open(made, folder_.c_str(), flags, 0644);
    int stale = 0;
    if (code == 0 && !read_only_)
      code = mdb_reader_check(made, &stale);
    if (code != 0)
      return failure(code, folder_);
    return open_tables();
  }

  status write(std::span<const change> changes) override {
    if (read_only_)
      return fail(errc::storage_read_only, "the folder was opened for queries alone", folder_);
    for (;;) {
      const int code = try_write(changes);
      if (code == 0)
        return {};
      if (code != MDB_MAP_FULL)
        return failure(code, folder_);
      if (auto grown = grow(); !grown)
        return grown;
    }
  }

  status read(table where, std::span<const std::string> keys,
              const on_value& visit) const override {
    const std::shared_lock hold{resize_};
    transaction txn;
    if (auto begun = begin(txn, MDB_RDONLY); !begun)
      return begun;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      auto key = as_value(keys[i]);
      MDB_val value{};
      const int code = mdb_get(txn.get(), handle(where), &key, &value);
      if (code != 0 && code != MDB_NOTFOUND)
        return failure(code, folder_);
      if (code == 0)
        visit(i, bytes_of(value));
    }
    return {};
  }

  status visit(table where, std::string_view from, const on_entry& visitor) const override {
    const std::shared_lock hold{resize_};
    transaction txn;
    if (auto begun = begin(txn, MDB_RDONLY); !begun)
      return begun;
    MDB_cursor* made = nullptr;
    if (const int code = mdb_cursor_open(txn.get(), handle(where), &made); code != 0)
      return failure(code, folder_);
    const std::unique_ptr<MDB_cursor, close_cursor> cursor{made};
    auto key = as_value(from);
    MDB_val value{};
    int code = mdb_cursor_get(made, &key, &value, from.empty() ? MDB_FIRST : MDB_SET_RANGE);
    while (code == 0 && visitor(text_of(key), bytes_of(value)))
      code = mdb_cursor_get(made, &key, &value, MDB_NEXT);
    return code == 0 || code == MDB_NOTFOUND ? status{} : failure(code, folder_);
  }

  std::uint64_t bytes_on_disk() const override {
    std::error_code ignored; // the size is for people; a store that was deleted has none
    const auto size = std::filesystem::file_size(folder_ + "/data.mdb", ignored);
    return ignored ? 0 : size;
  }
  bool read_only() const override { return read_only_; }

private:
  MDB_dbi handle(table where) const { return tables_[static_cast<std::size_t>(where)]; }

  status begin(transaction& txn, unsigned flags) const {
    MDB_txn* made = nullptr;
    const int code = mdb_txn_begin(env_.get(), nullptr, flags, &made);
    txn.reset(made);
    return code == 0 ? status{} : failure(code, folder_);
  }

  status open_tables() {
    MDB_txn* made = nullptr;
    int code = mdb_txn_begin(env_.get(), nullptr, read_only_ ? MDB_RDONLY : 0u, &made);
    transaction txn{made};
    for (std::size_t i = 0; i < table_names.size() && code == 0; ++i)
      code = mdb_dbi_open(made, table_names[i], read_only_ ? 0u : MDB_CREATE, &tables_[i]);
    if (code == 0)
      code = mdb_txn_commit(txn.release());
    if (code == MDB_NOTFOUND)
      return fail(errc::storage_unavailable, "the folder holds no history", folder_);
    return code == 0 ? status{} : failure(code, folder_);
  }

  int try_write(std::span<const change> changes) {
    MDB_txn* made = nullptr;
    int code = mdb_txn_begin(env_.get(), nullptr, 0, &made);
    transaction txn{made};
    for (const auto& part : changes) {
      if (code != 0)
        return code;
      auto key = as_value(part.key);
      if (part.erase) {
        code = mdb_del(made, handle(part.where), &key, nullptr);
        code = code == MDB_NOTFOUND ? 0 : code;
      } else {
        MDB_val value{part.value.size(), const_cast<std::uint8_t*>(part.value.data())};
        code = mdb_put(made, handle(part.where), &key, &value, 0);
      }
    }
    return code == 0 ? mdb_txn_commit(txn.release()) : code;
  }

  /// Doubles the map. No transaction may be open: readers hold `resize_` while they have one.
  status grow() {
    const std::unique_lock hold{resize_};
    MDB_envinfo info{};
    mdb_env_info(env_.get(), &info);
    if (info.me_mapsize >= map_bytes_max_)
      return fail(errc::storage_full, "history has reached the size it is allowed", folder_);
    const auto size = std::min<std::uint64_t>(info.me_mapsize * 2, map_bytes_max_);
    const int code = mdb_env_set_mapsize(env_.get(), size);
    return code == 0 ? status{} : failure(code, folder_);
  }

  std::string folder_;
  std::uint64_t map_bytes_max_;
  bool read_only_;
  folder_lock lock_; // released after the environment is closed
  environment env_;
  std::array<MDB_dbi, table_names.size()> tables_{};
  mutable std::shared_mutex resize_;
};

} // namespace

result<std::unique_ptr<engine>> open_lmdb_engine(const lmdb_store_settings& settings) {
  std::error_code failed;
  std::filesystem::create_directories(settings.folder, failed);
  if (failed && !std::filesystem::is_directory(settings.folder))
    return fail(errc::io_failed, failed.message(), settings.folder);
  for (const bool read_only : {false, true}) {
    auto lock = folder_lock::take(settings.folder, read_only);
    if (!lock && lock.error().code == errc::storage_read_only && !read_only)
      continue;
    if (!lock)
      return lock.error();
    auto made = std::make_unique<lmdb_engine>(settings, std::move(*lock), read_only);
    auto opened = made->open(settings);
    if (opened)
      return std::unique_ptr<engine>{std::move(made)};
    if (read_only || opened.error().code != errc::storage_read_only)
      return opened.error();
  }
  return fail(errc::storage_read_only, "the folder cannot be read", settings.folder);
}

result<std::unique_ptr<store>> open_lmdb_store(const lmdb_store_settings& settings,
                                               const logger& log) {
  auto disk = open_lmdb_engine(settings);
  if (!disk)
    return disk.error();
  return chunk_store::open(std::move(*disk), settings.chunks, log);
}

} // namespace plexus::storage
