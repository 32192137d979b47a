// SPDX-License-Identifier: Apache-2.0
#include "runtime/base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace plexus {

void assertion_failed(const char* promise, const char* file, int line) noexcept {
  std::fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, promise);
  std::abort();
}

} // namespace plexus
