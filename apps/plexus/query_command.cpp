// SPDX-License-Identifier: Apache-2.0
#include "apps/plexus/query_command.hpp"

#include "apps/plexus/exit_code.hpp"
#include "apps/plexus/node_session.hpp"
#include "apps/plexus/progress.hpp"
#include "apps/plexus/text_table.hpp"

#include <algorithm>

namespace plexus::apps {

namespace {

constexpr milliseconds slice{200};
constexpr int slices_to_close = 10; // how long to wait for a request's end once it is closed

int report_failure(const error& why, std::ostream& err) {
  err << "plexus: " << why.to_string() << '\n';
  return exit_code_for(why);
}

void report_losses(const nlohmann::json& counters, std::ostream& err) {
  for (const char* key : {"dropped", "failed"})
    if (const auto count = counters.value(key, std::uint64_t{0}); count > 0)
      err << "plexus: " << count << " elements " << key << '\n';
}

} // namespace

int run_query(const query_options& how, const clock& time, const std::function<bool()>& interrupted,
              std::ostream& out, std::ostream& err) {
  auto session = node_session::connect(how.socket);
  if (!session)
    return report_failure(session.error(), err);
  auto opened = session->open(how.wanted);
  if (!opened)
    return report_failure(opened.error(), err);
  row_printer printer{how.out, out};
  const auto begun = time.monotonic();
  progress shown{err, time, how.show_progress};
  int patience = 0; // slices left to a request that is closed
  for (;;) {
    if (patience == 0 &&
        (interrupted() || (how.duration && time.monotonic() - begun >= *how.duration))) {
      if (auto closed = session->close(*opened); !closed)
        return report_failure(closed.error(), err);
      patience = slices_to_close;
    }
    auto portion = session->next(slice);
    if (!portion && portion.error().code != errc::timed_out)
      return report_failure(portion.error(), err);
    if (!portion && patience > 0 && --patience == 0)
      return exit_ok;
    if (portion && portion->rows) {
      if (how.rows_show_progress)
        shown.clear();
      printer.print(*portion->rows);
    }
    out.flush();
    if (portion && portion->ended) {
      shown.clear();
      report_losses(portion->counters, err);
      return portion->failure ? report_failure(*portion->failure, err) : exit_ok;
    }
    const auto rows = printer.rows_printed();
    if (rows == 0 || !how.rows_show_progress)
      shown.tell([&] {
        return rows == 0 ? "waiting for elements"
                         : count_text(static_cast<double>(rows)) + " elements so far";
      });
  }
}

} // namespace plexus::apps
