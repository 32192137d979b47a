// SPDX-License-Identifier: Apache-2.0
// Where a program's log goes: standard error or a file of the settings.
#pragma once

#include "runtime/base/log.hpp"
#include "runtime/config/node_config.hpp"

#include <memory>

namespace plexus::apps {

class log_output {
public:
  /// Errors: io_failed for a file that cannot be opened for appending.
  static result<std::unique_ptr<log_output>> open(const config::log_settings& settings);
  ~log_output();
  log_output(const log_output&) = delete;
  log_output& operator=(const log_output&) = delete;

  logger make_logger(const clock& time) const { return {sink_, time, log_level::debug}; }
  /// For all loggers at once. Any thread.
  void set_level(log_level level) { sink_->set_threshold(level); }

private:
  log_output(std::FILE* file, bool is_owned, log_level level);

  std::FILE* file_;
  bool is_owned_;
  std::shared_ptr<log_sink> sink_;
};

} // namespace plexus::apps
