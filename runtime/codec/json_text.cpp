// SPDX-License-Identifier: Apache-2.0
#include "runtime/codec/json_text.hpp"

#include "runtime/codec/json_codec.hpp"

#include <utility>

namespace plexus::codec {

result<nlohmann::json> parse_json(std::string_view text) {
  if (text.size() > json_bytes_max)
    return fail(errc::limit_exceeded, "more JSON than the limit");
  // The library parses any depth but copies and destroys recursively, so depth is cut while
  // parsing.
  bool too_deep = false;
  const auto depth_guard = [&](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
    too_deep = too_deep || depth > static_cast<int>(json_depth_max);
    return !too_deep;
  };
  try {
    auto parsed = nlohmann::json::parse(text, depth_guard);
    if (too_deep)
      return fail(errc::limit_exceeded, "JSON nested deeper than the limit");
    return parsed;
  } catch (const nlohmann::json::parse_error& thrown) {
    if (too_deep)
      return fail(errc::limit_exceeded, "JSON nested deeper than the limit");
    return fail(errc::malformed_json, thrown.what(), "byte " + std::to_string(thrown.byte));
  } catch (const nlohmann::json::exception& thrown) {
    return fail(errc::malformed_json, thrown.what());
  }
}

} // namespace plexus::codec
