// SPDX-License-Identifier: Apache-2.0
#include "transports/control/process_figures.hpp"

#include <cstdint>
#include <fstream>
#include <sys/resource.h>
#include <unistd.h>

namespace plexus::control {

nlohmann::json process_figures() {
  std::uint64_t pages = 0;
  std::uint64_t resident = 0;
  std::ifstream{"/proc/self/statm"} >> pages >> resident;
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto micros = [](const timeval& span) {
    return static_cast<std::int64_t>(span.tv_sec) * 1'000'000 + span.tv_usec;
  };
  return {{"pid", ::getpid()},
          {"resident_bytes", resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE))},
          {"cpu_us", micros(used.ru_utime) + micros(used.ru_stime)}};
}

} // namespace plexus::control
