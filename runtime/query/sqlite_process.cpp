// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/sqlite_process.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <limits>
#include <malloc.h>
#include <utility>

namespace plexus::query {

namespace {

using signed_bytes = std::int64_t;
constexpr auto signed_bytes_max = std::numeric_limits<signed_bytes>::max();

// What a thread may hold or have given back without telling; so far from the bound it need not.
constexpr signed_bytes untold_max = 1 << 16;
constexpr signed_bytes near_bound = 1 << 20;

// SQLite has one heap for the process, and so this is one. Its own count is behind a mutex that
// every allocation of every thread takes.
struct counted_heap {
  std::atomic<signed_bytes> used = 0;
  std::atomic<signed_bytes> used_max = signed_bytes_max;
};

counted_heap& heap() {
  static counted_heap one;
  return one;
}

class thread_account {
public:
  ~thread_account() { tell(); }

  /// False, and nothing is counted, when that would be too much.
  bool take(signed_bytes bytes) noexcept {
    untold_ += bytes;
    auto& all = heap();
    const auto most = all.used_max.load(std::memory_order_relaxed);
    const auto used = all.used.load(std::memory_order_relaxed);
    if (std::abs(untold_) < untold_max && used < most - near_bound)
      return true;
    if (tell() <= most || bytes <= 0)
      return true;
    untold_ -= bytes;
    return false;
  }
  /// Counts what is held already, or no more.
  void correct(signed_bytes bytes) noexcept { untold_ += bytes; }
  /// What the process holds, with all of this thread.
  signed_bytes tell() noexcept {
    const auto told = std::exchange(untold_, 0);
    return heap().used.fetch_add(told, std::memory_order_relaxed) + told;
  }

private:
  signed_bytes untold_ = 0;
};

thread_account& account() {
  thread_local thread_account mine;
  return mine;
}

signed_bytes size_of(void* memory) { return static_cast<signed_bytes>(malloc_usable_size(memory)); }

void* allocate(int bytes) {
  if (!account().take(bytes))
    return nullptr;
  void* made = std::malloc(static_cast<std::size_t>(bytes));
  account().correct((made == nullptr ? 0 : size_of(made)) - bytes);
  return made;
}

void release(void* memory) {
  account().correct(-size_of(memory));
  account().take(0);
  std::free(memory);
}

void* resize(void* memory, int bytes) {
  const auto before = size_of(memory);
  if (!account().take(bytes - before))
    return nullptr;
  void* made = std::realloc(memory, static_cast<std::size_t>(bytes));
  account().correct((made == nullptr ? before : size_of(made)) - bytes);
  return made;
}

int configure() {
  sqlite3_mem_methods counted{};
  counted.xMalloc = allocate;
  counted.xFree = release;
  counted.xRealloc = resize;
  counted.xSize = [](void* memory) { return static_cast<int>(size_of(memory)); };
  counted.xRoundup = [](int bytes) { return (bytes + 7) & ~7; };
  counted.xInit = [](void*) { return SQLITE_OK; };
  counted.xShutdown = [](void*) {};
  if (const int code = sqlite3_config(SQLITE_CONFIG_MALLOC, &counted); code != SQLITE_OK)
    return code;
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

} // namespace

status prepare_sqlite() {
  static const int outcome = configure(); // SQLite takes it once, before everything else
  if (outcome != SQLITE_OK)
    return fail(errc::sql_failed, "SQLite was in use before its memory could be counted");
  if (sqlite3_initialize() != SQLITE_OK)
    return fail(errc::out_of_memory, "SQLite did not start");
  return {};
}

status limit_query_memory(std::uint64_t bytes_max) {
  PLEXUS_ASSERT(bytes_max >= 1);
  if (auto ready = prepare_sqlite(); !ready)
    return ready;
  heap().used_max = static_cast<signed_bytes>(std::min<std::uint64_t>(bytes_max, signed_bytes_max));
  return {};
}

std::uint64_t query_memory_used() {
  return static_cast<std::uint64_t>(std::max<signed_bytes>(0, account().tell()));
}

} // namespace plexus::query
