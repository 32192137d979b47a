// SPDX-License-Identifier: Apache-2.0
// How far a CSV file has been read, kept in a small file across restarts. The first line is GSN's
// checkpoint (the last timestamp in milliseconds, or the number of rows), the second the exact
// place. Not for deciding what to do with it; that is csv_reader.
#pragma once

#include "runtime/base/clock.hpp"
#include "runtime/base/result.hpp"
#include "runtime/plugins/builtin/csv/file_follower.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace plexus::plugins {

struct csv_checkpoint {
  std::uint64_t rows = 0;          // rows that were not empty, so far
  std::uint64_t lines = 0;         // line ends before the place
  std::optional<timestamp> newest; // greatest timestamp of an element so far
  /// Absent in a checkpoint written by GSN.
  std::optional<file_place> place;

  friend bool operator==(const csv_checkpoint&, const csv_checkpoint&) = default;
};

/// `counts`: the first line is a number of rows, not a time.
std::string format_checkpoint(const csv_checkpoint& checkpoint, bool counts);
/// Errors: invalid_argument.
result<csv_checkpoint> parse_checkpoint(std::string_view text, bool counts);

/// "<instance>_<file name>" with everything but letters, digits, '.', '-' and '_' replaced.
std::string checkpoint_name(std::string_view instance, const std::filesystem::path& data_file);

/// Errors: not_found, io_failed, invalid_argument.
result<csv_checkpoint> load_checkpoint(const std::filesystem::path& file, bool counts);

/// Writes beside the file and renames, so that a crash leaves the old or the new one; makes the
/// folder if need be. Errors: io_failed.
status store_checkpoint(const std::filesystem::path& file, std::string_view formatted);

} // namespace plexus::plugins
