// SPDX-License-Identifier: Apache-2.0
// The consumer of requests in a foreground run: prints portions and asks for more.
#pragma once

#include "apps/plexus/row_printer.hpp"
#include "runtime/messages/request_messages.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

namespace plexus::apps {

/// The one output that several consumers share.
class printing {
public:
  printing(output_format format, std::ostream& out) : printer_(format, out), out_(out) {}

  void print(const model::batch& rows, const std::string& label);
  /// One more request is followed, or one has ended.
  void follow();
  void ended();
  bool all_ended() const;
  std::uint64_t rows_printed() const;
  /// Nothing is printed after this.
  void stop();

private:
  mutable std::mutex mutex_;
  row_printer printer_;
  std::ostream& out_;
  std::size_t followed_ = 0;
  std::size_t ended_ = 0;
  bool stopped_ = false;
};

struct printing_consumer_settings {
  std::shared_ptr<printing> to;
  std::string label; // printed with each row; empty = none
  messages::request_manager_actor requests;
};

/// CONSUMER. Receives: request_data (SUBSCRIBER). Sends: request_taken (REQUEST MANAGER). Owns:
/// nothing. Timers: none. Monitors: nothing. Stops when: nobody holds it.
messages::consumer_port::behavior_type printing_consumer(messages::consumer_port::pointer self,
                                                         printing_consumer_settings settings);

} // namespace plexus::apps
