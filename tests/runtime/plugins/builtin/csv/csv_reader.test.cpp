// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/csv/csv_reader.hpp"

#include "runtime/base/duration.hpp"
#include "tests/support/scratch_folder.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::plugins;

namespace {

const auto now = *parse_timestamp("2026-03-01T10:00:00Z");

csv_format numbers(const model::parameters& more = {}) {
  model::parameters given{{"fields", "timed,a"}, {"formats", "bigint,bigint"}};
  given.insert(given.end(), more.begin(), more.end());
  parameter_reader read{given};
  auto made = csv_format::from(read, now, model::compatibility::intended);
  REQUIRE(read.done());
  return made;
}

/// The values of column a.
std::vector<std::int64_t> values(const csv_reader::chunk& got) {
  std::vector<std::int64_t> all;
  for (std::size_t row = 0; row < got.rows->rows(); ++row)
    all.push_back(got.rows->integer(0, row));
  return all;
}

std::vector<std::int64_t> read(csv_reader& reader, std::size_t rows_max = 1000) {
  const auto got = reader.read(rows_max, now);
  REQUIRE(got);
  return values(*got);
}

using list = std::vector<std::int64_t>;

} // namespace

TEST_CASE("a finished file is read to its end, the last line too") {
  const test::scratch_folder folder;
  folder.write("f", "timed,a\n1,1\n\n2,2\n3,3");
  csv_reader reader{numbers({{"skip-first-lines", "1"}}), folder.path() / "f", {.follow = false}};
  auto got = reader.read(2, now);
  REQUIRE(got);
  CHECK(values(*got) == list{1, 2});
  CHECK_FALSE(got->at_end);
  got = reader.read(2, now);
  CHECK(values(*got) == list{3});
  CHECK(got->at_end);
  CHECK(read(reader).empty());
  reader.rewind();
  CHECK(read(reader) == list{1, 2, 3});
}

TEST_CASE("a partial last line waits for its end") {
  const test::scratch_folder folder;
  folder.write("f", "1,1\n2,2");
  csv_reader reader{numbers(), folder.path() / "f", {}};
  CHECK(read(reader) == list{1});
  CHECK(read(reader).empty());
  folder.append("f", "2\n3");
  CHECK(read(reader) == list{22});
  folder.append("f", ",3\n");
  CHECK(read(reader) == list{3});
}

TEST_CASE("bad rows are counted and named by their line") {
  const test::scratch_folder folder;
  folder.write("f", "\xEF\xBB\xBF"
                    "1,1\n2,x\n3,\"3\n\n4,4\n");
  csv_reader reader{numbers(), folder.path() / "f", {.follow = false}};
  const auto got = reader.read(100, now);
  REQUIRE(got);
  CHECK(values(*got) == list{1, 4});
  CHECK(got->bad == 2);
  CHECK(got->last_bad.starts_with("f:3: "));
}

TEST_CASE("strict: one bad row fails the call, which repeats") {
  const test::scratch_folder folder;
  folder.write("f", "1,1\n2,x\n3,3\n");
  csv_reader reader{numbers(), folder.path() / "f", {.strict = true}};
  for (int i = 0; i < 2; ++i) {
    const auto got = reader.read(100, now);
    REQUIRE_FALSE(got);
    CHECK(got.error().code == errc::bad_reading);
    CHECK(got.error().where == "f:2");
  }
  folder.write("f", "1,1\n2,2\n3,3\n");
  CHECK(read(reader) == list{1, 2, 3});
}

TEST_CASE("strict: a partial last line is taken once") {
  const test::scratch_folder folder;
  folder.write("f", "1,1\n2,2");
  csv_reader reader{numbers(), folder.path() / "f", {.strict = true}};
  CHECK(read(reader) == list{1, 2});
  folder.append("f", "2\n3,3\n");
  CHECK(read(reader) == list{3});
}

TEST_CASE("strict: rows not after the newest are left out") {
  const test::scratch_folder folder;
  folder.write("f", "5,5\n");
  csv_reader strict{numbers(), folder.path() / "f", {.strict = true}};
  csv_reader intended{numbers(), folder.path() / "f", {}};
  CHECK(read(strict) == list{5});
  CHECK(read(intended) == list{5});
  folder.append("f", "4,4\n5,5\n6,6\n");
  CHECK(read(strict) == list{6});
  CHECK(read(intended) == list{4, 5, 6});
}

TEST_CASE("a truncated or rewritten file starts again without old rows") {
  const test::scratch_folder folder;
  folder.write("f", "1,1\n2,2\n3,3\n");
  csv_reader reader{numbers(), folder.path() / "f", {}};
  CHECK(read(reader) == list{1, 2, 3});
  folder.write("f", "3,3\n4,4\n");
  CHECK(read(reader) == list{4});
  folder.write("f", "2,2\n3,3\n4,4\n5,5\n6,6\n");
  CHECK(read(reader) == list{5, 6});
}

TEST_CASE("counting: every row of a truncated file is new") {
  const test::scratch_folder folder;
  folder.write("f", "1,1\n2,2\n3,3\n");
  csv_reader reader{numbers(), folder.path() / "f", {.counts = true}};
  CHECK(read(reader) == list{1, 2, 3});
  folder.write("f", "1,1\n");
  CHECK(read(reader) == list{1});
}

TEST_CASE("a rotated file is read to its end before the new one") {
  const test::scratch_folder folder;
  folder.write("f", "1,1\n");
  csv_reader reader{numbers(), folder.path() / "f", {}};
  CHECK(read(reader) == list{1});
  folder.append("f", "2,2\n3,3");
  std::filesystem::rename(folder.path() / "f", folder.path() / "f.1");
  CHECK(read(reader) == list{2}); // the name is free: nobody knows yet what comes
  CHECK(reader.read(100, now).error().code == errc::device_unavailable);
  folder.write("f", "4,4\n");
  auto all = read(reader);
  for (const auto value : read(reader))
    all.push_back(value);
  CHECK(all == list{3, 4});
}

TEST_CASE("a file may come later") {
  const test::scratch_folder folder;
  csv_reader reader{numbers(), folder.path() / "f", {}};
  CHECK(reader.read(100, now).error().code == errc::device_unavailable);
  folder.write("f", "1,1\n");
  CHECK(read(reader) == list{1});
}

TEST_CASE("rows without a time follow a microsecond apart") {
  const test::scratch_folder folder;
  folder.write("f", "1\n2\n3\n");
  const model::parameters given{{"fields", "a"}, {"formats", "bigint"}};
  parameter_reader parameters{given};
  csv_reader reader{csv_format::from(parameters, now, model::compatibility::intended),
                    folder.path() / "f",
                    {.counts = true}};
  const auto first = reader.read(2, now);
  const auto second = reader.read(2, now);
  CHECK(first->rows->at(0) == now);
  CHECK(first->rows->at(1) == now + microseconds{1});
  CHECK(second->rows->at(0) == now + microseconds{2});
}

TEST_CASE("a later reader goes on at the checkpoint") {
  const test::scratch_folder folder;
  folder.write("f", "1,1\n2,2\n2,3\n3,4\n");
  csv_reader reader{numbers(), folder.path() / "f", {}};
  CHECK(read(reader, 2) == list{1, 2});
  const auto point = reader.checkpoint();
  REQUIRE(point);
  CHECK(point->rows == 2);
  CHECK(point->lines == 2);
  CHECK(point->newest == from_microseconds(2000));

  csv_reader later{numbers(), folder.path() / "f", {}};
  later.resume(*point);
  CHECK(read(later) == list{3, 4}); // the same time as the last, but another row

  SECTION("of GSN, by time") {
    csv_reader other{numbers(), folder.path() / "f", {}};
    other.resume(*parse_checkpoint("2", false));
    CHECK(read(other) == list{4});
  }
  SECTION("of GSN, by count") {
    csv_reader other{numbers(), folder.path() / "f", {.counts = true}};
    other.resume(*parse_checkpoint("3", true));
    CHECK(read(other) == list{4});
  }
  SECTION("in another file, by time") {
    folder.write("f", "0,0\n2,2\n5,5\n");
    csv_reader other{numbers(), folder.path() / "f", {}};
    other.resume(*point);
    CHECK(read(other) == list{5});
  }
  SECTION("in another file, by count") {
    folder.write("f", "0,0\n2,9\n");
    csv_reader other{numbers(), folder.path() / "f", {.counts = true}};
    other.resume(*point);
    CHECK(read(other) == list{0, 9});
  }
}
