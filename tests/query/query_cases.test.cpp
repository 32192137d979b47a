// SPDX-License-Identifier: Apache-2.0
// Runs the cases in cases/*.txt; the format stands in query_case.hpp.
#include "runtime/query/functions/sql_functions.hpp"
#include "tests/query/query_case.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace plexus;
using namespace plexus::query;

namespace {

std::vector<query_case> all_cases() {
  return read_cases(std::filesystem::path{PLEXUS_SOURCE_DIR} / "tests/query/cases");
}

// The names in a translated query.
std::set<std::string> words_of(const std::string& sql) {
  std::set<std::string> words;
  std::string word;
  for (const char c : sql + " ") {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_')
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    else if (!word.empty())
      words.insert(std::exchange(word, {}));
  }
  return words;
}

} // namespace

TEST_CASE("every query case gives its rows or its error") {
  for (const auto& each : all_cases()) {
    INFO(each.place << " " << each.name << "\n" << each.sql);
    const auto outcome = run_case(each);
    CHECK(outcome.error == each.error);
    if (!each.error.empty())
      continue;
    CHECK(outcome.rows == each.rows);
    if (!each.columns.empty())
      CHECK(outcome.columns == each.columns);
  }
}

TEST_CASE("every function that is allowed is shown by a query case") {
  const auto cases = all_cases();
  CHECK(cases.size() >= 220);
  std::set<std::string> used;
  for (const auto& each : cases) {
    if (!each.error.empty())
      continue;
    used.merge(words_of(run_case(each).translated));
    for (const auto* arrow : {"->", "->>"})
      if (each.sql.find(std::string{arrow} + " ") != std::string::npos)
        used.insert(arrow);
  }
  for (const auto& each : function_table()) {
    INFO(each.name);
    CHECK(used.contains(std::string{each.name}));
  }
  for (const auto name : allowed_builtin_functions()) {
    INFO(name);
    CHECK(used.contains(std::string{name}));
  }
}
