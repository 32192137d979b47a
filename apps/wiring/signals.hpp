// SPDX-License-Identifier: Apache-2.0
// Signals as values that a main function waits for, instead of handlers. Construct before any
// thread is started, so that every thread inherits the blocked mask.
#pragma once

#include "runtime/base/clock.hpp"

#include <optional>

namespace plexus::apps {

enum class node_signal { stop, reload };

class signals {
public:
  /// Blocks SIGTERM, SIGINT and SIGHUP for the process and ignores SIGPIPE.
  signals();

  /// The next signal, or nothing when none comes within `patience`.
  std::optional<node_signal> wait(microseconds patience) const;
  /// True when a stop is pending; takes it.
  bool stop_requested() const;
};

} // namespace plexus::apps
