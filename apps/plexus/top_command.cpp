// SPDX-License-Identifier: Apache-2.0
#include "apps/plexus/top_command.hpp"

#include "apps/plexus/exit_code.hpp"
#include "apps/plexus/node_session.hpp"
#include "apps/plexus/text_table.hpp"
#include "runtime/base/duration.hpp"

#include <algorithm>
#include <map>
#include <poll.h>
#include <sstream>
#include <utility>

namespace plexus::apps {

using nlohmann::json;

namespace {

constexpr const char* home_and_clear = "\x1b[H\x1b[J";

/// What two looks at a node tell about its rates.
struct sample {
  nanoseconds at{};
  json status;
  json sensors;
};

double per_second(double now, double before, nanoseconds span) {
  const auto elapsed = std::chrono::duration<double>(span).count();
  return elapsed <= 0 ? 0 : std::max(0.0, (now - before) / elapsed);
}

double number(const json& from, const char* key) { return from.value(key, 0.0); }

void write_head(const sample& now, const sample& before, std::ostream& out) {
  const auto span = now.at - before.at;
  const auto rate = [&](const char* key) {
    return per_second(number(now.status.at("counters"), key),
                      number(before.status.at("counters"), key), span);
  };
  const auto& process = now.status.at("process");
  const auto cpu =
      per_second(number(process, "cpu_us"), number(before.status.at("process"), "cpu_us"), span);
  const auto& storage = now.status.at("storage");
  const auto uptime = microseconds{now.status.at("uptime_us").get<std::int64_t>()};
  out << "plexus node " << cell(now.status.at("node")) << "   up "
      << format_duration(std::chrono::floor<seconds>(uptime)) << "   cpu "
      << static_cast<int>(cpu / 10'000.0) << " %   memory "
      << bytes_text(number(process, "resident_bytes")) << "\n"
      << "elements/s: " << count_text(rate("received")) << " in, " << count_text(rate("published"))
      << " out   stored " << bytes_text(number(storage, "bytes_on_disk")) << ", "
      << cell(storage.at("pending_elements")) << " not yet synced   requests "
      << cell(now.status.at("requests")) << "\n\n";
}

void write_sensors(const sample& now, const sample& before, std::size_t lines_max,
                   std::ostream& out) {
  std::map<std::string, double> published;
  for (const auto& one : before.sensors)
    published[cell(one.at("name"))] = number(one.at("counters"), "published");
  text_table table{{"VIRTUAL SENSOR", "STATE", "EL/S", "PUBLISHED", "DROPPED", "FAILED", "LATEST"}};
  std::size_t lines = 0;
  for (const auto& one : now.sensors) {
    if (++lines > lines_max)
      break;
    const auto name = cell(one.at("name"));
    const auto& counters = one.at("counters");
    const auto count = number(counters, "published");
    const auto known = published.find(name);
    const auto rate =
        known == published.end() ? 0 : per_second(count, known->second, now.at - before.at);
    auto latest = latest_text(one.at("latest"));
    if (latest.size() > 60)
      latest = latest.substr(0, 57) + "...";
    table.add({name, cell(one.at("state")), count_text(rate), count_text(count),
               cell(counters.at("dropped")), cell(counters.at("failed")), latest});
  }
  table.print(out);
}

result<sample> look(node_session& session, const clock& time) {
  auto status = session.command("status");
  if (!status)
    return std::move(status).error();
  auto sensors = session.command("vs.list");
  if (!sensors)
    return std::move(sensors).error();
  return sample{time.monotonic(), std::move(*status), std::move(*sensors)};
}

} // namespace

int run_top(const top_options& how, const clock& time, const std::function<bool()>& interrupted,
            std::ostream& out, std::ostream& err) {
  auto session = node_session::connect(how.socket);
  auto before = session ? look(*session, time) : result<sample>{std::move(session).error()};
  if (!before) {
    err << "plexus: " << before.error().to_string() << '\n';
    return exit_code_for(before.error());
  }
  const auto begun = time.monotonic();
  while (!interrupted() && (!how.duration || time.monotonic() - begun < *how.duration)) {
    ::poll(nullptr, 0,
           static_cast<int>(std::chrono::duration_cast<milliseconds>(how.period).count()));
    auto now = look(*session, time);
    if (!now) {
      const bool ended = now.error().code == errc::node_unreachable;
      err << (ended ? "plexus: the node has stopped\n"
                    : "plexus: " + now.error().to_string() + "\n");
      return ended ? exit_ok : exit_code_for(now.error());
    }
    std::ostringstream page;
    write_head(*now, *before, page);
    write_sensors(*now, *before, how.lines_max, page);
    out << (how.full_screen ? home_and_clear : "") << page.str() << std::flush;
    before = std::move(now);
  }
  return exit_ok;
}

} // namespace plexus::apps
