// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/functions/regular_expression.hpp"

#include "runtime/base/rng.hpp"

#include <catch2/catch.hpp>

#include <regex>
#include <string>

using namespace plexus;
using namespace plexus::query;

namespace {

bool matches(std::string_view pattern, std::string_view text) {
  const auto made = regular_expression::compile(pattern);
  INFO(pattern);
  REQUIRE(made);
  const auto found = made->matches(text);
  REQUIRE(found);
  return *found;
}

errc code(std::string_view pattern) {
  const auto made = regular_expression::compile(pattern);
  return made ? errc{} : made.error().code;
}

} // namespace

TEST_CASE("literals match anywhere") {
  CHECK(matches("", ""));
  CHECK(matches("", "abc"));
  CHECK(matches("b", "abc"));
  CHECK(!matches("bd", "abcd"));
  CHECK(matches("ü", "Zürich"));
  CHECK(matches(std::string_view{"a\0b", 3}, std::string_view{"xa\0b", 4}));
  CHECK(!matches("A", "a"));
}

TEST_CASE("anchors hold at the ends only") {
  CHECK(matches("^ab", "abc"));
  CHECK(!matches("^b", "abc"));
  CHECK(matches("bc$", "abc"));
  CHECK(!matches("b$", "abc"));
  CHECK(matches("^$", ""));
  CHECK(!matches("^$", "\n"));
  CHECK(!matches("a$", "a\n"));
  CHECK(matches("(^a|b)c", "xbc"));
  CHECK(!matches("(^a|b)c", "xac"));
  CHECK(matches("a(b|$)", "xa"));
  CHECK(matches("^*a", "xa")); // an anchor no times or more
}

TEST_CASE("sets, ranges and classes") {
  CHECK(matches("^[a-c]+$", "abccba"));
  CHECK(!matches("^[a-c]+$", "abd"));
  CHECK(matches("^[^a-c]$", "d"));
  CHECK(!matches("^[^a-c]$", "b"));
  CHECK(matches("^[]a]+$", "a]"));
  CHECK(matches("^[^]]$", "a"));
  CHECK(!matches("^[^]]$", "]"));
  CHECK(matches("^[a-]+$", "-a"));
  CHECK(matches("^[\\d_-]+$", "1_-"));
  CHECK(matches("^\\d\\D\\w\\W\\s\\S$", "1x_- x"));
  CHECK(!matches("\\d", "x"));
  CHECK(!matches("\\S", " \t\r\n"));
  CHECK(matches("^[\\n\\t]$", "\n"));
  CHECK(matches("^a.c$", "a\nc"));
  CHECK(!matches("^.$", "ü")); // two bytes
  CHECK(matches("^..$", "ü"));
}

TEST_CASE("repetitions") {
  CHECK(matches("^ab*c$", "ac"));
  CHECK(matches("^ab+c$", "abbbc"));
  CHECK(!matches("^ab+c$", "ac"));
  CHECK(matches("^ab?c$", "abc"));
  CHECK(!matches("^ab?c$", "abbc"));
  CHECK(matches("^a{3}$", "aaa"));
  CHECK(!matches("^a{3}$", "aaaa"));
  CHECK(matches("^a{2,}$", "aaaa"));
  CHECK(!matches("^a{2,}$", "a"));
  CHECK(matches("^a{1,3}$", "aa"));
  CHECK(!matches("^a{1,3}$", "aaaa"));
  CHECK(matches("^a{0,1}$", ""));
  CHECK(matches("^(ab|c){2}$", "cab"));
  CHECK(!matches("^(ab|c){2}$", "abcab"));
  CHECK(matches("^(a*)*$", "aaa"));
  CHECK(matches("^(a|)+b$", "b"));
  CHECK(!matches("a+?", "b")); // as few as possible is one
  CHECK(matches("^a{2,3}?b??c*?$", "aaa"));
}

TEST_CASE("groups and alternatives bind as written") {
  CHECK(matches("^(?:a|b|c)d$", "cd"));
  CHECK(!matches("^(a|b)$", "ab"));
  CHECK(matches("a|b$", "ax"));
  CHECK(matches("^(a(b|c(d|e)))$", "ace"));
  CHECK(matches("|x", ""));
}

TEST_CASE("a backslash quotes") {
  CHECK(matches("^\\.\\*\\\\$", ".*\\"));
  CHECK(!matches("^\\.$", "a"));
  CHECK(matches("a\\{2\\}", "a{2}"));
}

TEST_CASE("case is ignored on request") {
  CHECK(matches("(?i)^abC[d-f]$", "ABcE"));
  CHECK(!matches("(?i)^[^a]$", "A"));
  CHECK(matches("(?i)^[^a]$", "b"));
  CHECK(!matches("(?i)ü", "Ü")); // ASCII letters only
}

TEST_CASE("what is no regular expression has a code") {
  for (const auto* each :
       {"(",      ")",    "a)", "(a",   "[",     "[a",  "[]",     "[b-a]",  "*",
        "+a",     "a|*",  "?",  "{2}",  "a{",    "a{2", "a{,2}",  "a{3,2}", "a{0}",
        "a{0,0}", "a{x}", "\\", "(?a)", "(?=a)", "(?i", "a(?i)b", "[a\\"}) {
    INFO(each);
    CHECK(code(each) == errc::invalid_argument);
  }
}

TEST_CASE("patterns that grow too large have a code") {
  const auto deep = std::string(300, '(') + std::string(300, ')');
  for (const auto& each : {std::string{"a{201}"}, std::string{"(a{200}){200}"},
                           std::string(501, 'a'), std::string{"((a{1,20}){1,20}){1,20}"}}) {
    INFO(each);
    CHECK(code(each) == errc::limit_exceeded);
  }
  CHECK(code(deep) != errc{});
  CHECK(code(std::string(10'000, '(')) != errc{});
  std::string alternatives;
  for (int i = 0; i < 10'000; ++i)
    alternatives += "a|";
  CHECK(code(alternatives) != errc{});
}

TEST_CASE("the largest pattern leaves room for its end") {
  for (std::size_t size = regular_expression_size_max - 3; size <= regular_expression_size_max + 3;
       ++size) {
    const auto made = regular_expression::compile(std::string(size, 'a'));
    INFO(size);
    REQUIRE(made.has_value() == (size < regular_expression_size_max));
    if (!made) {
      CHECK(made.error().code == errc::limit_exceeded);
      continue;
    }
    CHECK(made->matches(std::string(size, 'a')) == true);
    CHECK(made->matches(std::string(size - 1, 'a')) == false);
  }
}

TEST_CASE("a long match can be stopped and only then") {
  const auto pattern = *regular_expression::compile("(a|a|a|a|a|a|a|a)*b");
  const std::string text(100'000, 'a');
  int asked = 0;
  const auto third = [&asked] { return ++asked == 3; };
  CHECK(pattern.matches(text, third) == std::nullopt);
  CHECK(asked == 3);
  CHECK(pattern.matches(text, [] { return false; }) == false);
  CHECK(pattern.matches("aab", [] { return true; }) == true);
}

// The standard library's matcher, backtracking and slow, says the same of small patterns.
TEST_CASE("random patterns match as those of the standard library") {
  rng random{5};
  const auto word = [&random](std::string_view letters, std::uint64_t size_max) {
    std::string made;
    for (auto left = random.below(size_max + 1); left > 0; --left)
      made += letters[random.below(letters.size())];
    return made;
  };
  int compared = 0;
  for (int i = 0; i < 4'000; ++i) {
    const auto pattern = word("aab.()|*+?^$[]", 7);
    const auto made = regular_expression::compile(pattern);
    std::regex expected;
    try {
      expected.assign(pattern, std::regex::ECMAScript);
    } catch (const std::regex_error&) {
      continue;
    }
    // Quantified anchors, [] and [^] are read differently on purpose.
    if (!made || pattern.find('[') != std::string::npos ||
        pattern.find_first_of("^$") != std::string::npos)
      continue;
    for (int texts = 0; texts < 5; ++texts) {
      const auto text = word("aabc", 6);
      INFO(pattern << " on " << text);
      REQUIRE(made->matches(text) == std::regex_search(text, expected));
      ++compared;
    }
  }
  CHECK(compared > 1'000);
}
