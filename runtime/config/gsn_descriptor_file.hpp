// SPDX-License-Identifier: Apache-2.0
// Reads virtual sensor descriptor files of GSN 1, GSN 2 and MOSDEN (VSD XML): the union of their
// grammars. Children may come in any order, both spellings of disconnect-buffer-size are read, what
// is unknown is warned about. Not for our own TOML form: virtual_sensor_file.
#pragma once

#include "runtime/config/descriptor_outcome.hpp"

#include <string>
#include <string_view>

namespace plexus::config {

/// Reads a file to its end and reports every problem with line and element.
///
/// Where GSN loads a source that can never yield anything (no storage-size, or no sampling-rate:
/// GSN takes them as -1 and 0), the source gets sampling_rate 0, as in GSN, and a warning says so.
///
/// Errors in the diagnostics: malformed_xml, doctype_refused, limit_exceeded, missing_setting,
/// invalid_setting, invalid_name, duplicate_name, duplicate_field, invalid_value_type,
/// invalid_duration, invalid_window, dependency_cycle.
descriptor_outcome parse_gsn_descriptor(std::string_view text, std::string file_name);

} // namespace plexus::config
