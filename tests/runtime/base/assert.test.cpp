// SPDX-License-Identifier: Apache-2.0
#include "runtime/base/assert.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <cstdio>
#include <sys/wait.h>
#include <unistd.h>

TEST_CASE("a kept promise costs nothing") {
  int evaluated = 0;
  PLEXUS_ASSERT(++evaluated == 1);
  CHECK(evaluated == 1);
}

TEST_CASE("a broken promise aborts, in release builds too") {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL);
    std::freopen("/dev/null", "w", stderr);
    PLEXUS_ASSERT(1 + 1 == 3);
    _exit(0);
  }
  int state = 0;
  REQUIRE(waitpid(child, &state, 0) == child);
  CHECK(WIFSIGNALED(state));
  CHECK(WTERMSIG(state) == SIGABRT);
}
