// SPDX-License-Identifier: Apache-2.0
// What the channels found in a recorded tree read there, as texts by field name.
#pragma once

#include "runtime/plugins/builtin/host/host_subjects.hpp"
#include "runtime/plugins/builtin/machine_file.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

inline std::filesystem::path tree(std::string_view name) {
  return std::filesystem::path{PLEXUS_SOURCE_DIR} / "tests/runtime/plugins/builtin/host/trees" /
         name;
}

using found_values = std::map<std::string, std::string>;

/// Channels that read nothing are left out.
inline found_values read_found(const plexus::plugins::host_channels& channels) {
  using namespace plexus;
  found_values values;
  for (const auto& channel : channels) {
    const auto layout = model::schema::make({channel.field});
    const auto content = plugins::read_machine_file(channel.file);
    if (!layout || !content)
      continue;
    model::batch_builder row{*layout};
    row.begin_row(from_microseconds(0));
    if (plugins::read_channel(channel, *content, 0, row))
      values[channel.field.name] = model::to_text(row.finish()->get(0, 0));
  }
  return values;
}
