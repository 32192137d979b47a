// SPDX-License-Identifier: Apache-2.0
#include "runtime/codec/json_text.hpp"

#include "runtime/codec/json_codec.hpp"

#include <limits>
#include <utility>

namespace plexus::codec {

using nlohmann::json;

namespace {

// The library's message quotes the token it stumbled over, however long that is.
error malformed(const json::exception& thrown, std::string where) {
  constexpr std::size_t shown_bytes_max = 200;
  return fail(errc::malformed_json, std::string{thrown.what()}.substr(0, shown_bytes_max),
              std::move(where));
}

} // namespace

result<json> parse_json(std::string_view text) {
  if (text.size() > json_bytes_max)
    return fail(errc::limit_exceeded, "more JSON than the limit");
  // The library parses any depth but copies recursively, and a value takes many times the memory of
  // its text. Past a bound the rest is read and thrown away.
  bool too_deep = false;
  std::size_t values = 0;
  const auto guard = [&](int depth, json::parse_event_t event, json&) {
    const bool opens =
        event == json::parse_event_t::array_start || event == json::parse_event_t::object_start;
    if (opens || event == json::parse_event_t::value)
      ++values;
    too_deep = too_deep || (opens && depth >= static_cast<int>(json_depth_max));
    return !too_deep && values <= json_values_max;
  };
  try {
    auto parsed = json::parse(text, guard);
    if (too_deep)
      return fail(errc::limit_exceeded, "JSON nested deeper than the limit");
    if (values > json_values_max)
      return fail(errc::limit_exceeded, "more values in JSON than the limit");
    return parsed;
  } catch (const json::parse_error& thrown) {
    if (too_deep)
      return fail(errc::limit_exceeded, "JSON nested deeper than the limit");
    return malformed(thrown, "byte " + std::to_string(thrown.byte));
  } catch (const json::exception& thrown) {
    return malformed(thrown, {});
  }
}

std::optional<std::int64_t> whole_number(const json& from) {
  if (!from.is_number_integer())
    return std::nullopt;
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (from.is_number_unsigned() && from.get<std::uint64_t>() > most)
    return std::nullopt;
  return from.get<std::int64_t>();
}

} // namespace plexus::codec
