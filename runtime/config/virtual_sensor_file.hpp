// SPDX-License-Identifier: Apache-2.0
// Virtual sensors in TOML, and reading a virtual sensor's file whichever form it has. The form is
// explained in docs/how_to/write_a_virtual_sensor.md; the rules both forms share are
// descriptor_checks.
#pragma once

#include "runtime/config/descriptor_outcome.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace plexus::config {

/// Reads a TOML virtual sensor to its end and reports every problem with line and key. Errors in
/// the diagnostics: malformed_toml, and those of parse_gsn_descriptor but for the XML ones.
descriptor_outcome parse_virtual_sensor(std::string_view text, std::string file_name);

/// Reads "*.toml" as TOML and "*.xml" as a GSN descriptor file. Errors in the diagnostics: as the
/// two parsers, unreadable_file, limit_exceeded.
descriptor_outcome load_virtual_sensor_file(const std::filesystem::path& file);

/// The same for a text that is to become `file`.
descriptor_outcome parse_virtual_sensor_file(std::string_view text,
                                             const std::filesystem::path& file);

/// True for the names of files that a virtual sensor folder is searched for: "*.toml" and "*.xml"
/// (any case) that do not start with '.'.
bool is_virtual_sensor_file_name(std::string_view name);

} // namespace plexus::config
