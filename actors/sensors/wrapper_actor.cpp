// SPDX-License-Identifier: Apache-2.0
#include "actors/sensors/wrapper_actor.hpp"

#include <algorithm>
#include <utility>

namespace plexus::actors {

using namespace messages;

wrapper_state::wrapper_state(wrapper_actor::pointer self) : self_(self) {}

wrapper_state::~wrapper_state() {
  if (settings_.driver && settings_.driver->pushes())
    settings_.driver->stop_push();
}

void wrapper_state::start(wrapper_settings settings) { settings_ = std::move(settings); }

void wrapper_state::start_push() {
  pushes_ = std::make_shared<system::gate>(settings_.pushes_max);
  auto to = caf::actor_cast<wrapper_actor>(self_);
  auto started = settings_.driver->start_push([to, gate = pushes_](model::batch_ptr rows) {
    if (gate->enter())
      system::tell(to, plugin_pushed{std::move(rows)});
  });
  if (!started)
    on_failure(started.error());
}

subscribed wrapper_state::subscribe(const messages::subscribe& wanted) {
  const bool first = publication_.subscribers() == 0;
  if (deliveries_ == 0 && first)
    keeper_taken_.subscription = wanted.subscription;
  const auto gone = [this, id = wanted.subscription.subscriber](const system::stop_reason&) {
    publication_.remove_subscriber(id);
    finish_if_settled();
  };
  publication_.add(wanted, system::watch(self_, wanted.to, gone));
  // Nothing is read before somebody listens.
  if (first && !pushes_ && settings_.driver && settings_.driver->pushes())
    start_push();
  if (first && !polling_) {
    next_due_ = settings_.time->monotonic();
    wake_in(microseconds{0});
  }
  return {settings_.layout, 0};
}

void wrapper_state::unsubscribe(const messages::unsubscribe& wanted) {
  publication_.remove(wanted.subscription);
  finish_if_settled();
}

void wrapper_state::poll() {
  if (polling_ || stopping_ || publication_.has_ended() || publication_.subscribers() == 0)
    return;
  acknowledge_durable();
  if (publication_.congested()) {
    held_back_ = true;
    return;
  }
  polling_ = true;
  system::ask(self_, settings_.plugin, settings_.poll_deadline, poll_plugin{})
      .then([this](const plugin_readings& answer) { on_readings(answer); },
            [this](const error& why) {
              polling_ = false;
              on_failure(why);
              finish_if_settled();
            });
}

void wrapper_state::on_readings(const plugin_readings& answer) {
  polling_ = false;
  if (answer.failure) {
    on_failure(*answer.failure);
    finish_if_settled();
    return;
  }
  publish(answer.read);
  if (answer.read.ended)
    publication_.end();
  else
    schedule(answer.read);
  finish_if_settled();
}

void wrapper_state::publish(const plugins::readings& read) {
  const auto rows = read.elements ? read.elements->rows() : 0;
  poll_report outcome;
  outcome.elements = rows;
  outcome.bad = read.bad;
  outcome.late = std::exchange(late_, false);
  outcome.ended = read.ended;
  if (read.bad > 0)
    outcome.failure = read.last_bad;
  if (rows > 0) {
    outcome.latest = model::stream_element{read.elements, static_cast<std::uint32_t>(rows - 1)};
    publication_.offer(read.elements, 0);
    ++deliveries_;
  }
  if (!read.checkpoint.empty())
    checkpoints_.push_back({deliveries_, read.checkpoint, keeper_taken_.number >= deliveries_,
                            keeper_taken_.stored_stream, keeper_taken_.stored_sequence});
  report(outcome);
}

void wrapper_state::on_failure(const error& why) {
  settings_.log.warn("sensor.poll-failed", why.to_string(), {{"sensor", settings_.name}});
  poll_report outcome;
  outcome.failure = why.to_string();
  report(outcome);
  plugins::readings nothing;
  if (settings_.period.count() == 0)
    nothing.next_poll = settings_.retry_delay;
  schedule(nothing);
}

void wrapper_state::report(const poll_report& outcome) { system::tell(settings_.sensor, outcome); }

void wrapper_state::pushed(const model::batch_ptr& rows) {
  pushes_->leave();
  if (stopping_ || !rows || rows->rows() == 0)
    return;
  poll_report outcome;
  outcome.pushed = true;
  if (!rows->layout().same_layout(*settings_.layout)) {
    outcome.bad = rows->rows();
    outcome.failure = fail(errc::plugin_schema,
                           "pushed elements do not have the plugin's data "
                           "structure",
                           settings_.name)
                          .to_string();
    report(outcome);
    return;
  }
  outcome.elements = rows->rows();
  outcome.latest = model::stream_element{rows, static_cast<std::uint32_t>(rows->rows() - 1)};
  publication_.offer(rows, 0);
  ++deliveries_;
  report(outcome);
}

// Instants are absolute, so that delays do not add up; a poll that comes too late for one or more
// instants skips them and is counted once.
void wrapper_state::schedule(const plugins::readings& read) {
  if (read.more)
    return wake_in(microseconds{0});
  if (read.next_poll)
    return wake_in(*read.next_poll);
  if (settings_.period.count() <= 0)
    return;
  const auto now = settings_.time->monotonic();
  const nanoseconds period = settings_.period;
  next_due_ += period;
  if (next_due_ < now) {
    late_ = true;
    next_due_ += (now - next_due_) / period * period;
    if (next_due_ < now)
      next_due_ += period;
  }
  wake_in(std::chrono::duration_cast<microseconds>(next_due_ - now));
}

void wrapper_state::wake_in(microseconds delay) {
  timer_.cancel();
  if (delay.count() <= 0)
    self_->send(self_, tick_v);
  else
    timer_ = system::after(self_, delay, [this] { poll(); });
}

void wrapper_state::taken(const messages::taken& upto) {
  publication_.taken(upto);
  if (upto.subscription == keeper_taken_.subscription)
    keeper_took(upto);
  if (held_back_ && !publication_.congested()) {
    held_back_ = false;
    wake_in(microseconds{0});
  }
  finish_if_settled();
}

void wrapper_state::keeper_took(const messages::taken& upto) {
  for (auto& waiting : checkpoints_) {
    if (waiting.number > upto.number)
      break;
    if (std::exchange(waiting.is_taken, true))
      continue;
    waiting.stream = upto.stored_stream;
    waiting.last = upto.stored_sequence;
  }
  keeper_taken_ = upto;
}

void wrapper_state::acknowledge_durable() {
  std::optional<std::string> safe;
  while (!checkpoints_.empty() && (checkpoints_.front().is_taken)) {
    const auto& first = checkpoints_.front();
    if (settings_.history && first.last > 0) {
      const auto known = settings_.history->info(first.stream);
      if (!known || known->durable < first.last)
        break;
    }
    safe = std::move(checkpoints_.front().checkpoint);
    checkpoints_.pop_front();
  }
  if (safe)
    system::tell(settings_.plugin, acknowledge_plugin{std::move(*safe)});
}

caf::result<ok_atom> wrapper_state::stop() {
  stopping_ = true;
  timer_.cancel();
  if (settings_.driver && settings_.driver->pushes())
    settings_.driver->stop_push();
  stopped_ = self_->make_response_promise<ok_atom>();
  auto promise = stopped_;
  finish_if_settled();
  return promise;
}

void wrapper_state::finish_if_settled() {
  if (!stopping_ || polling_ || !publication_.settled())
    return;
  acknowledge_durable();
  if (!checkpoints_.empty()) { // so that the next start neither repeats nor misses an element
    if (!std::exchange(waiting_for_history_, true))
      timer_ = system::after(self_, settings_.history_check_period, [this] {
        waiting_for_history_ = false;
        finish_if_settled();
      });
    return;
  }
  if (stopped_.pending())
    stopped_.deliver(ok_v);
}

wrapper_actor::behavior_type wrapper(wrapper_actor::stateful_pointer<wrapper_state> self,
                                     wrapper_settings settings) {
  self->state.start(std::move(settings));
  return {
      [self](const subscribe& wanted) { return self->state.subscribe(wanted); },
      [self](const unsubscribe& wanted) { self->state.unsubscribe(wanted); },
      [self](const taken& upto) { self->state.taken(upto); },
      [self](tick_atom) { self->state.poll(); },
      [self](const plugin_pushed& push) { self->state.pushed(push.rows); },
      [self](stop_atom) { return self->state.stop(); },
  };
}

} // namespace plexus::actors
