// SPDX-License-Identifier: Apache-2.0
#include "runtime/base/log.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <thread>

using namespace plexus;
using namespace std::chrono_literals;

namespace {

log_record sample(std::string text, std::vector<log_field> fields = {}) {
  return {timestamp{1'772'359'200s}, log_level::warn, "sensor.poll-late", std::move(text),
          std::move(fields)};
}

} // namespace

TEST_CASE("a record is one line") {
  CHECK(format_log_line(sample("late", {{"sensor", "attic"}, {"by", "1.5s"}})) ==
        R"(2026-03-01T10:00:00Z WARN sensor.poll-late "late" sensor=attic by=1.5s)");
}

TEST_CASE("texts cannot forge a second line or field") {
  CHECK(format_log_line(sample("a\nb\"c\\\x01\x7f")) ==
        "2026-03-01T10:00:00Z WARN sensor.poll-late \"a\\nb\\\"c\\\\\\x01\\x7f\"");
  CHECK(format_log_line(sample("x", {{"k", ""}, {"a b", "c=d"}, {"t", "1\t2\r"}})) ==
        "2026-03-01T10:00:00Z WARN sensor.poll-late \"x\" k=\"\" \"a b\"=\"c=d\" "
        "t=\"1\\t2\\x0d\"");
  CHECK(format_log_line(sample("températures")).ends_with("\"températures\""));
}

TEST_CASE("level names are read back") {
  for (const auto level : {log_level::debug, log_level::info, log_level::warn, log_level::error})
    CHECK(*parse_log_level(name_of(level)) == level);
  CHECK(parse_log_level("loud").error().code == errc::invalid_argument);
}

TEST_CASE("a logger keeps its threshold and stamps the time") {
  manual_clock time{timestamp{5s}};
  const auto sink = std::make_shared<memory_log_sink>();
  const logger log{sink, time, log_level::info};
  log.debug("a.fine", "not kept");
  time.advance(1s);
  log.info("a.start", "kept", {{"n", "1"}});
  log.warn("a.slow", "kept");
  log.error("a.broken", "kept");
  const auto records = sink->records();
  REQUIRE(records.size() == 3);
  CHECK(records[0].at == timestamp{6s});
  CHECK(records[0].level == log_level::info);
  CHECK(records[0].fields.size() == 1);
  CHECK(records[1].level == log_level::warn);
  CHECK(records[2].level == log_level::error);
  CHECK(sink->count("a.start") == 1);
  CHECK(sink->count("a.fine") == 0);
}

TEST_CASE("an empty logger drops everything") {
  const logger log;
  CHECK_NOTHROW(log.error("a.b", "c"));
}

TEST_CASE("a sink's threshold holds for every logger on it, at once") {
  const auto sink = std::make_shared<memory_log_sink>();
  const manual_clock time;
  const logger chatty{sink, time, log_level::debug};
  const logger quiet{sink, time, log_level::error};
  sink->set_threshold(log_level::warn);
  chatty.info("t.left-out", "x");
  chatty.warn("t.written", "x");
  quiet.warn("t.left-out", "x"); // its own threshold stays
  sink->set_threshold(log_level::debug);
  chatty.debug("t.written", "x");
  CHECK(sink->count("t.written") == 2);
  CHECK(sink->count("t.left-out") == 0);
}

TEST_CASE("the memory sink keeps the newest records") {
  memory_log_sink sink{2};
  for (const auto* text : {"one", "two", "three"})
    sink.write(sample(text));
  const auto records = sink.records();
  REQUIRE(records.size() == 2);
  CHECK(records[0].text == "two");
  CHECK(records[1].text == "three");
}

TEST_CASE("lines of several threads are never mixed") {
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  {
    const auto sink = std::make_shared<stream_log_sink>(file);
    const manual_clock time;
    const logger log{sink, time};
    std::array<std::thread, 3> writers;
    for (auto& writer : writers)
      writer = std::thread{[&log] {
        for (int i = 0; i < 200; ++i)
          log.info("t.line", "x");
      }};
    for (auto& writer : writers)
      writer.join();
  }
  std::rewind(file);
  std::array<char, 128> line{};
  int lines = 0;
  int whole = 0;
  while (std::fgets(line.data(), line.size(), file) != nullptr) {
    ++lines;
    if (std::string_view{line.data()} == "1970-01-01T00:00:00Z INFO t.line \"x\"\n")
      ++whole;
  }
  std::fclose(file);
  CHECK(lines == 600);
  CHECK(whole == 600);
}
