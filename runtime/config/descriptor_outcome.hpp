// SPDX-License-Identifier: Apache-2.0
// What reading a virtual sensor's file gives, whichever form the file has.
#pragma once

#include "runtime/config/diagnostic.hpp"
#include "runtime/model/virtual_sensor_descriptor.hpp"

#include <optional>
#include <vector>

namespace plexus::config {

struct descriptor_outcome {
  /// There exactly when no diagnostic is an error.
  std::optional<model::virtual_sensor_descriptor> descriptor;
  /// In the order of lines.
  std::vector<diagnostic> diagnostics;

  bool accepted() const noexcept { return descriptor.has_value(); }
};

} // namespace plexus::config
