// SPDX-License-Identifier: Apache-2.0
#include "actors/sensors/virtual_sensor_actor.hpp"

#include <utility>

namespace plexus::actors {

using namespace messages;

virtual_sensor_state::virtual_sensor_state(virtual_sensor_actor::pointer self) : self_(self) {}

void virtual_sensor_state::start(std::shared_ptr<virtual_sensor_settings> settings) {
  settings_ = std::move(settings);
  if (const auto known = settings_->history->info(settings_->stream))
    stored_ = known->last;
  unanswered_.resize(settings_->sources.size());
  log_warnings();
  arm_timer();
}

void virtual_sensor_state::log_warnings() {
  for (const auto& text : settings_->pipeline->warnings())
    settings_->log.warn("virtual-sensor.warning", text, {{"name", settings_->descriptor.name}});
}

// The number of a subscription is the position in settings_->sources.
void virtual_sensor_state::elements(const deliver& delivery) {
  const auto number = delivery.subscription.number;
  if (number >= settings_->sources.size())
    return;
  if (delivery.rows && delivery.rows->rows() > 0)
    store_and_publish_all(
        settings_->pipeline->on_elements(settings_->sources[number].index, delivery.rows));
  unanswered_[number] = {delivery.subscription, delivery.number, 0, 0};
  answer_sources();
  if (delivery.ended)
    source_ended();
  arm_timer();
}

void virtual_sensor_state::source_ended() {
  if (++sources_ended_ == settings_->sources.size() && unappended_.empty())
    publication_.end();
}

// One turn of the pipeline may give more than one batch holds.
void virtual_sensor_state::store_and_publish_all(model::batch_ptr first) {
  for (auto rows = std::move(first); rows; rows = settings_->pipeline->take_rest())
    store_and_publish(std::move(rows));
}

void virtual_sensor_state::store_and_publish(model::batch_ptr rows) {
  if (!rows || rows->rows() == 0)
    return;
  if (!unappended_.empty() || !append(rows))
    unappended_.push_back(std::move(rows));
}

/// False when history is busy and the rows have to wait. When history cannot take them at all (disk
/// full, read-only), they are published without, counted, and the reason is kept.
bool virtual_sensor_state::append(const model::batch_ptr& rows) {
  auto done = settings_->history->append(settings_->stream, rows);
  if (done) {
    duplicates_ += done->duplicates;
    if (done->accepted && done->accepted->rows() > 0)
      publish(done->accepted, done->last);
    return true;
  }
  if (done.error().code == errc::storage_busy && settings_->history->health().last_commit) {
    if (!std::exchange(retry_armed_, true))
      retry_timer_ = system::after(self_, settings_->retry_delay, [this] {
        retry_armed_ = false;
        retry_appends();
        answer_sources();
      });
    return false;
  }
  unstored_ += rows->rows();
  remember_error(done.error().to_string());
  publish(rows, 0);
  return true;
}

void virtual_sensor_state::publish(const model::batch_ptr& rows, storage::sequence last) {
  if (last > 0)
    stored_ = last;
  latest_ = model::stream_element{rows, static_cast<std::uint32_t>(rows->rows() - 1)};
  publication_.offer(rows, last);
}

void virtual_sensor_state::retry_appends() {
  while (!unappended_.empty() && append(unappended_.front()))
    unappended_.pop_front();
  if (unappended_.empty() && sources_ended_ == settings_->sources.size() && sources_ended_ > 0)
    publication_.end();
}

// Sources get their credit back only when nothing is waiting here: a slow consumer or disk holds
// back the plugins instead of filling memory.
void virtual_sensor_state::answer_sources() {
  if (!unappended_.empty() || publication_.congested())
    return;
  for (auto& answer : unanswered_) {
    if (answer.number == 0)
      continue;
    answer.stored_stream = settings_->stream;
    answer.stored_sequence = stored_;
    system::tell(settings_->sources[answer.subscription.number].from, answer);
    answer.number = 0;
  }
  finish_if_settled();
}

void virtual_sensor_state::slide() {
  slide_armed_ = false;
  if (const auto due = settings_->pipeline->next_due(); due && *due <= settings_->time->now())
    store_and_publish_all(settings_->pipeline->on_time());
  answer_sources();
  arm_timer();
}

void virtual_sensor_state::arm_timer() {
  const auto due = settings_->pipeline->next_due();
  if (!due || stopping_ || std::exchange(slide_armed_, true))
    return;
  const auto delay = std::max(*due - settings_->time->now(), microseconds{1});
  slide_timer_ = system::after(self_, delay, [this] { slide(); });
}

void virtual_sensor_state::remember_error(const std::string& why) {
  if (why != storage_error_)
    settings_->log.warn("virtual-sensor.degraded", why, {{"name", settings_->descriptor.name}});
  storage_error_ = why;
  storage_error_at_ = settings_->time->now();
}

subscribed virtual_sensor_state::subscribe(const messages::subscribe& wanted) {
  const auto gone = [this, id = wanted.subscription.subscriber](const system::stop_reason&) {
    publication_.remove_subscriber(id);
    answer_sources();
  };
  publication_.add(wanted, system::watch(self_, wanted.to, gone));
  return {settings_->pipeline->output_layout(), stored_};
}

void virtual_sensor_state::unsubscribe(const messages::unsubscribe& wanted) {
  publication_.remove(wanted.subscription);
  answer_sources();
}

void virtual_sensor_state::taken(const messages::taken& upto) {
  publication_.taken(upto);
  answer_sources();
}

virtual_sensor_report virtual_sensor_state::describe() const {
  virtual_sensor_report report;
  report.name = settings_->descriptor.name;
  report.layout = settings_->pipeline->output_layout();
  report.counters = settings_->pipeline->counters();
  report.counters.dropped += duplicates_;
  report.counters.published -= duplicates_;
  report.stored = stored_;
  report.unstored = unstored_;
  report.subscribers = publication_.subscribers();
  report.last_error = settings_->pipeline->last_error();
  report.last_error_at = settings_->pipeline->last_error_at();
  if (!report.last_error_at || (storage_error_at_ && *storage_error_at_ > *report.last_error_at)) {
    report.last_error = storage_error_;
    report.last_error_at = storage_error_at_;
  }
  report.latest = latest_;
  return report;
}

outcome virtual_sensor_state::replace(const replace_descriptor& change) {
  if (auto done = settings_->pipeline->replace(change.wanted); !done)
    return {done.error()};
  settings_->descriptor = change.wanted;
  log_warnings();
  return {};
}

void virtual_sensor_state::limit(const query_limits& wanted) {
  settings_->engine->set_limits(wanted.limits);
}

caf::result<ok_atom> virtual_sensor_state::stop() {
  stopping_ = true;
  slide_timer_.cancel();
  stopped_ = self_->make_response_promise<ok_atom>();
  auto promise = stopped_;
  publication_.end();
  retry_appends();
  finish_if_settled();
  return promise;
}

void virtual_sensor_state::finish_if_settled() {
  if (stopping_ && stopped_.pending() && unappended_.empty())
    stopped_.deliver(ok_v);
}

virtual_sensor_actor::behavior_type
virtual_sensor(virtual_sensor_actor::stateful_pointer<virtual_sensor_state> self,
               std::shared_ptr<virtual_sensor_settings> settings) {
  self->state.start(std::move(settings));
  return {
      [self](const subscribe& wanted) { return self->state.subscribe(wanted); },
      [self](const unsubscribe& wanted) { self->state.unsubscribe(wanted); },
      [self](const taken& upto) { self->state.taken(upto); },
      [self](const deliver& delivery) { self->state.elements(delivery); },
      [self](describe_atom) { return self->state.describe(); },
      [self](const replace_descriptor& change) { return self->state.replace(change); },
      [self](const query_limits& wanted) { self->state.limit(wanted); },
      [self](stop_atom) { return self->state.stop(); },
  };
}

} // namespace plexus::actors
