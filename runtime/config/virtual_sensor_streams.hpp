// SPDX-License-Identifier: Apache-2.0
// The parts of a TOML virtual sensor that say where elements come from and what they look like:
// sources, streams, fields, parameters.
#pragma once

#include "runtime/config/setting_table.hpp"
#include "runtime/model/virtual_sensor_descriptor.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace plexus::config {

/// The fields of an output table: `name = "type"` or `name = { type = ..., unit = ... }`.
std::vector<model::field> read_output(setting_table& output);

/// Every key of the table that nobody asked for, as the text of a parameter. A key one edit away
/// from one of `reserved` is warned about: it is most likely a misspelling.
model::parameters read_parameters(setting_table& table, std::span<const std::string_view> reserved);

/// Reads [source.*] with [stream], or [[stream]], into the descriptor, whose name must be known.
void read_streams(setting_table& root, model::virtual_sensor_descriptor& into);

} // namespace plexus::config
