// SPDX-License-Identifier: Apache-2.0
#include "actors/requests/subscriber_actor.hpp"

#include "actors/requests/history_query.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace plexus::actors {

using namespace messages;
using model::coverage;
using model::overflow_policy;

namespace {
constexpr std::uint64_t history_rows_per_turn = 4'096;

model::batch_ptr first_rows(const model::batch_ptr& rows, std::uint64_t count) {
  if (rows->rows() <= count)
    return rows;
  delivery_queue cut{overflow_policy::drop_oldest, rows->rows()};
  cut.push(rows);
  return cut.pop(count);
}
} // namespace

subscriber_state::subscriber_state(subscriber_actor::pointer self) : self_(self) {}

void subscriber_state::start(std::shared_ptr<subscriber_settings> settings) {
  settings_ = std::move(settings);
  const auto& wanted = settings_->wanted;
  queue_.emplace(wanted.overflow, wanted.queue_rows_max);
  position_ = settings_->after;
  consumer_watch_ = system::watch(self_, settings_->to,
                                  [this](const system::stop_reason&) { end(std::nullopt); });
  if (wanted.expires_after)
    expiry_timer_ = system::after(self_, *wanted.expires_after, [this] {
      end(fail(errc::request_expired, "has reached its expiry"));
    });
  if (settings_->publisher.empty())
    return run_history_query();
  auto filter = query::request_filter::make(wanted, settings_->publisher, settings_->from.layout,
                                            *settings_->time, settings_->limits);
  if (!filter)
    return end(std::move(filter).error());
  filter_ = std::move(*filter);
  behind_ = wants_history();
  if (wanted.covers == coverage::history) {
    source_ended_ = true;
    const auto known = settings_->history->info(settings_->from.stream);
    history_end_ = newest_ = known ? known->last : 0;
    wake();
  } else {
    follow();
  }
}

bool subscriber_state::wants_history() const {
  return settings_->wanted.covers != coverage::live && settings_->from.stored;
}

void subscriber_state::follow() {
  const auto& from = settings_->from.from;
  publisher_watch_ =
      system::watch(self_, from, [this](const system::stop_reason&) { publisher_gone(); });
  const subscribe wanted{{self_->id(), settings_->id}, caf::actor_cast<subscriber_port>(self_), 8};
  system::ask(self_, from, settings_->ask_deadline, wanted)
      .then(
          [this](const subscribed& answer) {
            newest_ = std::max(newest_, answer.last_sequence);
            history_end_ = answer.last_sequence;
            if (!behind_)
              position_ = std::max(position_, answer.last_sequence);
            wake();
          },
          [this](const error& why) { end(why); });
}

// What the publisher had stored and not yet handed over is in history.
void subscriber_state::publisher_gone() {
  if (!source_ended_ && settings_->from.stored && history_end_)
    behind_ = true;
  source_ended_ = true;
  wake();
}

void subscriber_state::run_history_query() {
  source_ended_ = true;
  auto result =
      query_history(settings_->history, settings_->wanted, *settings_->time, settings_->limits);
  if (!result)
    return end(std::move(result).error());
  counters_.filtered = result->filtered;
  if (result->rows.front()->rows() == 0)
    queried_ = result->rows.front();
  // It is here already: nothing of it is to be dropped for want of room.
  queue_.emplace(overflow_policy::drop_oldest, std::numeric_limits<std::uint64_t>::max());
  for (auto& each : result->rows)
    queue_->push(std::move(each));
  wake();
}

void subscriber_state::elements(const deliver& delivery) {
  system::tell(settings_->from.from, messages::taken{delivery.subscription, delivery.number, 0, 0});
  if (ended_)
    return;
  if (delivery.rows && delivery.rows->rows() > 0)
    take_live(delivery);
  source_ended_ = source_ended_ || delivery.ended;
  deliver_portions();
}

// Stored elements are numbered, so one that was or will be read from history is never taken twice.
void subscriber_state::take_live(const deliver& delivery) {
  newest_ = std::max(newest_, delivery.last_sequence);
  const bool numbered = settings_->from.stored && delivery.last_sequence > 0;
  if (numbered && behind_)
    return wake();
  if (numbered && delivery.last_sequence <= position_)
    return;
  if (numbered && settings_->wanted.overflow == overflow_policy::buffer &&
      queue_->would_overflow(delivery.rows->rows())) {
    behind_ = true;
    return;
  }
  accept(delivery.rows);
  if (numbered)
    position_ = delivery.last_sequence;
}

// Reading begins when the publisher has answered: what is stored before its answer may never be
// delivered, so a scan that ends before it would leave a gap.
void subscriber_state::read_history() {
  const auto turn =
      std::min<std::uint64_t>(history_rows_per_turn, settings_->wanted.queue_rows_max);
  if (!behind_ || ended_ || !history_end_ || queue_->would_overflow(turn))
    return;
  const bool bounded = settings_->wanted.covers == coverage::history || position_ < *history_end_;
  const auto rows = scan_history(turn, bounded);
  if (!rows)
    return end(rows.error());
  if (*rows == turn && (!bounded || position_ < *history_end_))
    return wake();
  position_ = std::max(position_, bounded ? *history_end_ : newest_);
  behind_ = settings_->wanted.covers != coverage::history && newest_ > position_;
  if (behind_)
    wake();
}

/// Accepts what follows in history, `bounded` up to its end for this request. Returns the rows
/// seen, `rows_max` of them when there may be more.
result<std::uint64_t> subscriber_state::scan_history(std::uint64_t rows_max, bool bounded) {
  storage::scan_request wanted;
  wanted.after = position_;
  wanted.limit = rows_max;
  if (bounded && settings_->wanted.from)
    wanted.from = to_microseconds(*settings_->wanted.from);
  if (bounded && settings_->wanted.to)
    wanted.to = to_microseconds(*settings_->wanted.to);
  std::uint64_t rows = 0;
  auto done = settings_->history->scan(
      settings_->from.stream, wanted, [&](const storage::scan_piece& piece) {
        rows += piece.rows->rows();
        const auto end = bounded ? std::ranges::upper_bound(piece.sequences, *history_end_)
                                 : piece.sequences.end();
        const auto count = static_cast<std::uint64_t>(end - piece.sequences.begin());
        if (count > 0) {
          accept(first_rows(piece.rows, count));
          position_ = *(end - 1);
        }
        if (end == piece.sequences.end())
          return true;
        position_ = *history_end_;
        return false;
      });
  if (!done && done.error().code != errc::chunk_damaged)
    return done.error();
  if (!done)
    settings_->log.warn("request.history-damaged", done.error().to_string(), {});
  return rows;
}

void subscriber_state::accept(const model::batch_ptr& rows) {
  auto passed = filter_->apply(rows);
  if (!passed) {
    counters_.failed += rows->rows();
    settings_->log.warn("request.query-failed", passed.error().to_string(), {});
    return;
  }
  counters_.filtered += passed->filtered;
  queue_->push(std::move(passed->rows));
}

void subscriber_state::tick() {
  awake_ = false;
  if (ended_)
    return;
  read_history();
  deliver_portions();
}

void subscriber_state::wake() {
  if (!std::exchange(awake_, true))
    self_->send(self_, tick_v);
}

void subscriber_state::taken(const request_taken& upto) {
  taken_ = std::clamp(upto.number, taken_, sent_);
  if (behind_)
    wake();
  deliver_portions();
}

void subscriber_state::pull(const pull_request& wanted) {
  pulled_ = std::max<std::uint32_t>(1, wanted.rows_max);
  pull_open_ = true;
  if (behind_)
    wake();
  deliver_portions();
}

bool subscriber_state::source_is_done() const { return source_ended_ && !behind_; }

void subscriber_state::deliver_portions() {
  const auto& wanted = settings_->wanted;
  if (ended_)
    return;
  if (wanted.mode == model::delivery::pull) {
    if (pull_open_ && (!queue_->empty() || !behind_)) {
      pull_open_ = false;
      send(queue_->pop(pulled_));
    }
  } else {
    while (!ended_ && !queue_->empty() && sent_ - taken_ < settings_->portions_max) {
      if (queue_->rows() < wanted.batch_rows && wanted.batch_linger.count() > 0 &&
          !source_is_done() && !lingered_)
        return linger();
      send(queue_->pop(std::max<std::uint32_t>(1, wanted.batch_rows)));
    }
  }
  if (!ended_ && source_is_done() && queue_->empty() && !awake_)
    end(std::nullopt);
}

void subscriber_state::linger() {
  if (std::exchange(lingering_, true))
    return;
  linger_timer_ = system::after(self_, settings_->wanted.batch_linger, [this] {
    lingered_ = true;
    deliver_portions();
  });
}

void subscriber_state::send(model::batch_ptr rows) {
  linger_timer_.cancel();
  lingering_ = lingered_ = false;
  const auto limit = settings_->wanted.limit;
  if (rows && limit > 0)
    rows = first_rows(rows, limit - counters_.delivered);
  counters_.delivered += rows ? rows->rows() : 0;
  counters_.dropped = queue_->dropped();
  counters_.coalesced = queue_->coalesced();
  system::tell(settings_->to,
               request_data{settings_->id, ++sent_, std::move(rows), false, {}, counters_});
  if (limit > 0 && counters_.delivered >= limit)
    end(std::nullopt);
}

void subscriber_state::end(std::optional<error> why) {
  if (std::exchange(ended_, true))
    return;
  expiry_timer_.cancel();
  linger_timer_.cancel();
  counters_.dropped = queue_->dropped();
  counters_.coalesced = queue_->coalesced();
  auto rows = counters_.delivered == 0 ? layout_of_nothing() : model::batch_ptr{};
  system::tell(settings_->to,
               request_data{settings_->id, ++sent_, std::move(rows), true, why, counters_});
  if (settings_->from.from)
    system::tell(settings_->from.from, unsubscribe{{self_->id(), settings_->id},
                                                   caf::actor_cast<subscriber_port>(self_)});
  self_->quit();
}

/// A result without rows has fields all the same; null when they are not known.
model::batch_ptr subscriber_state::layout_of_nothing() const {
  if (!filter_)
    return queried_;
  auto rows = filter_->no_rows();
  return rows ? std::move(*rows) : model::batch_ptr{};
}

void subscriber_state::stop() { end(std::nullopt); }

request_report subscriber_state::describe() const {
  auto counters = counters_;
  counters.dropped = queue_->dropped();
  counters.coalesced = queue_->coalesced();
  return {settings_->id, settings_->wanted, counters, queue_->rows()};
}

subscriber_actor::behavior_type
subscriber(subscriber_actor::stateful_pointer<subscriber_state> self,
           std::shared_ptr<subscriber_settings> settings) {
  self->state.start(std::move(settings));
  return {
      [self](const deliver& delivery) { self->state.elements(delivery); },
      [self](const request_taken& upto) { self->state.taken(upto); },
      [self](const pull_request& wanted) { self->state.pull(wanted); },
      [self](tick_atom) { self->state.tick(); },
      [self](stop_atom) { self->state.stop(); },
      [self](describe_atom) { return self->state.describe(); },
  };
}

} // namespace plexus::actors
