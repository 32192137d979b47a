// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/sql/sql_lexer.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::query;

namespace {

std::vector<std::string> texts(std::string_view sql) {
  const auto tokens = lex_sql(sql);
  REQUIRE(tokens);
  std::vector<std::string> out;
  for (const auto& each : *tokens)
    out.push_back(each.text);
  return out;
}
errc code(std::string_view sql) {
  const auto tokens = lex_sql(sql);
  return tokens ? errc{} : tokens.error().code;
}

} // namespace

TEST_CASE("tokens of every kind") {
  CHECK(texts("SELECT a.b, 'it''s', \"q\"\"x\", `y`, [z w], x'0aFF', 1.5e-3, .5, 0x1F FROM t") ==
        std::vector<std::string>{"SELECT", "a",          ".",    "b",      ",", "'it''s'",
                                 ",",      "\"q\"\"x\"", ",",    "\"y\"",  ",", "\"z w\"",
                                 ",",      "x'0aFF'",    ",",    "1.5e-3", ",", ".5",
                                 ",",      "0x1F",       "FROM", "t"});
  CHECK(texts("a<=>b||c&&d->>'e'->f<>g!=h==i<<j") ==
        std::vector<std::string>{"a", "<=>", "b", "||", "c", "&&", "d", "->>", "'e'", "->", "f",
                                 "<>", "g", "!=", "h", "==", "i", "<<", "j"});
}

TEST_CASE("blanks and comments are left out, minus signs are not") {
  CHECK(texts(" a\t\n-- b 'c\n/* d -- \" */ - e") == std::vector<std::string>{"a", "-", "e"});
  CHECK(texts("-- only") == std::vector<std::string>{});
}

TEST_CASE("tokens know their place and their name") {
  const auto tokens = *lex_sql("  Ab \"Cd\" 'Ef'");
  CHECK(tokens[0].is_word("ab"));
  CHECK((tokens[0].offset == 2 && tokens[0].end == 4));
  CHECK((tokens[1].is_name() && !tokens[1].is_word("cd") && tokens[1].key == "cd"));
  CHECK(tokens[2].offset == 10);
  CHECK(tokens[2].key.empty());
}

TEST_CASE("words may have bytes of UTF-8 and dollars") {
  CHECK(texts("größe a$b") == std::vector<std::string>{"größe", "a$b"});
}

TEST_CASE("what does not end or cannot be is a syntax error") {
  for (const auto* sql :
       {"'a",   "\"a", "`a", "[a", "/* a", "x'0", "x'0g'", "x'012'", "1a",    "1.5x",
        "0x1g", "?",   "?1", ":a", "@a",   "$a",  "#",     "\\",     "a ^ b", "\x01"})
    CHECK(code(sql) == errc::sql_syntax);
  CHECK(code(std::string_view{"a\0b", 3}) == errc::sql_syntax);
  CHECK(code(std::string_view{"'a\0b'", 5}) == errc::sql_syntax);
}

TEST_CASE("quoting doubles the quotes inside") {
  CHECK(quote_name("a\"b") == "\"a\"\"b\"");
  CHECK(quote_string("it's") == "'it''s'");
}

TEST_CASE("brackets are matched") {
  const auto tokens = *lex_sql("f(a, (b), c) d (e");
  CHECK(past_bracket(tokens, 1) == 10);
  CHECK(past_bracket(tokens, 4) == 7);
  CHECK(past_bracket(tokens, 11) == tokens.size());
}
