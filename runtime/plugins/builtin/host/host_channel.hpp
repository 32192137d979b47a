// SPDX-License-Identifier: Apache-2.0
// One number a Linux machine tells about itself: the field it becomes and where in which file it
// stands. The subjects (load, thermal, ...) only find channels; host_plugin reads them all alike.
#pragma once

#include "runtime/model/batch_builder.hpp"
#include "runtime/model/schema.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace plexus::plugins {

struct host_channel {
  model::field field;         // int64, float64 or string
  std::string device;         // what the parameter `device` is compared with; may be empty
  std::filesystem::path file; // absolute, the machine's root included
  std::string line_key;       // first token of the line; empty = the first line
  std::size_t token = 0;      // of the line
  double offset = 0;          // float64: (number + offset) * scale / divisor
  double scale = 1;           //
  double divisor = 1;         // exact where the inverse is not: 27800 / 1000 is 27.8
  std::int64_t factor = 1;    // int64: number * factor
};
using host_channels = std::vector<host_channel>;

/// "thermal", "CPU die (0)", "celsius" -> "thermal_cpu_die_0_celsius": lower case, anything but
/// letters and digits becomes one '_', at most 64 bytes.
std::string host_field_name(std::initializer_list<std::string_view> parts);

/// Reads the channel out of its file's content into `column` of the current row; false when it is
/// not there or no number.
bool read_channel(const host_channel& channel, std::string_view content, std::size_t column,
                  model::batch_builder& into);

/// Gives channels whose names collide a number ("_2", "_3", ...), in their order.
void make_names_unique(host_channels& channels);

} // namespace plexus::plugins
