// SPDX-License-Identifier: Apache-2.0
#include "apps/wiring/signals.hpp"

#include <csignal>
#include <ctime>
#include <pthread.h>

namespace plexus::apps {

namespace {

sigset_t handled() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGHUP);
  return set;
}

} // namespace

signals::signals() {
  const auto set = handled();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

std::optional<node_signal> signals::wait(microseconds patience) const {
  const auto set = handled();
  const auto whole = std::chrono::duration_cast<seconds>(patience);
  timespec span{};
  span.tv_sec = whole.count();
  span.tv_nsec = nanoseconds{patience - whole}.count();
  switch (sigtimedwait(&set, nullptr, &span)) {
    case SIGTERM:
    case SIGINT:
      return node_signal::stop;
    case SIGHUP:
      return node_signal::reload;
    default:
      return std::nullopt;
  }
}

bool signals::stop_requested() const {
  // A reload that came in between is not for a program in the foreground.
  while (const auto came = wait(microseconds{0}))
    if (*came == node_signal::stop)
      return true;
  return false;
}

} // namespace plexus::apps
