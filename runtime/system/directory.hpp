// SPDX-License-Identifier: Apache-2.0
// Who lives at which address (`node/kind/name`): the one place where code that knows an address
// gets a handle, local or remote alike. Not for finding sensors by what they measure; that is a
// catalogue's business.
#pragma once

#include "runtime/base/result.hpp"

#include <caf/actor_cast.hpp>
#include <caf/actor_control_block.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <typeindex>
#include <vector>

namespace plexus::system {

/// Thread-safe; copies share one table. Holds its actors strongly until they end or are removed, so
/// a node clears it before it stops.
class directory {
public:
  directory();

  /// Enters `who` under `address`, in place of who was there; the entry goes when `who` ends. Fails
  /// with errc::invalid_address for anything but `node/kind/name` with no empty part, with
  /// errc::invalid_argument for a null handle.
  template <class Handle>
  status add(const std::string& address, const Handle& who) {
    return add_entry(address, caf::actor_cast<caf::strong_actor_ptr>(who), typeid(Handle));
  }

  /// The handle, typed as it was added (or untyped, as caf::actor or strong_actor_ptr). Fails with
  /// errc::unknown_address, or errc::type_mismatch when it was added as something else.
  template <class Handle>
  result<Handle> find(std::string_view address) const {
    auto found = find_entry(address, typeid(Handle));
    if (!found)
      return std::move(found).error();
    return caf::actor_cast<Handle>(*found);
  }

  /// False when nobody is there.
  bool remove(std::string_view address);
  void clear();

  /// The addresses of one kind (all when empty), in order.
  std::vector<std::string> list(std::string_view kind = {}) const;
  std::size_t size() const;

private:
  struct table;

  status add_entry(const std::string& address, caf::strong_actor_ptr who, std::type_index type);
  result<caf::strong_actor_ptr> find_entry(std::string_view address, std::type_index type) const;

  std::shared_ptr<table> table_;
};

} // namespace plexus::system
