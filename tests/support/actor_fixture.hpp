// SPDX-License-Identifier: Apache-2.0
// A simulated node for tests of actors: `class f : actor_fixture`, then spawn(), tell(), ask<T>(),
// run() and advance(). Nothing runs and no time passes unless a test says so (ask steps the time
// until the answer or its deadline).
#pragma once

#include "runtime/base/clock.hpp"
#include "runtime/base/log.hpp"
#include "runtime/system/ask_and_wait.hpp"
#include "runtime/system/facade.hpp"
#include "runtime/system/node_system.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>

#include <memory>
#include <utility>

namespace plexus::test {

class actor_fixture {
public:
  /// 2026-03-01T10:00:00Z, unless given.
  explicit actor_fixture(const system::node_system::type_adder& add_types = {},
                         timestamp start = from_microseconds(1'772'359'200'000'000))
      : time(start), node(system::node_system::simulated(time, log, add_types)) {}

  template <class... Ts>
  auto spawn(Ts&&... args) {
    return node.caf().spawn(std::forward<Ts>(args)...);
  }

  /// Queues a message; run() has it handled.
  template <class Handle, class... Ts>
  void tell(const Handle& to, Ts&&... content) {
    system::tell(to, std::forward<Ts>(content)...);
  }

  /// Asks and steps until the answer is there.
  template <class T, class Handle, class... Ts>
  result<T> ask(const Handle& to, Ts&&... content) {
    return system::ask_and_wait<T>(node, to, answer_deadline, std::forward<Ts>(content)...);
  }

  /// Stops one actor and has what follows from it handled.
  template <class Handle>
  void stop(const Handle& who) {
    caf::anon_send_exit(who, caf::exit_reason::user_shutdown);
    run();
  }

  void run() { node.run_ready(); }
  void advance(nanoseconds span) { node.advance(span); }

  manual_clock time;
  std::shared_ptr<memory_log_sink> lines = std::make_shared<memory_log_sink>();
  logger log{lines, time, log_level::debug};
  nanoseconds answer_deadline = seconds{10};
  system::node_system node;
};

/// With the message types of CAF type-id blocks: `class f : actor_fixture_with<caf::id_block::x>`.
template <class... Blocks>
class actor_fixture_with : public actor_fixture {
public:
  actor_fixture_with()
      : actor_fixture(
            [](caf::actor_system_config& config) { (config.add_message_types<Blocks>(), ...); }) {}
};

} // namespace plexus::test
