// SPDX-License-Identifier: Apache-2.0
// `plexus top`: a node at work, refreshed in place: what it senses, computes, stores and answers.
#pragma once

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
  bool full_screen = true;              // false: one report after the other (no terminal)
  std::size_t lines_max = 40;
};

/// Runs until `duration`, until `interrupted()` says so, or until the node goes away.
int run_top(const top_options& how, const clock& time, const std::function<bool()>& interrupted,
            std::ostream& out, std::ostream& err);

} // namespace plexus::apps
