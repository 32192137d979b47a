// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/node_system.hpp"

#include "runtime/base/assert.hpp"
#include "runtime/system/answer_watch.hpp"
#include "runtime/system/scheduler_pool.hpp"
#include "runtime/system/simulated_scheduler.hpp"
#include "runtime/system/timer_service.hpp"

#include <caf/actor_registry.hpp>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <string>

namespace plexus::system {

namespace {

// How long a killed actor may take to end the handler it is in, and how long actors that no plan
// named may take to end by themselves.
constexpr nanoseconds grace = milliseconds{200};

/// Who of a stage still runs. Shared with the actors, which may outlast the wait.
struct roll_call {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<bool> stopped;
  std::size_t running = 0;

  void tick_off(std::size_t index) {
    {
      const std::lock_guard hold{mutex};
      stopped[index] = true;
      --running;
    }
    changed.notify_all();
  }
  bool complete() {
    const std::lock_guard hold{mutex};
    return running == 0;
  }
};

void send_exit(const caf::strong_actor_ptr& who, bool kill) {
  const auto to = caf::actor_cast<caf::actor>(who);
  if (kill)
    caf::anon_send_exit(to, caf::exit_reason::kill);
  else // as ordinary mail: behind what is already in the mailbox
    caf::anon_send(to, caf::exit_msg{who->address(), caf::exit_reason::user_shutdown});
}

} // namespace

struct node_system::parts {
  parts(const clock& now, logger lines) : time(now), log(std::move(lines)), timers(now) {}

  const clock& time;
  logger log;
  timer_service timers;
  answer_watch answers;
  simulated_scheduler* stepped = nullptr;
  caf::actor_system_config config;
  std::unique_ptr<caf::actor_system> actors;

  template <class Make>
  void start(const type_adder& add_types, Make make) {
    if (add_types)
      add_types(config);
    config.module_factories.emplace_back(
        [this, make](caf::actor_system& owner) -> caf::actor_system::module* {
          return make(owner, node_services{time, timers, answers});
        });
    actors = std::make_unique<caf::actor_system>(config);
    actors->await_actors_before_shutdown(false); // it would wait for ever
  }

  template <class Done>
  bool wait_until(Done done, std::condition_variable& changed, std::mutex& mutex,
                  nanoseconds span) {
    if (stepped == nullptr) {
      std::unique_lock hold{mutex};
      return changed.wait_for(hold, span, done);
    }
    const auto end = time.monotonic() + span;
    const auto met = [&] {
      const std::lock_guard hold{mutex};
      return done();
    };
    stepped->run_ready();
    while (!met()) {
      const auto due = stepped->next_due();
      if (!due || *due > end)
        return false;
      stepped->run_until(*due);
    }
    return true;
  }

  void stop_stage(shutdown_stage& stage, shutdown_report& report) {
    const auto roll = std::make_shared<roll_call>();
    roll->running = stage.members.size();
    roll->stopped.resize(stage.members.size());
    for (std::size_t i = 0; i < stage.members.size(); ++i) {
      const auto& who = stage.members[i].who;
      caf::actor_cast<caf::abstract_actor*>(who)->attach_functor([roll, i] { roll->tick_off(i); });
      send_exit(who, false);
    }
    const auto all_stopped = [&] { return roll->running == 0; };
    if (wait_until(all_stopped, roll->changed, roll->mutex, stage.deadline))
      return;
    const auto late = running_in(stage, *roll, true);
    wait_until(all_stopped, roll->changed, roll->mutex, grace);
    const auto stuck = running_in(stage, *roll, false);
    for (const auto& name : late)
      if (std::find(stuck.begin(), stuck.end(), name) == stuck.end())
        report.killed.push_back(name);
    for (const auto& name : stuck) {
      log.error("system.actor-stuck", "an actor did not stop", {{"actor", name}});
      report.stuck.push_back(name);
    }
  }

  std::vector<std::string> running_in(const shutdown_stage& stage, roll_call& roll, bool kill) {
    std::vector<bool> stopped;
    {
      const std::lock_guard hold{roll.mutex};
      stopped = roll.stopped;
    }
    std::vector<std::string> names;
    for (std::size_t i = 0; i < stopped.size(); ++i) {
      if (stopped[i])
        continue;
      names.push_back(stage.name + "/" + stage.members[i].name);
      if (!kill)
        continue;
      log.warn("system.actor-killed", "an actor missed its deadline to stop",
               {{"actor", names.back()}});
      send_exit(stage.members[i].who, true);
    }
    return names;
  }

  // CAF counts its running actors but tells only those who wait without a bound.
  std::size_t wait_for_the_rest() {
    std::mutex mutex;
    std::condition_variable never;
    const auto gone = [&] { return actors->registry().running() == 0; };
    for (auto waited = nanoseconds{0}; !gone() && waited < grace; waited += milliseconds{1})
      if (wait_until(gone, never, mutex, milliseconds{1}) || stepped != nullptr)
        break;
    return actors->registry().running();
  }
};

node_system::node_system(std::unique_ptr<parts> all) : parts_(std::move(all)) {}
node_system::node_system(node_system&&) noexcept = default;

node_system node_system::real(const settings& how, const clock& time, logger log,
                              const type_adder& add_types) {
  auto all = std::make_unique<parts>(time, std::move(log));
  all->start(add_types, [how](caf::actor_system& owner, const node_services& services) {
    return new scheduler_pool(owner, services, {how.threads, how.messages_per_run});
  });
  all->timers.start_thread();
  return node_system{std::move(all)};
}

node_system node_system::simulated(manual_clock& time, logger log, const type_adder& add_types) {
  auto all = std::make_unique<parts>(time, std::move(log));
  all->start(add_types, [made = &all->stepped, &time](caf::actor_system& owner,
                                                      const node_services& services) {
    *made = new simulated_scheduler(owner, services, time);
    return *made;
  });
  return node_system{std::move(all)};
}

node_system::~node_system() {
  if (!parts_)
    return;
  parts_->timers.stop();
  if (is_simulated())
    return; // nothing runs any more
  if (const auto left = parts_->wait_for_the_rest(); left > 0)
    parts_->log.warn("system.actors-left", "actors outlive their node",
                     {{"count", std::to_string(left)}});
}

shutdown_report node_system::shutdown(shutdown_plan plan) {
  shutdown_report report;
  for (auto& stage : plan.stages()) {
    parts_->stop_stage(stage, report);
    stage.members.clear();
  }
  report.left = parts_->wait_for_the_rest();
  return report;
}

std::size_t node_system::run_ready() {
  PLEXUS_ASSERT(is_simulated());
  return parts_->stepped->run_ready();
}

std::size_t node_system::run_until(timestamp end) {
  PLEXUS_ASSERT(is_simulated());
  return advance(std::max<nanoseconds>(end - parts_->time.now(), nanoseconds{0}));
}

std::size_t node_system::advance(nanoseconds span) {
  PLEXUS_ASSERT(is_simulated() && span >= nanoseconds{0});
  return parts_->stepped->run_until(parts_->time.monotonic() + span);
}

bool node_system::step() {
  PLEXUS_ASSERT(is_simulated());
  return parts_->stepped->step();
}

std::optional<nanoseconds> node_system::next_due() {
  PLEXUS_ASSERT(is_simulated());
  return parts_->stepped->next_due();
}

caf::actor_system& node_system::caf() { return *parts_->actors; }
timer_service& node_system::timers() { return parts_->timers; }
const clock& node_system::time() const { return parts_->time; }
bool node_system::is_simulated() const { return parts_->stepped != nullptr; }

} // namespace plexus::system
