// SPDX-License-Identifier: Apache-2.0
// In which order the actors of a node stop, as data: stages one after another, the actors of a
// stage together. What carrying it out means is node_system::shutdown.
#pragma once

#include "runtime/base/clock.hpp"

#include <caf/actor_cast.hpp>
#include <caf/actor_control_block.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plexus::system {

struct shutdown_member {
  std::string name;
  caf::strong_actor_ptr who;
};

struct shutdown_stage {
  std::string name;
  nanoseconds deadline; // for its actors to stop by themselves
  std::vector<shutdown_member> members;
};

/// Holds its actors strongly until it is carried out.
class shutdown_plan {
public:
  /// Appends a stage; stages run in this order.
  shutdown_plan& stage(std::string name, nanoseconds deadline = seconds{1});

  /// Adds an actor to the stage named last. A null handle is left out.
  template <class Handle>
  shutdown_plan& stop(std::string name, const Handle& who) {
    return add({std::move(name), caf::actor_cast<caf::strong_actor_ptr>(who)});
  }

  std::vector<shutdown_stage>& stages() noexcept { return stages_; }
  const std::vector<shutdown_stage>& stages() const noexcept { return stages_; }

private:
  shutdown_plan& add(shutdown_member member);

  std::vector<shutdown_stage> stages_;
};

/// What did not go by itself; each as "stage/name".
struct shutdown_report {
  std::vector<std::string> killed; // missed the deadline, stopped when killed
  std::vector<std::string> stuck;  // did not even react to that (blocked in a handler)
  std::size_t left = 0;            // actors still alive that no stage named

  bool clean() const noexcept { return killed.empty() && stuck.empty() && left == 0; }
};

} // namespace plexus::system
