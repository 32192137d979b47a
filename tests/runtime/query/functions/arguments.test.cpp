// SPDX-License-Identifier: Apache-2.0
// Arguments as SQLite hands them over, seen by a function that says what it was given.
#include "runtime/query/functions/arguments.hpp"

#include "runtime/query/sqlite_process.hpp"

#include <catch2/catch.hpp>
#include <sqlite3.h>

#include <limits>

using namespace plexus;
using namespace plexus::query;

namespace {

struct seen_argument {
  bool null, text, blob, integer, number, truth;
  std::int64_t whole;
  double real;
  std::string content;
};

struct seeing : function_surroundings {
  seen_argument last;
};

struct database {
  database() {
    REQUIRE(query::prepare_sqlite());
    REQUIRE(sqlite3_open(":memory:", &db) == SQLITE_OK);
  }
  ~database() { sqlite3_close(db); }
  database(const database&) = delete;
  database& operator=(const database&) = delete;

  void add(sql_call function) {
    REQUIRE(sqlite3_create_function(db, "f", -1, SQLITE_UTF8, &surroundings, function, nullptr,
                                    nullptr) == SQLITE_OK);
  }
  /// SQLite's code, and the value as `quote` writes it.
  std::pair<int, std::string> call(const std::string& expression) {
    sqlite3_stmt* made = nullptr;
    REQUIRE(sqlite3_prepare_v2(db, ("select quote(" + expression + ")").c_str(), -1, &made,
                               nullptr) == SQLITE_OK);
    int code = sqlite3_step(made);
    std::string text;
    if (code == SQLITE_ROW)
      text = reinterpret_cast<const char*>(sqlite3_column_text(made, 0));
    else
      code = sqlite3_extended_errcode(db);
    sqlite3_finalize(made);
    return {code, text};
  }
  std::string value(const std::string& expression) {
    const auto [code, text] = call(expression);
    CHECK(code == SQLITE_ROW);
    return text;
  }

  manual_clock time;
  seeing surroundings{{time, rng{1}, {}, {}}, {}};
  sqlite3* db = nullptr;
};

void look(sqlite3_context* context, int /*count*/, sqlite3_value** arguments) {
  auto* a = arguments[0];
  // The kind before the content: reading a number as text may change what it is held as.
  auto& last = static_cast<seeing&>(surroundings_of(context)).last;
  last = {is_null(a), is_text(a), is_blob(a), false, false, is_true(a), 0, 0, {}};
  last.content = text_of(a);
  last.whole = integer_of(a);
  last.real = real_of(a);
  last.integer = is_integer(a);
  last.number = is_number(a);
  give_null(context);
}

struct looking : database {
  looking() { add(look); }
  seen_argument see(const std::string& literal) {
    CHECK(value("f(" + literal + ")") == "NULL");
    return surroundings.last;
  }
};

} // namespace

TEST_CASE_METHOD(looking, "numbers and texts that read as numbers") {
  const auto seven = see("7");
  CHECK((seven.integer && seven.number && !seven.text && seven.truth));
  CHECK(seven.content == "7");
  const auto half = see("0.5");
  CHECK((!half.integer && half.number && half.truth));
  CHECK(half.whole == 0);
  const auto text = see("'12'");
  CHECK((text.integer && text.number && text.text));
  CHECK(text.whole == 12);
  const auto real = see("'7.5'");
  CHECK((!real.integer && real.number && real.text));
  CHECK(real.real == 7.5);
  const auto begins = see("'7a'");
  CHECK((!begins.integer && !begins.number && begins.truth));
  CHECK(begins.whole == 7);
}

TEST_CASE_METHOD(looking, "what is no number at all") {
  const auto null = see("null");
  CHECK((null.null && !null.number && !null.truth && !null.text));
  CHECK(null.content.empty());
  const auto word = see("'x'");
  CHECK((!word.number && !word.truth && word.text));
  CHECK(word.real == 0.0);
  const auto binary = see("x'00ff'");
  CHECK((binary.blob && !binary.text && !binary.number));
  CHECK(binary.content == std::string{"\0\xff", 2});
  CHECK(see("x''").content.empty());
  CHECK(see("'a' || char(0) || 'b'").content == std::string{"a\0b", 3});
}

TEST_CASE_METHOD(looking, "truth is a number other than zero") {
  CHECK(!see("0").truth);
  CHECK(!see("0.0").truth);
  CHECK(!see("''").truth);
  CHECK(!see("'0.0'").truth);
  CHECK(see("-1").truth);
  CHECK(see("1e-300").truth);
}

TEST_CASE_METHOD(database, "any null among the arguments") {
  add([](sqlite3_context* context, int count, sqlite3_value** arguments) {
    give_integer(context, has_null(count, arguments) ? 1 : 0);
  });
  CHECK(value("f()") == "0");
  CHECK(value("f(1, 2)") == "0");
  CHECK(value("f(1, null, 3)") == "1");
}

TEST_CASE_METHOD(database, "results are copied and of their kind") {
  add([](sqlite3_context* context, int /*count*/, sqlite3_value** arguments) {
    std::string passing = "ab";
    switch (integer_of(arguments[0])) {
      case 0:
        give_text(context, passing);
        break;
      case 1:
        give_blob(context, passing);
        break;
      case 2:
        give_text(context, {});
        break;
      case 3:
        give_blob(context, {});
        break;
      case 4:
        give_real(context, std::numeric_limits<double>::quiet_NaN());
        break;
      case 5:
        give_integer(context, std::numeric_limits<std::int64_t>::min());
        break;
      case 6:
        give_value(context, arguments[1]);
        break;
      default:
        give_text(context, std::string_view{"a\0b", 3});
    }
    passing = "xx";
  });
  CHECK(value("f(0)") == "'ab'");
  CHECK(value("f(1)") == "X'6162'");
  CHECK(value("f(2)") == "''");
  CHECK(value("f(3)") == "X''");
  CHECK(value("f(4)") == "NULL");
  CHECK(value("f(5)") == "-9223372036854775808");
  CHECK(value("f(6, 1.5)") == "1.5");
  CHECK(value("length(f(7) || '')") == "1"); // LENGTH ends at the zero; nothing is lost before it
  CHECK(value("hex(f(7))") == "'610062'");
}

TEST_CASE_METHOD(database, "errors and results past the bound") {
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 1'000);
  add([](sqlite3_context* context, int /*count*/, sqlite3_value** arguments) {
    const auto size = static_cast<std::size_t>(integer_of(arguments[0]));
    if (size == 0)
      give_error(context, "no");
    else if (size > bytes_max(context))
      give_too_long(context);
    else
      give_text(context, std::string(size, 'x'));
  });
  CHECK(call("f(0)").first == SQLITE_ERROR);
  CHECK(call("length(f(1000))").second == "1000");
  CHECK(call("f(1001)").first == SQLITE_TOOBIG);
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 10'000);
  CHECK(call("length(f(1001))").second == "1001");
}

TEST_CASE_METHOD(database, "a text longer than the bound is an error by itself") {
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 1'000);
  add([](sqlite3_context* context, int count, sqlite3_value** /*arguments*/) {
    const std::string content(2'000, 'x');
    count == 0 ? give_text(context, content) : give_blob(context, content);
  });
  CHECK(call("f()").first == SQLITE_TOOBIG);
  CHECK(call("f(1)").first == SQLITE_TOOBIG);
}

TEST_CASE_METHOD(database, "functions see the surroundings of their connection") {
  time.advance(seconds{5});
  add([](sqlite3_context* context, int /*count*/, sqlite3_value** /*arguments*/) {
    give_integer(context, to_microseconds(surroundings_of(context).now()));
  });
  CHECK(value("f()") == "5000000");
  time.advance(seconds{5});
  CHECK(value("f()") == "5000000"); // the run began then
  surroundings.run_began.reset();
  CHECK(value("f()") == "10000000");
}
