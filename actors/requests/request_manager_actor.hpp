// SPDX-License-Identifier: Apache-2.0
// REQUEST MANAGER: opens and closes requests, each served by a SUBSCRIBER of its own. Looks at no
// element.
#pragma once

#include "actors/requests/subscriber_actor.hpp"
#include "runtime/messages/request_messages.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <map>
#include <memory>
#include <string>

namespace plexus::actors {

struct request_manager_settings {
  messages::deployment_actor deployment;
  std::shared_ptr<const storage::store> history;
  messages::request_limits limits;
  microseconds ask_deadline{5'000'000};
  const clock* time = nullptr;
  logger log;
};

class request_manager_state {
public:
  explicit request_manager_state(messages::request_manager_actor::pointer self);
  void start(request_manager_settings settings);

  caf::result<messages::opened_request> open(const messages::open_request& wanted);
  void taken(const messages::request_taken& upto);
  void pull(const messages::pull_request& wanted);
  messages::outcome close(const messages::close_request& wanted);
  caf::result<messages::request_list> list();
  void limit(const messages::request_limits& limits) { settings_.limits = limits; }
  messages::ok_atom stop();

  static constexpr const char* name = "request_manager";

private:
  using promise = caf::typed_response_promise<messages::opened_request>;

  result<std::string> publisher_name(const model::request& wanted) const;
  void open_on(const messages::open_request& wanted, const std::string& publisher,
               const messages::found_publisher& from, promise answer);

  messages::request_manager_actor::pointer self_;
  request_manager_settings settings_;
  struct open_entry {
    messages::subscriber_actor whom;
    system::watch_token watch;
  };
  std::map<messages::request_id, open_entry> subscribers_;
  messages::request_id last_id_ = 0;
};

/// Receives: open_request, request_taken, pull_request, close_request, list, request_limits, stop
/// (control sessions, programs). Sends: find_publisher (DEPLOYMENT), pull_request, request_taken,
/// stop, describe (SUBSCRIBERs). Owns: the SUBSCRIBERs. Timers: none. Monitors: the SUBSCRIBERs.
/// Stops when: told to exit. Answers with: invalid_request, too_many_requests, unknown_request,
/// unknown_virtual_sensor.
messages::request_manager_actor::behavior_type
request_manager(messages::request_manager_actor::stateful_pointer<request_manager_state> self,
                request_manager_settings settings);

} // namespace plexus::actors
