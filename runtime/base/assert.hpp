// SPDX-License-Identifier: Apache-2.0
// Assertions for what cannot happen; kept in release builds. What can happen is a result.
#pragma once

namespace plexus {

/// Prints the broken promise with its place and aborts.
[[noreturn]] void assertion_failed(const char* promise, const char* file, int line) noexcept;

} // namespace plexus

#define PLEXUS_ASSERT(promise)                                                                     \
  ((promise) ? static_cast<void>(0) : ::plexus::assertion_failed(#promise, __FILE__, __LINE__))
