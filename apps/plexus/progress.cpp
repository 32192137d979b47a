// SPDX-License-Identifier: Apache-2.0
#include "apps/plexus/progress.hpp"

#include "runtime/base/duration.hpp"

namespace plexus::apps {

namespace {
constexpr seconds period{1};
constexpr const char* to_start_and_clear = "\r\x1b[K";
} // namespace

progress::progress(std::ostream& out, const clock& time, bool wanted)
    : out_(out), time_(time), wanted_(wanted), begun_(time.monotonic()), told_(begun_) {}

void progress::tell(const std::function<std::string()>& text) {
  if (!wanted_)
    return;
  const auto now = time_.monotonic();
  if (now - told_ < period)
    return;
  told_ = now;
  shown_ = true;
  out_ << to_start_and_clear << text() << " ("
       << format_duration(std::chrono::floor<seconds>(now - begun_)) << ")" << std::flush;
}

void progress::clear() {
  if (shown_)
    out_ << to_start_and_clear << std::flush;
  shown_ = false;
}

} // namespace plexus::apps
