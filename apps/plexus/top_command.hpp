// SPDX-License-Identifier: Apache-2.0
// `plexus top`: a node at work, refreshed in place: what it senses, computes, stores and answers.
#pragma once

#include "apps/plexus/terminal.hpp"
#include "runtime/base/clock.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <ostream>

namespace plexus::apps {

struct top_options {
  std::filesystem::path socket;
  microseconds period{1'000'000};
  std::optional<microseconds> duration; // end after so long
  /// The size of the screen, asked for before each page; empty: no screen, one report after the
  /// other and all of each.
  std::function<terminal_size()> screen;
};

/// Waits so long or less; true when the person wants it to end.
using end_wanted = std::function<bool(milliseconds)>;

/// Runs until `duration`, until `ended` says so, or until the node goes away.
int run_top(const top_options& how, const clock& time, const end_wanted& ended, std::ostream& out,
            std::ostream& err);

} // namespace plexus::apps
