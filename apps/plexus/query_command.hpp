// SPDX-License-Identifier: Apache-2.0
// `plexus query`: a request to a running node, printed as its elements come.
#pragma once

#include "apps/plexus/row_printer.hpp"
#include "runtime/model/request.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <ostream>

namespace plexus::apps {

struct query_options {
  std::filesystem::path socket;
  model::request wanted;
  output_format out = output_format::table;
  std::optional<microseconds> duration; // stop following after so long
  bool show_progress = false;           // on `err`, past a second
  bool rows_show_progress = false;      // rows are seen as they come: none once there are any
};

/// Prints elements to `out` until the request ends; tells of drops, errors and progress on `err`.
/// Once `interrupted()` says so the request is closed, which is an end like any other.
int run_query(const query_options& how, const clock& time, const std::function<bool()>& interrupted,
              std::ostream& out, std::ostream& err);

} // namespace plexus::apps
