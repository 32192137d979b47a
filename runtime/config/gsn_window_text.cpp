// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/gsn_window_text.hpp"

#include "runtime/config/text_file.hpp"
#include "runtime/model/schema.hpp"

#include <algorithm>
#include <string>

namespace plexus::config {

namespace {

std::string without_blanks(std::string_view text) {
  auto out = model::to_lower(trim(text));
  std::erase(out, ' ');
  return out;
}

std::int64_t unit_microseconds(char unit) {
  switch (unit) {
    case 's':
      return 1'000'000;
    case 'm':
      return 60'000'000;
    case 'h':
      return 3'600'000'000;
    default:
      return 0;
  }
}

error unreadable(std::string_view text) {
  return fail(errc::invalid_duration,
              "'" + std::string{text} +
                  "' is neither a number of elements nor a number followed by s, m or h");
}

} // namespace

result<model::extent> parse_gsn_extent(std::string_view text) {
  const auto compact = without_blanks(text);
  std::string_view digits = compact;
  const auto unit = digits.empty() ? 0 : unit_microseconds(digits.back());
  if (unit != 0)
    digits.remove_suffix(1);
  const auto number = to_integer(digits);
  if (!number)
    return unreadable(text);
  if (*number < 0)
    return fail(errc::invalid_window, "'" + std::string{text} + "' is negative");
  if (unit == 0)
    return model::extent{model::element_count{static_cast<std::uint64_t>(*number)}};
  std::int64_t span = 0;
  if (__builtin_mul_overflow(*number, unit, &span))
    return unreadable(text);
  return model::extent{model::time_span{microseconds{span}}};
}

result<model::retention> parse_gsn_history(std::string_view text) {
  const auto compact = without_blanks(text);
  if (compact.empty() || compact == "-1")
    return model::retention{};
  auto parsed = parse_gsn_extent(compact);
  if (!parsed)
    return std::move(parsed).error();
  if (const auto* count = std::get_if<model::element_count>(&*parsed))
    return model::retention{model::retention_kind::count, count->count, {}};
  return model::retention{model::retention_kind::age, 0, std::get<model::time_span>(*parsed).span};
}

} // namespace plexus::config
