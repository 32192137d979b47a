// SPDX-License-Identifier: Apache-2.0
// An engine in memory whose contents outlive it, and which fails when told to.
#pragma once

#include "runtime/storage/chunk_store.hpp"

#include <array>
#include <map>
#include <memory>
#include <optional>

namespace plexus::test {

struct memory_disk {
  std::array<std::map<std::string, std::vector<std::uint8_t>, std::less<>>, 3> tables;
  std::optional<errc> next_writes_fail;
  std::uint64_t writes = 0;
  std::uint64_t chunks_written = 0;
};

class memory_engine final : public storage::engine {
public:
  explicit memory_engine(std::shared_ptr<memory_disk> disk) : disk_(std::move(disk)) {}

  status write(std::span<const storage::change> changes) override {
    if (disk_->next_writes_fail)
      return fail(*disk_->next_writes_fail, "told to fail");
    ++disk_->writes;
    for (const auto& part : changes) {
      auto& entries = disk_->tables[static_cast<std::size_t>(part.where)];
      if (part.erase)
        entries.erase(part.key);
      else
        entries[part.key] = part.value;
      disk_->chunks_written += !part.erase && part.where == storage::table::chunk ? 1 : 0;
    }
    return {};
  }
  status read(storage::table where, std::span<const std::string> keys,
              const on_value& visit) const override {
    const auto& entries = disk_->tables[static_cast<std::size_t>(where)];
    for (std::size_t i = 0; i < keys.size(); ++i)
      if (const auto found = entries.find(keys[i]); found != entries.end())
        visit(i, found->second);
    return {};
  }
  status visit(storage::table where, std::string_view from,
               const on_entry& visitor) const override {
    const auto& entries = disk_->tables[static_cast<std::size_t>(where)];
    const std::string start{from}; // the visitor may move on what `from` points to
    for (auto at = entries.lower_bound(start); at != entries.end(); ++at)
      if (!visitor(at->first, at->second))
        break;
    return {};
  }
  std::uint64_t bytes_on_disk() const override { return 0; }
  bool read_only() const override { return false; }

private:
  std::shared_ptr<memory_disk> disk_;
};

} // namespace plexus::test
