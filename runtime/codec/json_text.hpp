// SPDX-License-Identifier: Apache-2.0
// Reading and writing JSON text with bounds. For the sources of this room and of the control
// socket; includes the JSON library, so no other header includes it.
#pragma once

#include "runtime/base/result.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plexus::codec {

/// Errors: malformed_json with the byte in `where` (also for a number no double can hold),
/// limit_exceeded past json_depth_max, json_bytes_max or json_values_max.
result<nlohmann::json> parse_json(std::string_view text);

/// A whole number that fits; not what get<std::int64_t>() does, which wraps.
std::optional<std::int64_t> whole_number(const nlohmann::json& from);

/// One line; bytes that are not UTF-8 are replaced.
template <class Json>
std::string dump_json(const Json& what) {
  return what.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace plexus::codec
