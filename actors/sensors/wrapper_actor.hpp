// SPDX-License-Identifier: Apache-2.0
// WRAPPER: the one generic wrapper. Polls its PLUGIN on schedule or takes its pushes, publishes the
// elements, reports to the SENSOR, and tells the plugin which elements are safe in history. Knows
// no device and no window.
#pragma once

#include "actors/sensors/publication.hpp"
#include "runtime/base/log.hpp"
#include "runtime/messages/sensor_messages.hpp"
#include "runtime/storage/store.hpp"
#include "runtime/system/facade.hpp"
#include "runtime/system/flow_control.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <deque>
#include <memory>
#include <optional>
#include <string>

namespace plexus::actors {

struct wrapper_settings {
  std::string name; // "<virtual sensor>.<alias>", for logs
  messages::plugin_actor plugin;
  messages::sensor_actor sensor;
  std::shared_ptr<plugins::plugin> driver; // for pushes only; polls go through the PLUGIN
  model::schema_ptr layout;
  microseconds period{1'000'000}; // zero: only as the plugin asks
  microseconds poll_deadline{30'000'000};
  microseconds retry_delay{3'000'000};           // after a failed poll of a plugin without period
  microseconds history_check_period{10'000};     // while stopping
  std::uint64_t pushes_max = 1024;               // pushed batches waiting in the mailbox
  std::shared_ptr<const storage::store> history; // may be null: every element counts as safe
  const clock* time = nullptr;
  logger log;
};

class wrapper_state {
public:
  explicit wrapper_state(messages::wrapper_actor::pointer self);
  ~wrapper_state();
  void start(wrapper_settings settings);

  messages::subscribed subscribe(const messages::subscribe& wanted);
  void unsubscribe(const messages::unsubscribe& wanted);
  void taken(const messages::taken& upto);
  void poll();
  void pushed(const model::batch_ptr& rows);
  caf::result<messages::ok_atom> stop();

  static constexpr const char* name = "wrapper";

private:
  /// A check-point that waits until what the subscriber made of the delivery is durable.
  struct pending_checkpoint {
    std::uint64_t number = 0;
    std::string checkpoint;
    bool is_taken = false;
    storage::stream_id stream = 0;
    storage::sequence last = 0;
  };

  void start_push();
  void on_readings(const messages::plugin_readings& answer);
  void on_failure(const error& why);
  void publish(const plugins::readings& read);
  void report(const messages::poll_report& outcome);
  void schedule(const plugins::readings& read);
  void wake_in(microseconds delay);
  void keeper_took(const messages::taken& upto);
  void acknowledge_durable();
  void finish_if_settled();

  messages::wrapper_actor::pointer self_;
  wrapper_settings settings_;
  publication publication_;
  std::deque<pending_checkpoint> checkpoints_;
  messages::taken keeper_taken_; // newest answer of the first subscriber, the one that stores
  std::shared_ptr<system::gate> pushes_;
  system::timer_token timer_;
  nanoseconds next_due_{};
  std::uint64_t deliveries_ = 0;
  bool polling_ = false;   // a poll is on the way
  bool held_back_ = false; // a poll is due but subscribers are behind
  bool late_ = false;
  bool stopping_ = false;
  bool waiting_for_history_ = false;
  caf::typed_response_promise<messages::ok_atom> stopped_;
};

/// Receives: subscribe, unsubscribe, taken (subscribers), tick (itself), plugin_pushed (the
/// plugin's thread), stop (DEPLOYMENT). Sends: poll_plugin, acknowledge_plugin (PLUGIN),
/// poll_report (SENSOR), deliver (subscribers). Owns: nothing. Timers: the next poll. Monitors:
/// subscribers. Stops when: told to exit by the DEPLOYMENT. Answers stop once every delivery is
/// taken.
messages::wrapper_actor::behavior_type
wrapper(messages::wrapper_actor::stateful_pointer<wrapper_state> self, wrapper_settings settings);

} // namespace plexus::actors
