// SPDX-License-Identifier: Apache-2.0
#include "actors/sensors/deployment_actor.hpp"

#include "actors/sensors/deployment_listing.hpp"

#include <caf/send.hpp>

#include <algorithm>
#include <utility>

namespace plexus::actors {

using namespace messages;
using run_state = messages::deployment_state;

deployment_state::deployment_state(deployment_actor::pointer self) : self_(self) {}

deployment_state::~deployment_state() {
  for (const auto& [wanted, left] : entries_)
    if (left.unit)
      end_unit(*left.unit);
}

void deployment_state::start(deployment_settings settings) {
  settings_ = std::move(settings);
  retry_timer_ = system::every(self_, settings_.retry_period, [this] { retry(); });
}

caf::result<outcome> deployment_state::deploy(const messages::deploy& command) {
  auto answer = self_->make_response_promise<outcome>();
  if (stopping_) {
    answer.deliver(outcome{fail(errc::actor_stopped, "the node is stopping")});
    return answer;
  }
  enqueue([this, wanted = command.wanted, answer] { run_deploy(wanted, answer); });
  return answer;
}

caf::result<outcome> deployment_state::undeploy(const messages::undeploy& command) {
  auto answer = self_->make_response_promise<outcome>();
  enqueue([this, wanted = model::to_lower(command.name), answer] { run_undeploy(wanted, answer); });
  return answer;
}

void deployment_state::enqueue(std::function<void()> command) {
  commands_.push_back(std::move(command));
  if (!std::exchange(busy_, true))
    commands_.front()();
}

void deployment_state::command_done() {
  commands_.pop_front();
  busy_ = !commands_.empty();
  if (busy_)
    commands_.front()();
}

void deployment_state::run_deploy(const model::virtual_sensor_descriptor& wanted, promise answer) {
  auto changed = wanted;
  changed.compat = wanted.compat.value_or(settings_.world.compat);
  const auto found = entries_.find(changed.name);
  const bool in_place = found != entries_.end() && found->second.unit &&
                        same_sources(found->second.descriptor, changed) &&
                        found->second.descriptor.output == changed.output &&
                        found->second.descriptor.history == changed.history &&
                        found->second.descriptor.unique_timestamps == changed.unique_timestamps;
  if (in_place)
    replace_in_place(changed, std::move(answer));
  else
    start_anew(changed, std::move(answer));
}

void deployment_state::replace_in_place(const model::virtual_sensor_descriptor& wanted,
                                        promise answer) {
  auto& unit = *entries_.find(wanted.name)->second.unit;
  system::ask(self_, unit.sensor, settings_.stop_deadline, replace_descriptor{wanted})
      .then(
          [this, wanted, answer](const outcome& done) mutable {
            if (!done.failure)
              entries_.find(wanted.name)->second.descriptor = wanted;
            answer.deliver(done);
            command_done();
          },
          [this, answer](const error& why) mutable {
            answer.deliver(outcome{why});
            command_done();
          });
}

void deployment_state::start_anew(const model::virtual_sensor_descriptor& wanted, promise answer) {
  auto order =
      entries_.contains(wanted.name) ? with_dependants(wanted.name) : std::vector<std::string>{};
  stop_units(std::move(order), [this, wanted, answer] {
    entries_[wanted.name] = entry{wanted, run_state::waiting, {}, {}};
    start_waiting();
    conclude(wanted.name, answer);
  });
}

void deployment_state::run_undeploy(const std::string& wanted, promise answer) {
  if (!entries_.contains(wanted)) {
    answer.deliver(outcome{fail(errc::unknown_virtual_sensor, "is not deployed", wanted)});
    return command_done();
  }
  stop_units(with_dependants(wanted), [this, wanted, answer]() mutable {
    entries_.erase(wanted);
    start_waiting();
    answer.deliver(outcome{});
    command_done();
  });
}

void deployment_state::conclude(const std::string& wanted, promise answer) {
  const auto& now = entries_.find(wanted)->second;
  outcome done;
  if (now.state == run_state::failed)
    done.failure = fail(now.why->code, now.why->message(), wanted);
  answer.deliver(done);
  command_done();
}

// A unit is stopped from its sources on, so that what was read is still computed and stored.
void deployment_state::stop_units(std::vector<std::string> names, continuation done) {
  if (names.empty())
    return done();
  const auto first = names.front();
  names.erase(names.begin());
  stop_wrappers(first, 0, [this, names = std::move(names), done = std::move(done)]() mutable {
    stop_units(std::move(names), std::move(done));
  });
}

void deployment_state::stop_wrappers(const std::string& wanted, std::size_t next,
                                     continuation done) {
  const auto found = entries_.find(wanted);
  if (found == entries_.end() || !found->second.unit)
    return ended(wanted, done);
  if (next == found->second.unit->sources.size())
    return stop_virtual_sensor(wanted, std::move(done));
  auto go_on = [this, wanted, next, done = std::move(done)] {
    stop_wrappers(wanted, next + 1, done);
  };
  system::ask(self_, found->second.unit->sources[next].wrapper, settings_.stop_deadline, stop_v)
      .then([go_on](ok_atom) { go_on(); },
            [this, go_on, wanted](const error& why) {
              settings_.world.log.warn("deployment.stop-late", why.to_string(), {{"name", wanted}});
              go_on();
            });
}

void deployment_state::stop_virtual_sensor(const std::string& wanted, continuation done) {
  auto& unit = *entries_.find(wanted)->second.unit;
  system::ask(self_, unit.sensor, settings_.stop_deadline, stop_v)
      .then([this, wanted, done](ok_atom) { ended(wanted, done); },
            [this, wanted, done](const error& why) {
              settings_.world.log.warn("deployment.stop-late", why.to_string(), {{"name", wanted}});
              ended(wanted, done);
            });
}

void deployment_state::ended(const std::string& wanted, const continuation& done) {
  if (const auto found = entries_.find(wanted); found != entries_.end()) {
    auto& stopped = found->second;
    if (stopped.unit)
      end_unit(*stopped.unit);
    stopped.unit.reset();
    stopped.state = run_state::waiting;
  }
  done();
}

void deployment_state::start_waiting() {
  refuse_circles();
  std::vector<const entry*> started;
  for (bool progress = !stopping_; progress;) {
    progress = false;
    for (auto& [wanted, candidate] : entries_)
      if (candidate.state == run_state::waiting && try_start(candidate)) {
        started.push_back(&candidate);
        progress = true;
      }
  }
  for (const auto* one : started)
    begin_unit(*one->unit);
}

void deployment_state::refuse_circles() {
  const auto all = graph();
  for (auto& [wanted, candidate] : entries_) {
    const auto circle = model::circle_through(all, wanted);
    if (candidate.unit || !circle) {
      if (candidate.why && candidate.why->code == errc::dependency_cycle)
        candidate.state = run_state::waiting;
      continue;
    }
    candidate.state = run_state::failed;
    std::string steps;
    for (const auto& step : *circle)
      steps += steps.empty() ? step : " <- " + step;
    candidate.why = fail(errc::dependency_cycle, std::move(steps));
  }
}

/// True when it runs now. What may come later (a source, a device) leaves it waiting.
bool deployment_state::try_start(entry& candidate) {
  auto started =
      start_unit(self_->home_system(), settings_.world, candidate.descriptor,
                 [this](const std::string& wanted) { return find_local_source(wanted); });
  const auto& about = candidate.descriptor;
  if (started) {
    candidate.unit = std::move(*started);
    candidate.state = run_state::running;
    candidate.why.reset();
    settings_.world.log.info("deployment.started", "virtual sensor runs", {{"name", about.name}});
    for (const auto& text : candidate.unit->warnings)
      settings_.world.log.warn("deployment.warning", text, {{"name", about.name}});
    return true;
  }
  const auto& why = started.error();
  const bool later = why.code == errc::source_unavailable || why.code == errc::device_unavailable;
  if (candidate.why != why) {
    if (later) // as files come in any order, this is nothing out of the ordinary
      settings_.world.log.info("deployment.waiting", why.to_string(), {{"name", about.name}});
    else
      settings_.world.log.warn("deployment.failed", why.to_string(), {{"name", about.name}});
  }
  candidate.state = later ? run_state::waiting : run_state::failed;
  candidate.why = why;
  return false;
}

void deployment_state::retry() {
  if (!busy_ && !stopping_)
    start_waiting();
}

model::dependencies deployment_state::graph() const {
  model::dependencies all;
  for (const auto& [wanted, known] : entries_)
    all[wanted] = local_names(known.descriptor);
  return all;
}

std::vector<std::string> deployment_state::with_dependants(const std::string& wanted) const {
  auto order = model::dependants_of(graph(), wanted);
  order.push_back(wanted);
  return order;
}

std::optional<local_source> deployment_state::find_local_source(const std::string& wanted) const {
  const auto found = entries_.find(wanted);
  if (found == entries_.end() || !found->second.unit)
    return std::nullopt;
  const auto& unit = *found->second.unit;
  return local_source{unit.sensor, unit.layout, found->second.descriptor.unique_timestamps,
                      unit.stream};
}

found_publisher deployment_state::find(const find_publisher& wanted) const {
  const auto name_wanted = model::to_lower(wanted.name);
  const auto found = entries_.find(name_wanted.substr(0, name_wanted.find('.')));
  if (found != entries_.end() && found->second.unit) {
    const auto& unit = *found->second.unit;
    if (found->first == name_wanted)
      return {{}, unit.sensor, unit.layout, true, unit.stream};
    for (const auto& source : unit.sources)
      if (source.name == name_wanted)
        return {{}, source.wrapper, source.layout, false, 0};
  }
  found_publisher none;
  if (found == entries_.end())
    none.failure = fail(errc::unknown_virtual_sensor, "is not deployed", name_wanted);
  else if (found->second.unit)
    none.failure = fail(errc::unknown_sensor, "is no source of it", name_wanted);
  else
    none.failure =
        fail(errc::source_unavailable,
             found->second.why ? found->second.why->message() : "is stopped", name_wanted);
  return none;
}

caf::result<deployment_list> deployment_state::list() {
  std::vector<listed_unit> units;
  for (const auto& [wanted, known] : entries_)
    units.push_back({{known.descriptor,
                      known.state,
                      known.why ? known.why->to_string() : std::string{},
                      {},
                      {},
                      known.unit ? known.unit->warnings : std::vector<std::string>{}},
                     known.unit});
  return collect_reports(self_, std::move(units), settings_.stop_deadline);
}

void deployment_state::limit(const query_limits& wanted) {
  settings_.world.limits = wanted.limits;
  for (const auto& [name_known, known] : entries_)
    if (known.unit)
      system::tell(known.unit->sensor, wanted);
}

caf::result<ok_atom> deployment_state::stop() {
  auto answer = self_->make_response_promise<ok_atom>();
  stopping_ = true;
  retry_timer_.cancel();
  enqueue([this, answer]() mutable {
    std::vector<std::string> order;
    for (const auto& [wanted, known] : entries_)
      for (const auto& next : with_dependants(wanted))
        if (std::find(order.begin(), order.end(), next) == order.end())
          order.push_back(next);
    stop_units(std::move(order), [this, answer]() mutable {
      answer.deliver(ok_v);
      command_done();
    });
  });
  return answer;
}

deployment_actor::behavior_type
deployment(deployment_actor::stateful_pointer<deployment_state> self,
           deployment_settings settings) {
  self->state.start(std::move(settings));
  return {
      [self](const deploy& command) { return self->state.deploy(command); },
      [self](const undeploy& command) { return self->state.undeploy(command); },
      [self](list_atom) { return self->state.list(); },
      [self](const find_publisher& wanted) { return self->state.find(wanted); },
      [self](const query_limits& wanted) { self->state.limit(wanted); },
      [self](stop_atom) { return self->state.stop(); },
  };
}

} // namespace plexus::actors
