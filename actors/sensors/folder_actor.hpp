// SPDX-License-Identifier: Apache-2.0
// VIRTUAL SENSOR FOLDER: reads the files of the virtual sensor folders and has the DEPLOYMENT
// follow them: new, changed and deleted files take effect while the node runs. A bad file is
// reported and disturbs no other.
#pragma once

#include "runtime/base/log.hpp"
#include "runtime/config/descriptor_outcome.hpp"
#include "runtime/config/folder_watch.hpp"
#include "runtime/messages/virtual_sensor_messages.hpp"
#include "runtime/system/facade.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace plexus::actors {

struct folder_settings {
  std::vector<std::filesystem::path> folders; // deployed files go into the first
  std::shared_ptr<config::folder_watch> watch;
  messages::deployment_actor deployment;
  microseconds poll_period{250'000};
  microseconds rescan_period{3'000'000}; // 0 = never
  microseconds ask_deadline{10'000'000};
  logger log;
};

class folder_state {
public:
  explicit folder_state(messages::folder_actor::pointer self);
  void start(folder_settings settings);

  messages::file_list list() const;
  caf::result<messages::deploy_file_answer> deploy(const messages::deploy_file& wanted);
  caf::result<messages::outcome> undeploy(const messages::undeploy_file& wanted);
  void poll();
  void rescan_every(microseconds period);
  caf::result<messages::ok_atom> settle();
  messages::ok_atom stop();

  static constexpr const char* name = "folder";

private:
  struct known_file {
    messages::file_report report;
    std::string deployed; // virtual sensor that runs because of this file; empty when none
  };
  using path_text = std::string;

  void rescan();
  void take(const std::vector<config::file_change>& changes);
  void read(const std::vector<path_text>& paths);
  void remove(const path_text& path);
  void use(const path_text& path, config::descriptor_outcome outcome);
  const path_text* owner_of(const std::string& virtual_sensor) const;
  void retry_duplicates(const std::string& freed);
  void report_problems(const messages::file_report& report);
  void asked();
  void answered();

  messages::folder_actor::pointer self_;
  folder_settings settings_;
  std::map<path_text, known_file> files_;
  std::size_t outstanding_ = 0; // commands the DEPLOYMENT has not answered
  std::vector<caf::typed_response_promise<messages::ok_atom>> waiting_;
  system::timer_token poll_timer_;
  system::timer_token rescan_timer_;
};

/// Receives: list, deploy_file, undeploy_file, flush, rescan_every, stop (control sessions,
/// programs). Sends: deploy, undeploy (DEPLOYMENT). Owns: the watch. Timers: look for changes;
/// rescan. Monitors: nothing. Stops when: told to exit. Answers flush once everything read so far
/// was deployed or refused; deploy_file with the file's first error, invalid_name,
/// already_deployed, io_failed.
messages::folder_actor::behavior_type
folder(messages::folder_actor::stateful_pointer<folder_state> self, folder_settings settings);

} // namespace plexus::actors
