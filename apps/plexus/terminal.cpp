// SPDX-License-Identifier: Apache-2.0
#include "apps/plexus/terminal.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace plexus::apps {

std::optional<terminal_size> size_of_terminal(int descriptor) {
  if (::isatty(descriptor) == 0)
    return std::nullopt;
  winsize told{};
  if (::ioctl(descriptor, TIOCGWINSZ, &told) != 0 || told.ws_col == 0 || told.ws_row == 0)
    return terminal_size{}; // one that does not know, such as a serial line
  return terminal_size{told.ws_col, told.ws_row};
}

struct key_input::saved_mode {
  termios mode{};
};

// Signals of keys (^C) stay what they are.
key_input::key_input(int descriptor) : descriptor_(descriptor) {
  auto before = std::make_unique<saved_mode>();
  if (::tcgetattr(descriptor_, &before->mode) != 0)
    return;
  auto wanted = before->mode;
  wanted.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  if (::tcsetattr(descriptor_, TCSANOW, &wanted) == 0)
    before_ = std::move(before);
}

key_input::~key_input() {
  if (before_)
    ::tcsetattr(descriptor_, TCSANOW, &before_->mode);
}

std::optional<char> key_input::wait(milliseconds patience) {
  pollfd waiting{descriptor_, POLLIN, 0};
  const auto count = before_ ? 1u : 0u;
  char key = 0;
  if (::poll(&waiting, count, static_cast<int>(patience.count())) <= 0)
    return std::nullopt;
  if (::read(descriptor_, &key, 1) == 1)
    return key;
  ::tcsetattr(descriptor_, TCSANOW, &before_->mode);
  before_.reset(); // the terminal is gone: wait from now on, instead of asking again and again
  return std::nullopt;
}

} // namespace plexus::apps
