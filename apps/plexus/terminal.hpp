// SPDX-License-Identifier: Apache-2.0
// The terminal a program is used from: how large it is, keys as they are typed. Writes nothing.
#pragma once

#include "runtime/base/clock.hpp"

#include <cstddef>
#include <memory>
#include <optional>

namespace plexus::apps {

struct terminal_size {
  std::size_t columns = 80;
  std::size_t rows = 24;
};

/// Nothing when the descriptor is no terminal.
std::optional<terminal_size> size_of_terminal(int descriptor);

/// Keys one by one and unseen while the object lives; afterwards the terminal is as it was. Reads
/// nothing from a descriptor that is no terminal.
class key_input {
public:
  explicit key_input(int descriptor);
  ~key_input();
  key_input(const key_input&) = delete;
  key_input& operator=(const key_input&) = delete;

  /// The next key, or nothing when none is typed within `patience`.
  std::optional<char> wait(milliseconds patience);

private:
  struct saved_mode;
  int descriptor_;
  std::unique_ptr<saved_mode> before_; // null: no terminal, or its input has ended
};

} // namespace plexus::apps
