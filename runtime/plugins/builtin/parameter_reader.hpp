// SPDX-License-Identifier: Apache-2.0
// Typed reading of a plugin's text parameters with one error form for all drivers. Not for warning
// about unknown keys; that is check_parameters (plugin_registry.hpp).
#pragma once

#include "runtime/base/clock.hpp"
#include "runtime/base/result.hpp"
#include "runtime/model/virtual_sensor_descriptor.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace plexus::plugins {

/// Reads parameters by key. The first failure is kept and every later read returns its default, so
/// a driver reads everything and then asks done() once. Values are trimmed unless said otherwise.
class parameter_reader {
public:
  explicit parameter_reader(const model::parameters& all) : all_(all) {}

  /// Absent or blank: `otherwise`.
  std::string text(std::string_view key, std::string_view otherwise = {});
  /// Absent or blank is an error.
  std::string required_text(std::string_view key);
  /// The value as written, blanks kept; null when absent.
  const std::string* raw(std::string_view key) const;

  std::int64_t integer(std::string_view key, std::int64_t otherwise, std::int64_t low,
                       std::int64_t high);
  double number(std::string_view key, double otherwise, double low, double high);
  /// true, false, yes, no, on, off, 1, 0.
  bool truth(std::string_view key, bool otherwise);
  /// A whole number of milliseconds (GSN) or a duration with its unit ("500ms", "1m"); at least
  /// `least` and at most 366 days.
  microseconds span(std::string_view key, microseconds otherwise,
                    microseconds least = milliseconds{1});
  /// A path; relative ones start at `base`. Empty when absent and not required.
  std::filesystem::path path(std::string_view key, const std::filesystem::path& base,
                             bool required = false);

  /// Records that the value of `key` is no good.
  void refuse(std::string_view key, std::string what);

  /// Ok, or plugin_configuration with the key in `where`.
  status done() const { return failure_; }

private:
  const model::parameters& all_;
  status failure_;
};

std::string_view trimmed(std::string_view text) noexcept;

/// Splits at commas as GSN does: parts trimmed, a part may be enclosed in double quotes to hold
/// commas. An empty text has no parts.
std::vector<std::string> comma_list(std::string_view text);

} // namespace plexus::plugins
