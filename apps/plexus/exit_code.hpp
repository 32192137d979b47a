// SPDX-License-Identifier: Apache-2.0
// What the programs' exit codes mean; docs/how_to/use_the_command_line.md lists them.
#pragma once

#include "runtime/base/result.hpp"

namespace plexus::apps {

enum exit_code : int {
  exit_ok = 0,
  exit_failed = 1,      // the work was done and the answer is no: rejected file, refused query
  exit_usage = 2,       // the command line is not understood
  exit_unreachable = 3, // no node answers
};

/// The exit code that fits a failure.
inline int exit_code_for(const error& why) {
  switch (why.code) {
    case errc::node_unreachable:
    case errc::timed_out:
      return exit_unreachable;
    case errc::bad_command:
    case errc::invalid_argument:
    case errc::invalid_duration:
      return exit_usage;
    default:
      return exit_failed;
  }
}

} // namespace plexus::apps
