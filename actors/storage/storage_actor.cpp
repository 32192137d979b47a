// SPDX-License-Identifier: Apache-2.0
#include "actors/storage/storage_actor.hpp"

#include <utility>

namespace plexus::actors {

using namespace messages;

storage_state::storage_state(storage_actor::pointer self) : self_(self) {}

void storage_state::start(storage_settings settings) {
  settings_ = std::move(settings);
  if (settings_.period.count() > 0)
    timer_ = system::every(self_, settings_.period, [this] {
      if (settings_.history->health().pending_elements > 0)
        commit([](const outcome&) {});
    });
}

// Promises belong to the actor's own thread of control, so the commit's thread only sends a
// message.
void storage_state::commit(conclusion then) {
  const auto number = ++last_number_;
  open_.emplace(number, std::move(then));
  settings_.commit([to = caf::actor_cast<storage_actor>(self_), number](const status& done) {
    system::tell(to, commit_done{number, done ? std::nullopt : std::optional{done.error()}});
  });
}

void storage_state::committed(const commit_done& done) {
  const auto found = open_.find(done.number);
  if (found == open_.end())
    return;
  const auto then = std::move(found->second);
  open_.erase(found);
  if (done.failure)
    settings_.log.error("storage.commit-failed", done.failure->to_string());
  then(outcome{done.failure});
}

caf::result<outcome> storage_state::flush() {
  auto answer = self_->make_response_promise<outcome>();
  commit([answer](const outcome& done) mutable { answer.deliver(done); });
  return answer;
}

storage_report storage_state::describe() const {
  return {settings_.history->health(), settings_.history->streams()};
}

caf::result<ok_atom> storage_state::stop() {
  auto answer = self_->make_response_promise<ok_atom>();
  timer_.cancel();
  commit([answer](const outcome&) mutable { answer.deliver(ok_v); });
  return answer;
}

storage_actor::behavior_type storage(storage_actor::stateful_pointer<storage_state> self,
                                     storage_settings settings) {
  self->state.start(std::move(settings));
  return {
      [self](flush_atom) { return self->state.flush(); },
      [self](describe_atom) { return self->state.describe(); },
      [self](const commit_done& done) { self->state.committed(done); },
      [self](stop_atom) { return self->state.stop(); },
  };
}

} // namespace plexus::actors
