// SPDX-License-Identifier: Apache-2.0
// What the node's own process uses, for `plexus status` and `plexus top`.
#pragma once

#include <nlohmann/json.hpp>

namespace plexus::control {

/// {"pid", "resident_bytes", "cpu_us"}: memory now, processor time since start.
nlohmann::json process_figures();

} // namespace plexus::control
