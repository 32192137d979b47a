// SPDX-License-Identifier: Apache-2.0
#include "actors/sensors/deployment_listing.hpp"

#include "runtime/system/facade.hpp"

#include <caf/typed_response_promise.hpp>

#include <memory>
#include <utility>

namespace plexus::actors {

using namespace messages;

namespace {

/// The list while answers are outstanding.
struct gathering {
  deployment_list list;
  std::size_t outstanding = 0;
  caf::typed_response_promise<deployment_list> answer;

  void one_more() {
    if (--outstanding == 0)
      answer.deliver(std::move(list));
  }
};

void ask_virtual_sensor(deployment_actor::pointer self, const std::shared_ptr<gathering>& all,
                        std::size_t at, const virtual_sensor_actor& whom, microseconds deadline) {
  system::ask(self, whom, deadline, describe_v)
      .then(
          [all, at](const virtual_sensor_report& report) {
            all->list.entries[at].sensor = report;
            all->one_more();
          },
          [all, at](const error& why) {
            all->list.entries[at].sensor.last_error = why.to_string();
            all->one_more();
          });
}

void ask_sensor(deployment_actor::pointer self, const std::shared_ptr<gathering>& all,
                std::size_t at, std::size_t source, const sensor_unit& unit,
                microseconds deadline) {
  all->list.entries[at].sources[source].descriptor.name = unit.name;
  system::ask(self, unit.sensor, deadline, describe_v)
      .then(
          [all, at, source](const sensor_report& report) {
            all->list.entries[at].sources[source] = report;
            all->one_more();
          },
          [all, at, source](const error& why) {
            all->list.entries[at].sources[source].health.last_error = why.to_string();
            all->one_more();
          });
}

} // namespace

caf::result<deployment_list> collect_reports(deployment_actor::pointer self,
                                             std::vector<listed_unit> units,
                                             microseconds deadline) {
  auto all = std::make_shared<gathering>();
  all->answer = self->make_response_promise<deployment_list>();
  auto answer = all->answer;
  all->outstanding = 1; // ourselves, until every question is out
  for (auto& listed : units) {
    all->list.entries.push_back(std::move(listed.report));
    if (listed.unit) {
      all->list.entries.back().sources.resize(listed.unit->sources.size());
      all->outstanding += 1 + listed.unit->sources.size();
    }
  }
  for (std::size_t at = 0; at < units.size(); ++at) {
    if (!units[at].unit)
      continue;
    ask_virtual_sensor(self, all, at, units[at].unit->sensor, deadline);
    for (std::size_t i = 0; i < units[at].unit->sources.size(); ++i)
      ask_sensor(self, all, at, i, units[at].unit->sources[i], deadline);
  }
  all->one_more();
  return answer;
}

} // namespace plexus::actors
