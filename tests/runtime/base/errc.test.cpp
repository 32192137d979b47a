// SPDX-License-Identifier: Apache-2.0
// The numbers, names and sentences of the error codes. tests/tidy keeps docs/errors.md equal.
#include "runtime/base/errc.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>
#include <string>

using namespace plexus;

namespace {

bool is_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(),
                                      [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

} // namespace

TEST_CASE("every code has a name and a sentence of its own") {
  std::set<std::string_view> names;
  std::set<std::string_view> sentences;
  std::size_t codes = 0;
  for (int number = 1; number < 1000; ++number) {
    const auto code = static_cast<errc>(number);
    const auto name = name_of(code);
    if (name == "unknown-code")
      continue;
    ++codes;
    INFO(name);
    CHECK(is_name(name));
    CHECK(names.insert(name).second);
    CHECK(sentences.insert(describe(code)).second);
    CHECK(describe(code) != describe(errc{}));
  }
  CHECK(codes > 70);
}

TEST_CASE("a number that is no code is answered, not trusted") {
  CHECK(name_of(errc{}) == "unknown-code");
  CHECK(name_of(static_cast<errc>(9999)) == "unknown-code");
}

TEST_CASE("published numbers stay") {
  CHECK(static_cast<int>(errc::invalid_argument) == 1);
  CHECK(static_cast<int>(errc::invalid_name) == 100);
  CHECK(static_cast<int>(errc::malformed_chunk) == 200);
  CHECK(static_cast<int>(errc::malformed_toml) == 250);
  CHECK(static_cast<int>(errc::sql_syntax) == 300);
  CHECK(static_cast<int>(errc::storage_unavailable) == 400);
  CHECK(static_cast<int>(errc::unknown_plugin) == 500);
  CHECK(static_cast<int>(errc::actor_stopped) == 601);
  CHECK(static_cast<int>(errc::unknown_virtual_sensor) == 700);
  CHECK(static_cast<int>(errc::node_unreachable) == 800);
}
