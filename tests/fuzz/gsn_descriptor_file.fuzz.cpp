// SPDX-License-Identifier: Apache-2.0
// GSN descriptor files from strangers: never a crash, and what is accepted keeps every rule.
#include "runtime/config/gsn_descriptor_file.hpp"

#include "tests/fuzz/descriptor_invariants.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  plexus::config::fuzzing::check_invariants(plexus::config::parse_gsn_descriptor(text, "f"));
  return 0;
}
