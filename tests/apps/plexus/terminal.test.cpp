// SPDX-License-Identifier: Apache-2.0
// On a pseudo-terminal of the system, and on pipes, which are none.
#include "apps/plexus/terminal.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

using namespace plexus;

namespace {

constexpr milliseconds patience{30'000};

class pseudo_terminal {
public:
  pseudo_terminal(unsigned short rows, unsigned short columns) {
    const winsize size{rows, columns, 0, 0};
    REQUIRE(::openpty(&keyboard, &program, nullptr, nullptr, &size) == 0);
  }
  ~pseudo_terminal() {
    hang_up();
    ::close(program);
  }
  pseudo_terminal(const pseudo_terminal&) = delete;
  pseudo_terminal& operator=(const pseudo_terminal&) = delete;

  void type(const char* key) const { REQUIRE(::write(keyboard, key, 1) == 1); }
  void hang_up() {
    if (keyboard >= 0)
      ::close(keyboard);
    keyboard = -1;
  }
  tcflag_t mode() const {
    termios told{};
    REQUIRE(::tcgetattr(program, &told) == 0);
    return told.c_lflag;
  }

  int keyboard = -1;
  int program = -1;
};

} // namespace

TEST_CASE("the size of a terminal", "[terminal]") {
  const pseudo_terminal known{50, 132};
  const auto size = apps::size_of_terminal(known.program);
  REQUIRE(size);
  CHECK(size->rows == 50);
  CHECK(size->columns == 132);
  const pseudo_terminal unknown{0, 0};
  REQUIRE(apps::size_of_terminal(unknown.program));
  CHECK(apps::size_of_terminal(unknown.program)->columns == 80);
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  CHECK_FALSE(apps::size_of_terminal(ends[0]));
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_CASE("keys come one by one, and the terminal is left as it was", "[terminal]") {
  pseudo_terminal terminal{24, 80};
  const auto before = terminal.mode();
  {
    apps::key_input keys{terminal.program};
    CHECK((terminal.mode() & (ICANON | ECHO)) == 0);
    CHECK_FALSE(keys.wait(milliseconds{0}));
    terminal.type("q");
    CHECK(keys.wait(patience) == 'q');
    terminal.type("\n");
    CHECK(keys.wait(patience) == '\n');
  }
  CHECK(terminal.mode() == before);
}

TEST_CASE("input that is no terminal is not read", "[terminal]") {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  REQUIRE(::write(ends[1], "q", 1) == 1);
  apps::key_input keys{ends[0]};
  CHECK_FALSE(keys.wait(milliseconds{0}));
  char left = 0;
  CHECK(::read(ends[0], &left, 1) == 1);
  CHECK(left == 'q');
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_CASE("a terminal that goes away gives no keys", "[terminal]") {
  pseudo_terminal terminal{24, 80};
  apps::key_input keys{terminal.program};
  terminal.hang_up();
  CHECK_FALSE(keys.wait(patience));
  CHECK_FALSE(keys.wait(milliseconds{0}));
}
