// SPDX-License-Identifier: Apache-2.0
// What chunk_store needs of a disk: ordered keys in three tables, atomic synced writes, short
// reads. LMDB stands behind it in a node; a test stands in a disk that fails. Keys are byte strings
// in memcmp order.
#pragma once

#include "runtime/base/result.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plexus::storage {

enum class table : std::uint8_t {
  meta,    // format, streams, counters
  journal, // be64 blob number -> the new elements of one commit
  chunk,   // be32 stream | be64 first sequence -> chunk
};

struct change {
  table where{};
  std::string key;
  std::vector<std::uint8_t> value;
  bool erase = false; // erasing what is not there is no error
};

class engine {
public:
  virtual ~engine() = default;

  /// All or nothing, and on the disk when it returns success. One caller at a time. Errors:
  /// storage_full, storage_read_only, io_failed; nothing is changed then.
  virtual status write(std::span<const change> changes) = 0;

  using on_value = std::function<void(std::size_t, std::span<const std::uint8_t>)>;
  /// Calls with the index and value of every key that is there, in one short read transaction. The
  /// value lives during the call only. From any thread. Errors: io_failed.
  virtual status read(table where, std::span<const std::string> keys,
                      const on_value& visit) const = 0;

  using on_entry = std::function<bool(std::string_view, std::span<const std::uint8_t>)>;
  /// Visits entries from the least key not below `from` upwards until the visitor returns false; no
  /// longer than one short transaction should last. From any thread. Errors: io_failed.
  virtual status visit(table where, std::string_view from, const on_entry& visit) const = 0;

  virtual std::uint64_t bytes_on_disk() const = 0;
  virtual bool read_only() const = 0;
};

} // namespace plexus::storage
