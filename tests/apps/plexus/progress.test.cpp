// SPDX-License-Identifier: Apache-2.0
#include "apps/plexus/progress.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace plexus;

namespace {

struct progress_fixture {
  void tell(apps::progress& shown) {
    shown.tell([this] { return std::to_string(++asked) + " things"; });
  }
  manual_clock time;
  std::ostringstream out;
  int asked = 0;
};

} // namespace

TEST_CASE_METHOD(progress_fixture, "nothing before a second, then once a second", "[progress]") {
  apps::progress shown{out, time, true};
  tell(shown);
  time.advance(milliseconds{999});
  tell(shown);
  CHECK(out.str().empty());
  time.advance(milliseconds{1});
  tell(shown);
  tell(shown);
  CHECK(out.str() == "\r\x1b[K1 things (1s)");
  CHECK(asked == 1); // a text that is not shown is not made
  time.advance(milliseconds{2'500});
  tell(shown);
  CHECK(out.str() == "\r\x1b[K1 things (1s)\r\x1b[K2 things (3s)");
}

TEST_CASE_METHOD(progress_fixture, "the line goes, at the end at the latest", "[progress]") {
  {
    apps::progress shown{out, time, true};
    shown.clear();
    CHECK(out.str().empty());
    time.advance(seconds{1});
    tell(shown);
  }
  CHECK(out.str() == "\r\x1b[K1 things (1s)\r\x1b[K");
}

TEST_CASE_METHOD(progress_fixture, "where there is no terminal there is no progress",
                 "[progress]") {
  {
    apps::progress shown{out, time, false};
    time.advance(seconds{10});
    tell(shown);
  }
  CHECK(out.str().empty());
  CHECK(asked == 0);
}
