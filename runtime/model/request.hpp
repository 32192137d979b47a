// SPDX-License-Identifier: Apache-2.0
// A consumer's standing or one-shot query for data. The descriptor only; it is served by
// actors/requests.
#pragma once

#include "runtime/base/clock.hpp"
#include "runtime/base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plexus::model {

/// What happens when the subscriber is slower than the stream; nothing is dropped uncounted.
enum class overflow_policy : std::uint8_t {
  latest,      // keep only the newest element
  buffer,      // read what does not fit from history later
  drop_oldest, // drop the oldest, counted
};

enum class delivery : std::uint8_t { push, pull };

/// Which part of time a request covers.
enum class coverage : std::uint8_t { history, live, history_then_live };

struct request {
  /// Either `sql` over virtual sensors, or `source` with `fields`; not both.
  std::string sql;
  std::string source;              // virtual sensor or sensor name
  std::vector<std::string> fields; // empty = all
  std::string filter;              // SQL condition over the fields; empty = all rows

  coverage covers = coverage::live;
  std::optional<timestamp> from; // history: not before
  std::optional<timestamp> to;   // history: not after
  std::uint64_t limit = 0;       // elements, 0 = unlimited

  microseconds every{};           // least time between two elements, by their timestamps
  std::string change_field;       // minimum change applies to this field
  double minimum_change = 0;      // deliver only when it moved by at least this
  std::uint32_t batch_rows = 256; // at most so many elements in a delivery
  microseconds batch_linger{};    // wait so long to fill a delivery
  std::uint32_t queue_rows_max = 65'536;
  overflow_policy overflow = overflow_policy::drop_oldest;
  delivery mode = delivery::push;
  std::optional<microseconds> expires_after; // from acceptance

  friend bool operator==(const request&, const request&) = default;
};

/// Checks what can be checked without a node. Errors: invalid_request.
status validate(const request& wanted);

std::string_view name_of(overflow_policy policy) noexcept;
result<overflow_policy> parse_overflow_policy(std::string_view text);
std::string_view name_of(delivery mode) noexcept;
result<delivery> parse_delivery(std::string_view text);
std::string_view name_of(coverage part) noexcept;
result<coverage> parse_coverage(std::string_view text);

} // namespace plexus::model
