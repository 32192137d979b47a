// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/sql/sql_operands.hpp"

#include <catch2/catch.hpp>

using namespace plexus::query;

namespace {

// Where the token `|` of a text stands, and the text without it.
struct marked {
  explicit marked(std::string_view sql) {
    auto lexed = lex_sql(sql);
    REQUIRE(lexed);
    tokens = *lexed;
    for (at = 0; !tokens[at].is_mark("|"); ++at)
      ;
    tokens.erase(tokens.begin() + static_cast<std::ptrdiff_t>(at));
  }
  std::string range(std::size_t begin, std::size_t end) const {
    std::string out;
    for (auto i = begin; i < end; ++i)
      out += (i == begin ? "" : " ") + tokens[i].text;
    return out;
  }
  token_list tokens;
  std::size_t at = 0;
};

std::string before(std::string_view sql) {
  const marked m{sql};
  return m.range(operand_before(m.tokens, m.at), m.at);
}
std::string after(std::string_view sql) {
  const marked m{sql};
  return m.range(m.at, operand_after(m.tokens, m.at));
}
std::string product(std::string_view sql) {
  const marked m{sql};
  return m.range(product_before(m.tokens, m.at), m.at);
}
std::string compared(std::string_view sql) {
  const marked m{sql};
  return m.range(compared_before(m.tokens, m.at), m.at);
}
std::string condition(std::string_view sql) {
  const marked m{sql};
  return m.range(condition_before(m.tokens, m.at), m.at) + "|" +
         m.range(m.at, condition_after(m.tokens, m.at));
}

} // namespace

TEST_CASE("operands before a place") {
  CHECK(before("select a + 7 |") == "7");
  CHECK(before("select a.b.c |") == "a . b . c");
  CHECK(before("select f(x, (y)) |") == "f ( x , ( y ) )");
  CHECK(before("where a in (1) |") == "( 1 )");
  CHECK(before("select case when a then b end |") == "case when a then b end");
  CHECK(before("select - -3 |") == "- - 3");
  CHECK(before("select a - 3 |") == "3");
  CHECK(before("select |") == "");
  CHECK(before("select 'x' |") == "'x'");
}

TEST_CASE("operands after a place") {
  CHECK(after("| a.b + c") == "a . b");
  CHECK(after("| f(x, (y)) + c") == "f ( x , ( y ) )");
  CHECK(after("| -(3 + 4) * 5") == "- ( 3 + 4 )");
  CHECK(after("| case a when 1 then 2 end + 1") == "case a when 1 then 2 end");
  CHECK(after("| from t") == "");
  CHECK(after("| , t") == "");
  CHECK(after("a + |") == "");
}

TEST_CASE("products, comparisons and conditions before a place") {
  CHECK(product("select 1 + a * b / c |") == "a * b / c");
  CHECK(product("select (1 + a) % 3 |") == "( 1 + a ) % 3");
  CHECK(compared("where a and b + c * 2 | ") == "b + c * 2");
  CHECK(compared("where f(a > b) || 'x' |") == "f ( a > b ) || 'x'");
  CHECK(compared("where not x |") == "x");
  CHECK(condition("where a or b and c > 1 | d and not e or f") == "b and c > 1|d and not e");
  CHECK(condition("select case when a then b end | x, y") == "case when a then b end|x");
  CHECK(condition("select (a | case when 1 then 2 end) from t") == "a|case when 1 then 2 end");
}
