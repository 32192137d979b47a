// SPDX-License-Identifier: Apache-2.0
#include "actors/sensors/publication.hpp"

#include <algorithm>
#include <utility>

namespace plexus::actors {

using messages::deliver;

void publication::add(const messages::subscribe& wanted, system::watch_token watch) {
  remove(wanted.subscription);
  auto& added = subscriptions_[wanted.subscription];
  added.to = wanted.to;
  added.watch = std::move(watch);
  added.credit = std::max<std::uint64_t>(1, wanted.credit);
  if (ended_)
    send(added, deliver{wanted.subscription, 0, {}, 0, true});
}

void publication::remove(const messages::subscription_id& subscription) {
  const auto found = subscriptions_.find(subscription);
  if (found == subscriptions_.end())
    return;
  backlog_ -= found->second.waiting.size();
  subscriptions_.erase(found);
}

void publication::remove_subscriber(std::uint64_t actor_id) {
  for (auto next = subscriptions_.lower_bound({actor_id, 0});
       next != subscriptions_.end() && next->first.subscriber == actor_id;) {
    backlog_ -= next->second.waiting.size();
    next = subscriptions_.erase(next);
  }
}

void publication::offer(const model::batch_ptr& rows, std::uint64_t last_sequence) {
  for (auto& [id, to] : subscriptions_)
    send(to, deliver{id, 0, rows, last_sequence, false});
}

void publication::end() {
  if (std::exchange(ended_, true))
    return;
  for (auto& [id, to] : subscriptions_)
    send(to, deliver{id, 0, {}, 0, true});
}

void publication::taken(const messages::taken& upto) {
  const auto found = subscriptions_.find(upto.subscription);
  if (found == subscriptions_.end())
    return;
  auto& from = found->second;
  from.taken = std::clamp(upto.number, from.taken, from.sent);
  while (!from.waiting.empty() && from.sent - from.taken < from.credit) {
    auto next = std::move(from.waiting.front());
    from.waiting.pop_front();
    --backlog_;
    next.number = ++from.sent;
    system::tell(from.to, std::move(next));
  }
}

bool publication::settled() const noexcept {
  return std::all_of(subscriptions_.begin(), subscriptions_.end(), [](const auto& entry) {
    return entry.second.waiting.empty() && entry.second.taken == entry.second.sent;
  });
}

void publication::send(follower& to, deliver what) {
  if (!to.waiting.empty() || to.sent - to.taken >= to.credit) {
    to.waiting.push_back(std::move(what));
    ++backlog_;
    return;
  }
  what.number = ++to.sent;
  system::tell(to.to, std::move(what));
}

} // namespace plexus::actors
