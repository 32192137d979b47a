// SPDX-License-Identifier: Apache-2.0
#include "apps/wiring/signals.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <unistd.h>

using namespace plexus;
using apps::node_signal;

TEST_CASE("signals arrive as values and end no process", "[signals]") {
  const apps::signals incoming;
  CHECK_FALSE(incoming.wait(microseconds{0}));
  CHECK_FALSE(incoming.stop_requested());
  ::kill(::getpid(), SIGHUP);
  CHECK(incoming.wait(seconds{30}) == node_signal::reload);
  ::kill(::getpid(), SIGTERM);
  CHECK(incoming.wait(seconds{30}) == node_signal::stop);
  ::kill(::getpid(), SIGHUP);
  ::kill(::getpid(), SIGINT);
  CHECK(incoming.stop_requested()); // past the reload
  CHECK_FALSE(incoming.stop_requested());
}
