// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/shutdown_plan.hpp"

#include "runtime/base/assert.hpp"

namespace plexus::system {

shutdown_plan& shutdown_plan::stage(std::string name, nanoseconds deadline) {
  stages_.push_back({std::move(name), deadline, {}});
  return *this;
}

shutdown_plan& shutdown_plan::add(shutdown_member member) {
  PLEXUS_ASSERT(!stages_.empty());
  if (member.who)
    stages_.back().members.push_back(std::move(member));
  return *this;
}

} // namespace plexus::system
