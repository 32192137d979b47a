// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/diagnostic.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::config;

TEST_CASE("a diagnostic is one line with place, element, reason and code") {
  const diagnostic found{{"a.toml", 7}, "source.a.window", "is zero", errc::invalid_window, true};
  CHECK(found.to_string() == "a.toml:7: error: source.a.window: is zero (" +
                                 std::string{name_of(errc::invalid_window)} + ")");
  const diagnostic whole{{"a.toml", 0}, {}, "gone", errc::unreadable_file, false};
  CHECK(whole.to_string().starts_with("a.toml: warning: gone ("));
}

TEST_CASE("findings come in the order of lines, equal lines in the order found") {
  problem_list problems{"f"};
  problems.warning({9, "late"}, errc::unknown_setting, "");
  problems.error({2, "first"}, errc::invalid_name, "");
  problems.error({2, "second"}, errc::invalid_setting, "");
  CHECK(problems.has_errors());
  const auto found = problems.take();
  REQUIRE(found.size() == 3);
  CHECK(found[0].element == "first");
  CHECK(found[1].element == "second");
  CHECK(found[2].element == "late");
  CHECK(found[0].position.file == "f");
  CHECK(has_errors(found));
  CHECK_FALSE(has_errors({found[2]}));
  CHECK_FALSE(problems.has_errors());
  CHECK(problems.take().empty());
}

TEST_CASE("the list is bounded and an error pushes a warning out") {
  problem_list problems{"f"};
  for (std::size_t i = 0; i < diagnostics_max + 10; ++i)
    problems.warning({1, {}}, errc::unknown_setting, "");
  problems.error({1, {}}, errc::invalid_name, "");
  const auto found = problems.take();
  CHECK(found.size() == diagnostics_max);
  CHECK(has_errors(found));

  problem_list full{"f"};
  for (std::size_t i = 0; i < diagnostics_max + 10; ++i)
    full.error({1, {}}, errc::invalid_name, "");
  CHECK(full.take().size() == diagnostics_max);
}
