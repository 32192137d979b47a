// SPDX-License-Identifier: Apache-2.0
// That the script completes is seen in tests/e2e, where there is a shell.
#include "apps/plexus/completion_command.hpp"

#include <catch2/catch.hpp>

#include <sstream>

TEST_CASE("the completion script is whole", "[completion_command]") {
  std::ostringstream out;
  CHECK(plexus::apps::print_completion(out) == 0);
  const auto script = out.str();
  CHECK(script.starts_with("# bash completion for plexus"));
  CHECK(script.ends_with("complete -o filenames -F _plexus plexus\n"));
  for (const auto* verb : {"run", "validate", "status", "sensors", "vs", "query", "top", "reload"})
    CHECK(script.find(verb) != std::string::npos);
}
