// SPDX-License-Identifier: Apache-2.0
#include "apps/plexus/printing_consumer.hpp"

#include "runtime/system/facade.hpp"

#include <utility>

namespace plexus::apps {

void printing::print(const model::batch& rows, const std::string& label) {
  const std::lock_guard hold{mutex_};
  if (stopped_)
    return;
  printer_.print(rows, label);
  out_.flush();
}

void printing::follow() {
  const std::lock_guard hold{mutex_};
  ++followed_;
}

void printing::ended() {
  const std::lock_guard hold{mutex_};
  ++ended_;
}

bool printing::all_ended() const {
  const std::lock_guard hold{mutex_};
  return followed_ > 0 && ended_ >= followed_;
}

std::uint64_t printing::rows_printed() const {
  const std::lock_guard hold{mutex_};
  return printer_.rows_printed();
}

void printing::stop() {
  const std::lock_guard hold{mutex_};
  stopped_ = true;
}

messages::consumer_port::behavior_type printing_consumer(messages::consumer_port::pointer,
                                                         printing_consumer_settings settings) {
  return {
      [settings = std::move(settings)](const messages::request_data& portion) {
        if (portion.rows)
          settings.to->print(*portion.rows, settings.label);
        if (portion.ended)
          settings.to->ended();
        else
          system::tell(settings.requests, messages::request_taken{portion.request, portion.number});
      },
  };
}

} // namespace plexus::apps
