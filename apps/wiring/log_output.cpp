// SPDX-License-Identifier: Apache-2.0
#include "apps/wiring/log_output.hpp"

#include <cerrno>
#include <cstring>

namespace plexus::apps {

result<std::unique_ptr<log_output>> log_output::open(const config::log_settings& settings) {
  if (settings.file.empty())
    return std::unique_ptr<log_output>{new log_output{stderr, false, settings.level}};
  auto* file = std::fopen(settings.file.c_str(), "ae");
  if (file == nullptr)
    return fail(errc::io_failed, std::strerror(errno), settings.file.string());
  return std::unique_ptr<log_output>{new log_output{file, true, settings.level}};
}

log_output::log_output(std::FILE* file, bool is_owned, log_level level)
    : file_(file), is_owned_(is_owned), sink_(std::make_shared<stream_log_sink>(file)) {
  set_level(level);
}

log_output::~log_output() {
  if (is_owned_)
    std::fclose(file_);
}

} // namespace plexus::apps
