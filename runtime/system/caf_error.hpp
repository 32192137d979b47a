// SPDX-License-Identifier: Apache-2.0
// Errors across mailboxes: ours travel inside CAF's error type without loss, CAF's own become ours.
#pragma once

#include "runtime/base/result.hpp"

#include <caf/error.hpp>
#include <caf/result.hpp>
#include <caf/unit.hpp>

#include <utility>

namespace plexus::system {

/// Category `plexus`, with code, what and where as context.
caf::error to_caf(const error& failure);

/// The other way. Of CAF's own: a timeout becomes errc::timed_out, a stopped or failed receiver
/// errc::actor_stopped, a null handle errc::unknown_address, anything else (a broken promise, a
/// message the receiver does not know) errc::no_answer.
error from_caf(const caf::error& failure);

/// What a behaviour returns: `return answer(store.append(batch));`
template <class T>
caf::result<T> answer(result<T> outcome) {
  if (outcome)
    return std::move(outcome).value();
  return to_caf(outcome.error());
}
inline caf::result<void> answer(const status& outcome) {
  if (outcome)
    return caf::unit;
  return to_caf(outcome.error());
}

} // namespace plexus::system
