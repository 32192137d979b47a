// SPDX-License-Identifier: Apache-2.0
#include "apps/plexusd/summary.hpp"

#include "runtime/system/ask_and_wait.hpp"

#include <cstdint>

namespace plexus::apps {

namespace {
constexpr seconds ask_deadline{5};
}

void print_summary(system::node_system& host, const node& running,
                   const control::control_totals& answered, std::ostream& out) {
  auto list = system::ask_and_wait<messages::deployment_list>(host, running.deployment(),
                                                              ask_deadline, messages::list_v);
  auto stored = system::ask_and_wait<messages::storage_report>(host, running.storage(),
                                                               ask_deadline, messages::describe_v);
  if (!list || !stored) {
    out << "no summary: the node is too busy to answer\n";
    return;
  }
  std::uint64_t sensed = 0;
  std::uint64_t published = 0;
  std::uint64_t failed = 0;
  std::size_t sensors = 0;
  for (const auto& entry : list->entries) {
    published += entry.sensor.counters.published;
    failed += entry.sensor.counters.failed;
    sensors += entry.sources.size();
    for (const auto& source : entry.sources)
      sensed += source.health.counters.published;
    out << "  " << entry.descriptor.name << ": " << name_of(entry.state) << ", "
        << entry.sensor.counters.received << " in, " << entry.sensor.counters.published << " out"
        << (entry.reason.empty() ? "" : " (" + entry.reason + ")") << '\n';
  }
  std::uint64_t elements = 0;
  for (const auto& stream : stored->streams)
    elements += stream.elements;
  out << "sensed " << sensed << " elements with " << sensors << " sensors; " << list->entries.size()
      << " virtual sensors put out " << published << " (" << failed << " failed)\n"
      << "stored " << elements << " elements of " << stored->streams.size() << " streams in "
      << stored->health.bytes_on_disk << " bytes, " << stored->health.commits << " commits\n"
      << "answered " << answered.commands << " commands and " << answered.requests
      << " requests with " << answered.elements << " elements\n";
}

} // namespace plexus::apps
