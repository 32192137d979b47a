// SPDX-License-Identifier: Apache-2.0
#include "actors/sensors/local_feed_actor.hpp"

#include "runtime/model/batch_builder.hpp"

#include <utility>

namespace plexus::actors {

using namespace messages;

local_feed_state::local_feed_state(local_feed_actor::pointer self) : self_(self) {}

void local_feed_state::start(local_feed_settings settings) { settings_ = std::move(settings); }

// A portion is a delivery and has its number, so that taking one is taking the other.
subscribed local_feed_state::subscribe(const messages::subscribe& wanted) {
  to_ = wanted;
  auto serving = std::make_shared<subscriber_settings>();
  auto& request = serving->wanted;
  if (settings_.takes.sql.empty())
    request.source = settings_.takes.publisher;
  else
    request.sql = settings_.takes.sql;
  // What is stored while the subscription is on its way is history too.
  request.covers = model::coverage::history_then_live;
  request.overflow = model::overflow_policy::buffer;
  request.batch_rows = model::batch_rows_max;
  if (settings_.from)
    request.from = *settings_.from + microseconds{1};
  serving->publisher = settings_.takes.publisher;
  serving->from = settings_.publisher;
  serving->to = caf::actor_cast<consumer_port>(self_);
  serving->history = settings_.history;
  serving->after = settings_.from ? 0 : settings_.after;
  serving->limits = settings_.limits;
  serving->portions_max = wanted.credit;
  serving->time = settings_.time;
  serving->log = settings_.log;
  subscriber_ = self_->home_system().spawn(subscriber, std::move(serving));
  return {settings_.layout, 0};
}

void local_feed_state::unsubscribe(const messages::unsubscribe&) {
  if (subscriber_)
    system::tell(subscriber_, stop_v);
}

void local_feed_state::taken(const messages::taken& upto) {
  if (subscriber_)
    system::tell(subscriber_, request_taken{0, upto.number});
}

void local_feed_state::portion(const request_data& data) {
  deliver next{to_.subscription, data.number, {}, 0, data.ended};
  if (data.rows) {
    auto rows = fitted(*data.rows);
    if (rows)
      next.rows = std::move(*rows);
    else
      settings_.log.warn("local-feed.failed", rows.error().to_string(), {{"name", settings_.name}});
  }
  if (data.failure)
    settings_.log.warn("local-feed.ended", data.failure->to_string(), {{"name", settings_.name}});
  system::tell(to_.to, next);
}

/// What SQL gives has the types of its values; what a source takes has its publisher's.
result<model::batch_ptr> local_feed_state::fitted(const model::batch& rows) const {
  const auto& columns = settings_.takes.columns;
  model::batch_builder made{settings_.layout};
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    made.begin_row(rows.at(row));
    for (std::size_t i = 0; i < settings_.layout->size(); ++i) {
      const auto& field = columns.empty() ? (*settings_.layout)[i].name : columns[i].field;
      const auto column = rows.layout().find(field);
      if (!column || rows.is_null(*column, row))
        continue;
      if (auto done = made.set(i, rows.get(*column, row)); !done)
        return done.error();
    }
  }
  return made.finish();
}

local_feed_actor::behavior_type
local_feed(local_feed_actor::stateful_pointer<local_feed_state> self,
           local_feed_settings settings) {
  self->state.start(std::move(settings));
  return {
      [self](const subscribe& wanted) { return self->state.subscribe(wanted); },
      [self](const unsubscribe& wanted) { self->state.unsubscribe(wanted); },
      [self](const taken& upto) { self->state.taken(upto); },
      [self](const request_data& data) { self->state.portion(data); },
  };
}

} // namespace plexus::actors
