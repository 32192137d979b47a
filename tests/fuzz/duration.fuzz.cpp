// SPDX-License-Identifier: Apache-2.0
// Durations and timestamps from settings and command lines: what is read must be written and read
// back to the same value.
#include "runtime/base/duration.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (const auto span = plexus::parse_duration(text))
    PLEXUS_ASSERT(*plexus::parse_duration(plexus::format_duration(*span)) == *span);
  if (const auto at = plexus::parse_timestamp(text)) {
    const auto written = plexus::format_timestamp(*at);
    // Years of more than four digits are written but belong to no spelling that is read.
    if (written[4] == '-' && written.front() != '-')
      PLEXUS_ASSERT(*plexus::parse_timestamp(written) == *at);
  }
  return 0;
}
