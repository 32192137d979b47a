// SPDX-License-Identifier: Apache-2.0
// The actor system of one node, in two flavours with the same actors inside: real (worker threads,
// the machine's time) and simulated (one thread, stepped time). It owns scheduler, timers and
// correlation, and ends in bounded time whatever its actors do.
#pragma once

#include "runtime/base/clock.hpp"
#include "runtime/base/log.hpp"
#include "runtime/system/shutdown_plan.hpp"

#include <caf/fwd.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>

namespace plexus::system {

class timer_service;

class node_system {
public:
  struct settings {
    std::size_t threads = 0;            // 0: one per hardware core
    std::size_t messages_per_run = 300; // then an actor yields to the others
  };

  /// Adds message types: `[](caf::actor_system_config& c) { c.add_message_types<block>(); }`.
  using type_adder = std::function<void(caf::actor_system_config&)>;

  /// `time` must outlive the node and run (a system_clock).
  static node_system real(const settings& how, const clock& time, logger log,
                          const type_adder& add_types = {});

  /// The node alone moves `time`, which must outlive it.
  static node_system simulated(manual_clock& time, logger log, const type_adder& add_types = {});

  node_system(node_system&&) noexcept;
  node_system& operator=(node_system&&) = delete;

  /// Actors of a real node are left a moment to end; those of a simulated one end without another
  /// turn. Handles must not outlive the node.
  ~node_system();

  /// Stage after stage: each actor gets an exit message (user_shutdown) behind the mail it already
  /// has, so what was sent before is still worked off; after the stage's deadline those that are
  /// left are killed; what a kill does not stop is reported. Call it outside of actors.
  shutdown_report shutdown(shutdown_plan plan);

  /// Simulated only. Runs everything that is due now; returns how many turns actors took.
  std::size_t run_ready();
  /// Simulated only. Runs and moves the time up to `end`, included, where it then stands.
  std::size_t run_until(timestamp end);
  std::size_t advance(nanoseconds span);
  /// Simulated only. Runs, jumps to the next due time, runs. False when nothing is pending.
  bool step();
  /// Simulated only. Monotonic time of the first pending timer.
  std::optional<nanoseconds> next_due();

  caf::actor_system& caf();
  timer_service& timers();
  const clock& time() const;
  bool is_simulated() const;

private:
  struct parts;
  explicit node_system(std::unique_ptr<parts> all);

  std::unique_ptr<parts> parts_;
};

} // namespace plexus::system
