// SPDX-License-Identifier: Apache-2.0
#include "apps/plexus/top_command.hpp"

#include "apps/plexus/exit_code.hpp"
#include "apps/plexus/node_session.hpp"
#include "apps/plexus/text_table.hpp"
#include "runtime/base/duration.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <sstream>
#include <utility>
#include <vector>

namespace plexus::apps {

using nlohmann::json;

namespace {

constexpr milliseconds slice{100}; // between two looks at what the person wants
constexpr const char* to_home = "\x1b[H";
constexpr const char* clear_line_end = "\x1b[K";
constexpr const char* clear_below = "\x1b[J";

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

/// The rates of one page: from two looks at the node, or none yet.
class rates {
public:
  rates(const sample& now, const sample* before)
      : before_(before), span_(before == nullptr ? nanoseconds{0} : now.at - before->at) {}
  std::optional<double> operator()(double now, double before) const {
    if (before_ == nullptr)
      return std::nullopt;
    return per_second(now, before, span_);
  }
  const sample* before() const { return before_; }

private:
  const sample* before_;
  nanoseconds span_;
};

std::string rate_text(std::optional<double> rate) { return rate ? count_text(*rate) : "-"; }

std::string percent_text(std::optional<double> cpu_us_per_second) {
  if (!cpu_us_per_second)
    return "-";
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.1f", *cpu_us_per_second / 10'000.0);
  return buffer.data();
}

void write_head(const sample& now, const rates& rate, std::ostream& out) {
  const auto of = [&](const char* part, const char* key) {
    const auto* before = rate.before();
    return rate(number(now.status.at(part), key),
                before == nullptr ? 0 : number(before->status.at(part), key));
  };
  const auto& storage = now.status.at("storage");
  const auto uptime = microseconds{now.status.at("uptime_us").get<std::int64_t>()};
  out << "plexus node " << cell(now.status.at("node")) << "   up "
      << format_duration(std::chrono::floor<seconds>(uptime)) << "   cpu "
      << percent_text(of("process", "cpu_us")) << " %   memory "
      << bytes_text(number(now.status.at("process"), "resident_bytes")) << "\n"
      << "elements/s: " << rate_text(of("counters", "received")) << " in, "
      << rate_text(of("counters", "published")) << " out   stored "
      << bytes_text(number(storage, "bytes_on_disk")) << ", "
      << cell(storage.at("pending_elements")) << " not yet synced   requests "
      << cell(now.status.at("requests")) << "\n\n";
}

void write_sensors(const sample& now, const rates& rate, std::size_t columns_max,
                   std::ostream& out) {
  std::map<std::string, double> published;
  if (rate.before() != nullptr)
    for (const auto& one : rate.before()->sensors)
      published[cell(one.at("name"))] = number(one.at("counters"), "published");
  text_table table{{"VIRTUAL SENSOR", "STATE", "EL/S", "PUBLISHED", "DROPPED", "FAILED", "LATEST"}};
  for (const auto& one : now.sensors) {
    const auto name = cell(one.at("name"));
    const auto& counters = one.at("counters");
    const auto count = number(counters, "published");
    const auto known = published.find(name);
    const auto per_s =
        known == published.end() ? std::optional<double>{} : rate(count, known->second);
    table.add({name, cell(one.at("state")), rate_text(per_s), count_text(count),
               cell(counters.at("dropped")), cell(counters.at("failed")),
               latest_text(one.at("latest"))});
  }
  table.print(out, columns_max);
}

result<std::string> page_of(const sample& now, const sample* before, std::size_t columns_max) {
  std::ostringstream page;
  try {
    const rates rate{now, before};
    write_head(now, rate, page);
    write_sensors(now, rate, columns_max, page);
  } catch (const json::exception& wrong) { // a node of another version
    return fail(errc::protocol_violation, wrong.what());
  }
  return page.str();
}

/// Over the page before, line by line, so that nothing flickers; what does not fit is counted.
void show(const std::string& page, const terminal_size& screen, std::ostream& out) {
  std::vector<std::string> lines;
  std::istringstream in{page};
  for (std::string line; std::getline(in, line);)
    lines.push_back(cut_to(std::move(line), screen.columns));
  const auto room = std::max<std::size_t>(screen.rows, 2) - 1; // the cursor stays below
  if (lines.size() > room) {
    const auto left_out = lines.size() - room + 1;
    lines.resize(room);
    lines.back() = cut_to("... and " + std::to_string(left_out) + " more", screen.columns);
  }
  out << to_home;
  for (const auto& line : lines)
    out << line << clear_line_end << '\n';
  out << clear_below << std::flush;
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

/// One run: looks at the node and shows what changed since the look before.
class watching {
public:
  watching(const top_options& how, const clock& time, std::ostream& out)
      : how_(how), time_(time), out_(out), begun_(time.monotonic()) {}

  status show_next(node_session& session) {
    auto now = look(session, time_);
    if (!now)
      return std::move(now).error();
    const auto screen = how_.screen ? how_.screen() : terminal_size{0, 0};
    // Without a screen a first report without rates would only be in the way.
    if (before_ || how_.screen) {
      auto page = page_of(*now, before_ ? &*before_ : nullptr, screen.columns);
      if (!page)
        return std::move(page).error();
      if (how_.screen)
        show(*page, screen, out_);
      else
        out_ << *page << std::flush;
    }
    before_ = std::move(*now);
    return {};
  }

  bool is_over() const { return how_.duration && time_.monotonic() - begun_ >= *how_.duration; }

  /// False when the person wants it to end.
  bool rest(const end_wanted& ended) const {
    const auto until = time_.monotonic() + how_.period;
    for (;;) {
      const auto left = std::chrono::ceil<milliseconds>(until - time_.monotonic());
      if (ended(std::clamp(left, milliseconds{0}, slice)))
        return false;
      if (left <= milliseconds{0})
        return true;
    }
  }

private:
  const top_options& how_;
  const clock& time_;
  std::ostream& out_;
  nanoseconds begun_;
  std::optional<sample> before_;
};

} // namespace

int run_top(const top_options& how, const clock& time, const end_wanted& ended, std::ostream& out,
            std::ostream& err) {
  auto session = node_session::connect(how.socket);
  watching run{how, time, out};
  auto shown = session ? run.show_next(*session) : status{std::move(session).error()};
  bool seen = false;
  while (shown) {
    seen = true;
    if (run.is_over() || !run.rest(ended))
      return exit_ok;
    shown = run.show_next(*session);
  }
  if (seen && shown.error().code == errc::node_unreachable) {
    err << "plexus: the node has stopped\n";
    return exit_ok;
  }
  err << "plexus: " << shown.error().to_string() << '\n';
  return exit_code_for(shown.error());
}

} // namespace plexus::apps
