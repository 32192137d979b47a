// SPDX-License-Identifier: Apache-2.0
// VIRTUAL SENSOR: feeds its sources' elements through the pipeline, appends what comes out to
// history and then publishes it. The rules are in runtime/query/virtual_sensor_pipeline.
#pragma once

#include "actors/sensors/publication.hpp"
#include "runtime/base/log.hpp"
#include "runtime/messages/virtual_sensor_messages.hpp"
#include "runtime/query/virtual_sensor_pipeline.hpp"
#include "runtime/storage/store.hpp"
#include "runtime/system/facade.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plexus::actors {

/// One source of the virtual sensor: who publishes it and where it goes.
struct virtual_sensor_source {
  query::source_index index;
  messages::publisher_actor from; // subscribed by start_unit and begin_unit
};

struct virtual_sensor_settings {
  model::virtual_sensor_descriptor descriptor;
  std::unique_ptr<query::sql_engine> engine; // outlives the pipeline made on it
  std::unique_ptr<query::virtual_sensor_pipeline> pipeline;
  std::vector<virtual_sensor_source> sources;
  std::shared_ptr<storage::store> history;
  storage::stream_id stream = 0;
  microseconds retry_delay{20'000}; // while history is busy
  const clock* time = nullptr;
  logger log;
};

class virtual_sensor_state {
public:
  explicit virtual_sensor_state(messages::virtual_sensor_actor::pointer self);
  void start(std::shared_ptr<virtual_sensor_settings> settings);

  messages::subscribed subscribe(const messages::subscribe& wanted);
  void unsubscribe(const messages::unsubscribe& wanted);
  void taken(const messages::taken& upto);
  void elements(const messages::deliver& delivery);
  messages::virtual_sensor_report describe() const;
  messages::outcome replace(const messages::replace_descriptor& change);
  void limit(const messages::query_limits& wanted);
  caf::result<messages::ok_atom> stop();

  static constexpr const char* name = "virtual_sensor";

private:
  void source_ended();
  void log_warnings();
  void store_and_publish_all(model::batch_ptr first);
  void store_and_publish(model::batch_ptr rows);
  bool append(const model::batch_ptr& rows);
  void publish(const model::batch_ptr& rows, storage::sequence last);
  void retry_appends();
  void answer_sources();
  void arm_timer();
  void slide();
  void remember_error(const std::string& why);
  void finish_if_settled();

  messages::virtual_sensor_actor::pointer self_;
  std::shared_ptr<virtual_sensor_settings> settings_;
  publication publication_;
  std::deque<model::batch_ptr> unappended_; // history was busy; sources are held back meanwhile
  std::vector<messages::taken> unanswered_; // newest per source, index = subscription number
  system::timer_token slide_timer_;
  system::timer_token retry_timer_;
  storage::sequence stored_ = 0;
  std::uint64_t unstored_ = 0;
  std::uint64_t duplicates_ = 0;
  std::size_t sources_ended_ = 0;
  std::string storage_error_;
  std::optional<timestamp> storage_error_at_;
  std::optional<model::stream_element> latest_;
  bool slide_armed_ = false;
  bool retry_armed_ = false;
  bool stopping_ = false;
  caf::typed_response_promise<messages::ok_atom> stopped_;
};

/// Receives: deliver (sources), subscribe, unsubscribe, taken (subscribers), describe,
/// replace_descriptor, query_limits, stop (DEPLOYMENT). Sends: taken (sources), deliver
/// (subscribers). Owns: an SQL engine with the windows. Timers: the next time slide; the retry of a
/// busy history. Monitors: subscribers. Stops when: told to exit by the DEPLOYMENT. Answers
/// replace_descriptor with the errors of virtual_sensor_pipeline::replace.
messages::virtual_sensor_actor::behavior_type
virtual_sensor(messages::virtual_sensor_actor::stateful_pointer<virtual_sensor_state> self,
               std::shared_ptr<virtual_sensor_settings> settings);

} // namespace plexus::actors
