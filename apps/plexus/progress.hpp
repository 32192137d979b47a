// SPDX-License-Identifier: Apache-2.0
// One line that tells people that something goes on, from the first second on and once a second.
// Does not know what goes on.
#pragma once

#include "runtime/base/clock.hpp"

#include <functional>
#include <ostream>
#include <string>

namespace plexus::apps {

class progress {
public:
  /// `wanted` false, as for anything but a terminal: nothing is ever written.
  progress(std::ostream& out, const clock& time, bool wanted);
  ~progress() { clear(); }
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;

  /// `text` is asked for what has been reached when it is due to be shown; it is one line.
  void tell(const std::function<std::string()>& text);
  /// Takes the line away, before something else is written.
  void clear();

private:
  std::ostream& out_;
  const clock& time_;
  bool wanted_;
  bool shown_ = false;
  nanoseconds begun_;
  nanoseconds told_;
};

} // namespace plexus::apps
