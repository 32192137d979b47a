// SPDX-License-Identifier: Apache-2.0
// SUBSCRIBER: serves one request. Follows a publisher, reads history where live elements are not
// enough, filters, queues, and hands portions to the consumer at the consumer's pace.
#pragma once

#include "actors/requests/delivery_queue.hpp"
#include "runtime/base/log.hpp"
#include "runtime/messages/request_messages.hpp"
#include "runtime/query/request_filter.hpp"
#include "runtime/storage/store.hpp"
#include "runtime/system/facade.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <memory>
#include <optional>
#include <string>

namespace plexus::actors {

struct subscriber_settings {
  messages::request_id id = 0;
  model::request wanted;
  std::string publisher; // name in SQL; empty for a query over history
  messages::found_publisher from;
  messages::consumer_port to;
  std::shared_ptr<const storage::store> history;
  storage::sequence after = 0; // history up to this one does not exist for the request
  query::engine_limits limits;
  std::uint32_t portions_max = 4; // on the way to the consumer
  microseconds ask_deadline{5'000'000};
  const clock* time = nullptr;
  logger log;
};

class subscriber_state {
public:
  explicit subscriber_state(messages::subscriber_actor::pointer self);
  void start(std::shared_ptr<subscriber_settings> settings);

  void elements(const messages::deliver& delivery);
  void taken(const messages::request_taken& upto);
  void pull(const messages::pull_request& wanted);
  void tick();
  void stop();
  messages::request_report describe() const;

  static constexpr const char* name = "subscriber";

private:
  void follow();
  void run_history_query();
  void publisher_gone();
  void read_history();
  result<std::uint64_t> scan_history(std::uint64_t rows_max, bool bounded);
  void take_live(const messages::deliver& delivery);
  void accept(const model::batch_ptr& rows);
  void deliver_portions();
  void send(model::batch_ptr rows);
  void linger();
  void end(std::optional<error> why);
  model::batch_ptr layout_of_nothing() const;
  void wake();
  bool wants_history() const;
  bool source_is_done() const;

  messages::subscriber_actor::pointer self_;
  std::shared_ptr<subscriber_settings> settings_;
  std::unique_ptr<query::request_filter> filter_;
  std::optional<delivery_queue> queue_;
  model::batch_ptr queried_; // the result over history when it has no rows
  messages::request_counters counters_;
  storage::sequence position_ = 0; // last sequence that went into the queue
  storage::sequence newest_ = 0;   // last sequence known to exist
  /// The last sequence that is history to this request: `from` and `to` bound what comes up to it,
  /// everything behind it is live. Not known before the publisher has answered.
  std::optional<storage::sequence> history_end_;
  bool behind_ = false; // what comes next is in history, not in live deliveries
  bool awake_ = false;  // a tick is on the way
  bool source_ended_ = false;
  bool lingering_ = false; // waiting for a portion to fill up
  bool lingered_ = false;  // the wait is over
  bool ended_ = false;
  std::uint64_t sent_ = 0;
  std::uint64_t taken_ = 0;
  std::uint32_t pulled_ = 0; // rows the consumer asked for
  bool pull_open_ = false;
  system::timer_token linger_timer_;
  system::timer_token expiry_timer_;
  system::watch_token consumer_watch_;
  system::watch_token publisher_watch_;
};

/// Receives: deliver (publisher), request_taken, pull_request, stop (REQUEST MANAGER), tick
/// (itself), describe. Sends: subscribe, taken (publisher), request_data (consumer). Owns: an SQL
/// engine. Timers: linger, expiry. Monitors: the consumer and the publisher. Stops when: the
/// request ended, was closed, expired, or its consumer went down. The consumer gets the error of a
/// request that ended early: request_expired, source_unavailable, or the query's.
messages::subscriber_actor::behavior_type
subscriber(messages::subscriber_actor::stateful_pointer<subscriber_state> self,
           std::shared_ptr<subscriber_settings> settings);

} // namespace plexus::actors
