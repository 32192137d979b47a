// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/directory.hpp"

#include <caf/abstract_actor.hpp>
#include <caf/actor.hpp>

#include <functional>
#include <map>
#include <mutex>
#include <utility>

namespace plexus::system {

namespace {

struct entry {
  caf::strong_actor_ptr who;
  std::type_index type;
};

// The middle part of node/kind/name; empty when it is not such an address.
std::string_view kind_of(std::string_view address) {
  const auto first = address.find('/');
  if (first == std::string_view::npos || first == 0)
    return {};
  const auto second = address.find('/', first + 1);
  if (second == std::string_view::npos || second + 1 == address.size() ||
      address.find('/', second + 1) != std::string_view::npos)
    return {};
  return address.substr(first + 1, second - first - 1);
}

bool untyped(std::type_index type) {
  return type == typeid(caf::actor) || type == typeid(caf::strong_actor_ptr);
}

} // namespace

// Handles leave the lock before they are dropped: the last one ends its actor, which comes back
// here to leave the table.
struct directory::table {
  mutable std::mutex mutex;
  std::map<std::string, entry, std::less<>> entries;

  void leave(const std::string& address, const caf::actor_control_block* who) {
    caf::strong_actor_ptr dropped;
    const std::lock_guard hold{mutex};
    const auto found = entries.find(address);
    if (found == entries.end() || found->second.who.get() != who)
      return; // somebody else lives there now
    dropped = std::move(found->second.who);
    entries.erase(found);
  }
};

directory::directory() : table_(std::make_shared<table>()) {}

status directory::add_entry(const std::string& address, caf::strong_actor_ptr who,
                            std::type_index type) {
  if (kind_of(address).empty())
    return fail(errc::invalid_address, "an address is node/kind/name", address);
  if (!who)
    return fail(errc::invalid_argument, "nobody to add", address);
  caf::strong_actor_ptr replaced;
  {
    const std::lock_guard hold{table_->mutex};
    auto [place, fresh] = table_->entries.try_emplace(address, entry{who, type});
    if (!fresh) {
      replaced = std::exchange(place->second.who, who);
      place->second.type = type;
    }
  }
  if (replaced == who)
    return {};
  // Runs at once when `who` has ended already.
  caf::actor_cast<caf::abstract_actor*>(who)->attach_functor(
      [held = std::weak_ptr{table_}, address, gone = who.get()] {
        if (const auto alive = held.lock())
          alive->leave(address, gone);
      });
  return {};
}

result<caf::strong_actor_ptr> directory::find_entry(std::string_view address,
                                                    std::type_index type) const {
  const std::lock_guard hold{table_->mutex};
  const auto found = table_->entries.find(address);
  if (found == table_->entries.end())
    return fail(errc::unknown_address, "nobody lives there", std::string{address});
  if (type != found->second.type && !untyped(type))
    return fail(errc::type_mismatch, "somebody of another kind lives there", std::string{address});
  return found->second.who;
}

bool directory::remove(std::string_view address) {
  caf::strong_actor_ptr dropped;
  const std::lock_guard hold{table_->mutex};
  const auto found = table_->entries.find(address);
  if (found == table_->entries.end())
    return false;
  dropped = std::move(found->second.who);
  table_->entries.erase(found);
  return true;
}

void directory::clear() {
  decltype(table_->entries) dropped;
  const std::lock_guard hold{table_->mutex};
  dropped.swap(table_->entries);
}

std::vector<std::string> directory::list(std::string_view kind) const {
  const std::lock_guard hold{table_->mutex};
  std::vector<std::string> addresses;
  for (const auto& [address, each] : table_->entries)
    if (kind.empty() || kind_of(address) == kind)
      addresses.push_back(address);
  return addresses;
}

std::size_t directory::size() const {
  const std::lock_guard hold{table_->mutex};
  return table_->entries.size();
}

} // namespace plexus::system
