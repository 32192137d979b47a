// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/text_file.hpp"

#include "tests/support/scratch_folder.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>

using namespace plexus;
using namespace plexus::config;

TEST_CASE("a regular file is read whole, up to a bound") {
  const test::scratch_folder folder;
  const auto path = folder.write("a.toml", std::string(100'000, 'x'));
  const auto content = read_text_file(path);
  REQUIRE(content);
  CHECK(content->size() == 100'000);
  CHECK(read_text_file(path, 100'000));
  CHECK(read_text_file(path, 99'999).error().code == errc::limit_exceeded);
  CHECK(read_text_file(folder.write("empty", ""))->empty());
}

TEST_CASE("what is no regular file is refused and never waited for") {
  const test::scratch_folder folder;
  CHECK(read_text_file(folder.path() / "absent").error().code == errc::unreadable_file);
  CHECK(read_text_file(folder.path()).error().code == errc::unreadable_file);
  const auto fifo = folder.path() / "fifo";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  CHECK(read_text_file(fifo).error().code == errc::unreadable_file);
}

TEST_CASE("numbers are whole texts") {
  CHECK(to_integer("42") == 42);
  CHECK(to_integer("+42") == 42);
  CHECK(to_integer("-42") == -42);
  for (const auto* text : {"", "+", "+-1", "4 2", "42 ", "0x2a", "1.0", "9223372036854775808"})
    CHECK_FALSE(to_integer(text));
  CHECK(to_number("1e3") == 1000.0);
  CHECK(to_number("-.5") == -0.5);
  for (const auto* text : {"", "nan", "inf", "-inf", "1,5", "1 ", "1e999"})
    CHECK_FALSE(to_number(text));
  CHECK(to_boolean("TRUE") == true);
  CHECK(to_boolean("false") == false);
  CHECK_FALSE(to_boolean("yes"));
}

TEST_CASE("trim takes blanks and line ends") {
  CHECK(trim(" \t\r\n a b \n") == "a b");
  CHECK(trim(" \n ").empty());
  CHECK(trim("").empty());
}

TEST_CASE("UTF-8 is held to RFC 3629") {
  for (const auto* text : {"", "plain", "\xc3\xbc", "\xe2\x82\xac", "\xf0\x9f\x8c\xa1",
                           "\xed\x9f\xbf", "\xf4\x8f\xbf\xbf"})
    CHECK_FALSE(first_invalid_utf8(text));
  const std::string good{"ab"};
  // A lone continuation, overlong forms, a surrogate, beyond the end, cut off, Latin-1.
  for (const auto* bad :
       {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xf0\x80\x80\x80", "\xed\xa0\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe2\x82", "\xfc", "\xc3("})
    CHECK(first_invalid_utf8(good + bad) == 2);
}

TEST_CASE("lines are counted from 1") {
  CHECK(line_of("a\nb\nc", 0) == 1);
  CHECK(line_of("a\nb\nc", 1) == 1);
  CHECK(line_of("a\nb\nc", 2) == 2);
  CHECK(line_of("a\nb\nc", 99) == 3);
}
