// SPDX-License-Identifier: Apache-2.0
// One suite for every store.
#include "runtime/storage/store.hpp"

#include "runtime/base/rng.hpp"
#include "tests/runtime/storage/store_fixture.hpp"

#include <atomic>
#include <set>
#include <thread>

using namespace plexus;
using namespace plexus::test;
using storage::scan_request;
using storage::sequence;

#define EVERY_STORE                                                                                \
  reopened_store history { GENERATE(std::string{"memory"}, std::string{"lmdb"}) }

TEST_CASE("elements are visible at once and durable after a commit") {
  EVERY_STORE;
  const auto stream = history->open_stream("s", number_layout(), {}).value();
  CHECK(history->find_stream("s") == stream);
  CHECK_FALSE(history->find_stream("t"));
  const auto first = history->append(stream, seconds_from(1, 3)).value();
  CHECK(first.last == 3);
  CHECK(first.duplicates == 0);
  CHECK(scan(*history, stream).sequences == std::vector<sequence>{1, 2, 3});
  CHECK(history->info(stream)->durable == 0);
  CHECK(history->health().pending_elements == 3);
  REQUIRE(history->commit());
  CHECK(history->info(stream)->durable == 3);
  CHECK(history->health().pending_elements == 0);
  CHECK(history->health().pending_bytes == 0);
  CHECK(scan(*history, stream).readings ==
        std::vector<reading>{{1'000'000, 1}, {2'000'000, 2}, {3'000'000, 3}});
}

TEST_CASE("unknown streams and other layouts are refused") {
  EVERY_STORE;
  CHECK(history->append(7, seconds_from(1, 1)).error().code == errc::unknown_stream);
  CHECK(history->info(7).error().code == errc::unknown_stream);
  CHECK(history->remove_stream(7).error().code == errc::unknown_stream);
  CHECK(scan(*history, 7).outcome.error().code == errc::unknown_stream);
  CHECK_FALSE(history->contains_timestamp(7, 0));
  const auto stream = history->open_stream("s", number_layout(), {}).value();
  const auto other =
      model::schema::make({{"n", model::value_type::float64, {}, {}, {}, {}, 0}}).value();
  CHECK(history->open_stream("s", other, {}).error().code == errc::stream_conflict);
  CHECK(history->open_stream("s", number_layout(), {}).value() == stream);
  CHECK(history->append(stream, model::make_element(other, {}, {1.5}).value()).error().code ==
        errc::schema_mismatch);
  CHECK(history->info(stream)->last == 0);
}

TEST_CASE("a batch without rows changes nothing") {
  EVERY_STORE;
  const auto stream = history->open_stream("s", number_layout(), {}).value();
  const auto none = history->append(stream, batch_of({})).value();
  CHECK(none.last == 0);
  CHECK(none.accepted->rows() == 0);
  REQUIRE(history->commit());
  CHECK(history->info(stream)->last == 0);
}

TEST_CASE("duplicate timestamps are refused within and between batches") {
  EVERY_STORE;
  const auto stream = history->open_stream("s", number_layout(), {}).value();
  const auto mixed = batch_of({{10, 1}, {10, 2}, {5, 3}, {10, 4}, {5, 5}, {20, 6}});
  const auto done = history->append(stream, mixed).value();
  CHECK(done.duplicates == 3);
  CHECK(done.last == 3);
  CHECK(done.accepted->rows() == 3);
  CHECK(scan(*history, stream).readings == std::vector<reading>{{10, 1}, {5, 3}, {20, 6}});
  const auto again = history->append(stream, mixed).value();
  CHECK(again.duplicates == 6);
  CHECK(again.last == 0);
  CHECK(history->contains_timestamp(stream, 5));
  CHECK_FALSE(history->contains_timestamp(stream, 6));
  REQUIRE(history->commit());
  history.reopen();
  CHECK(history->append(stream, batch_of({{20, 0}, {7, 9}})).value().duplicates == 1);
}

TEST_CASE("duplicates far back in history are found") {
  EVERY_STORE;
  const auto stream = history->open_stream("s", number_layout(), {}).value();
  for (int part = 0; part < 12; ++part) {
    REQUIRE(history->append(stream, seconds_from(part * 1000, 1000)));
    REQUIRE(history->commit());
  }
  history.reopen();
  const auto done = history->append(stream, seconds_from(500, 50)).value();
  CHECK(done.duplicates == 50);
  CHECK(history->append(stream, batch_of({{500'500'000, 1}})).value().duplicates == 0);
  CHECK(history->append(stream, batch_of({{500'500'000, 1}})).value().duplicates == 1);
  CHECK(history->info(stream)->elements == 12'001);
}

TEST_CASE("without unique timestamps everything is kept") {
  EVERY_STORE;
  const auto stream =
      history->open_stream("s", number_layout(), {.history = {}, .unique_timestamps = false})
          .value();
  REQUIRE(history->append(stream, batch_of({{1, 1}, {1, 2}, {1, 3}})));
  CHECK(history->append(stream, batch_of({{1, 4}})).value().last == 4);
  REQUIRE(history->commit());
  history.reopen();
  CHECK(scan(*history, stream).readings.size() == 4);
}

TEST_CASE("scans keep bounds, order, start and limit exactly") {
  EVERY_STORE;
  const auto stream = history->open_stream("s", number_layout(), {}).value();
  for (int part = 0; part < 20; ++part) {
    REQUIRE(history->append(stream, seconds_from(part * 100, 100)));
    if (part < 18)
      REQUIRE(history->commit());
  }
  const auto whole = scan(*history, stream);
  REQUIRE(whole.readings.size() == 2000);
  REQUIRE(std::ranges::is_sorted(whole.sequences));
  scan_request part{
      .from = 777'000'000, .to = 999'000'000, .after = 0, .descending = false, .limit = 0};
  auto some = scan(*history, stream, part);
  REQUIRE(some.readings.size() == 223);
  CHECK(some.readings.front().number == 777);
  CHECK(some.readings.back().number == 999);
  CHECK(some.sequences.front() == 778);
  part.descending = true;
  part.limit = 10;
  some = scan(*history, stream, part);
  REQUIRE(some.readings.size() == 10);
  CHECK(some.readings.front().number == 999);
  CHECK(some.sequences.back() == 991);
  CHECK(scan(*history, stream, {.after = 1990}).readings.size() == 10);
  CHECK(scan(*history, stream, {.after = 1500, .limit = 3}).sequences ==
        std::vector<sequence>{1501, 1502, 1503});
  CHECK(scan(*history, stream, {.after = 1998, .descending = true}).sequences ==
        std::vector<sequence>{2000, 1999});
  CHECK(scan(*history, stream, {.after = 2000}).readings.empty());
  std::size_t pieces = 0;
  REQUIRE(history->scan(stream, {}, [&](const auto&) { return ++pieces < 2; }));
  CHECK(pieces == 2);
}

TEST_CASE("count retention shows the newest by timestamp and forgets whole chunks") {
  EVERY_STORE;
  storage::stream_options options;
  options.history = {model::retention_kind::count, 50, {}};
  const auto stream = history->open_stream("s", number_layout(), options).value();
  for (int part = 0; part < 100; ++part) {
    REQUIRE(history->append(stream, seconds_from(part * 20, 20)));
    REQUIRE(history->commit());
    const auto all = scan(*history, stream);
    const auto expected = std::min(50, (part + 1) * 20);
    REQUIRE(all.readings.size() == static_cast<std::size_t>(expected));
    REQUIRE(all.readings.back().number == part * 20 + 19);
  }
  const auto info = *history->info(stream);
  CHECK(info.elements == 50);
  CHECK(info.oldest == from_microseconds(1950 * 1'000'000LL));
  CHECK(info.newest == from_microseconds(1999 * 1'000'000LL));
  CHECK(info.first_kept > 1000);
  // An element older than what is kept is accepted and never seen.
  REQUIRE(history->append(stream, batch_of({{1, 1}})));
  CHECK(scan(*history, stream).readings.size() == 50);
  history.reopen();
  CHECK(scan(*history, stream).readings.size() == 50);
}

TEST_CASE("age retention is relative to the newest element") {
  EVERY_STORE;
  storage::stream_options options;
  options.history = {model::retention_kind::age, 0, seconds{30}};
  const auto stream = history->open_stream("s", number_layout(), options).value();
  for (int part = 0; part < 50; ++part) {
    REQUIRE(history->append(stream, seconds_from(part * 40, 40)));
    REQUIRE(history->commit());
    REQUIRE(scan(*history, stream).readings.size() == 31); // both ends are kept
  }
  REQUIRE(history->append(stream, batch_of({{1'985'500'000, 1}})));
  CHECK(scan(*history, stream).readings.size() == 32);
  CHECK(history->info(stream)->elements == 32);
}

TEST_CASE("a removed stream is gone and its name free") {
  EVERY_STORE;
  const auto stream = history->open_stream("s", number_layout(), {}).value();
  const auto other = history->open_stream("t", number_layout(), {}).value();
  for (int part = 0; part < 5; ++part) {
    REQUIRE(history->append(stream, seconds_from(part * 300, 300)));
    REQUIRE(history->append(other, seconds_from(part * 300, 300)));
    REQUIRE(history->commit());
  }
  REQUIRE(history->append(stream, seconds_from(5000, 5)));
  REQUIRE(history->remove_stream(stream));
  CHECK_FALSE(history->find_stream("s"));
  CHECK(history->info(stream).error().code == errc::unknown_stream);
  CHECK(history->health().pending_elements == 0);
  const auto fresh = history->open_stream("s", number_layout(), {}).value();
  CHECK(fresh != stream);
  CHECK(scan(*history, fresh).readings.empty());
  REQUIRE(history->commit());
  history.reopen();
  CHECK(history->streams().size() == 2);
  CHECK(scan(*history, other).readings.size() == 1500);
  CHECK(scan(*history, *history->find_stream("s")).readings.empty());
}

namespace {

/// What one stream of a store should say, the plain way.
struct model_stream {
  storage::stream_id id = 0;
  storage::stream_options options;
  std::vector<reading> rows; // in order of sequence
  std::set<std::int64_t> times;

  /// Returns the number of duplicates.
  std::uint64_t append(const std::vector<reading>& offered) {
    std::uint64_t duplicates = 0;
    for (const auto& row : offered)
      if (times.insert(row.timed).second || !options.unique_timestamps)
        rows.push_back(row);
      else
        ++duplicates;
    return duplicates;
  }

  std::int64_t cutoff() const {
    std::vector<std::int64_t> sorted;
    for (const auto& row : rows)
      sorted.push_back(row.timed);
    std::ranges::sort(sorted, std::greater{});
    const auto& rule = options.history;
    if (rule.kind == model::retention_kind::count && sorted.size() > rule.count)
      return sorted[rule.count - 1];
    if (rule.kind == model::retention_kind::age && !sorted.empty())
      return sorted.front() - rule.age.count();
    return std::numeric_limits<std::int64_t>::min();
  }

  scanned scan(const scan_request& wanted) const {
    scanned all;
    const auto from = std::max(cutoff(), wanted.from);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto at = wanted.descending ? rows.size() - 1 - i : i;
      const auto& row = rows[at];
      if (row.timed < from || row.timed > wanted.to || at + 1 <= wanted.after ||
          (wanted.limit != 0 && all.readings.size() == wanted.limit))
        continue;
      all.readings.push_back(row);
      all.sequences.push_back(at + 1);
    }
    return all;
  }
};

std::vector<reading> random_readings(rng& random, std::int64_t& now) {
  std::vector<reading> offered;
  for (auto left = random.chance(0.1) ? random.below(600) : random.below(20); left > 0; --left) {
    now += random.between(0, 2) * 500'000;
    const auto late = random.chance(0.1) ? random.between(0, 60) * 500'000 : 0;
    offered.push_back({now - late, static_cast<std::int64_t>(random.below(1000))});
  }
  return offered;
}

scan_request random_request(rng& random, std::int64_t now, std::size_t rows) {
  scan_request wanted;
  wanted.descending = random.chance(0.5);
  if (random.chance(0.5)) {
    wanted.from = now - random.between(0, 400) * 1'000'000;
    wanted.to = wanted.from + random.between(0, 200) * 1'000'000;
  }
  if (random.chance(0.3))
    wanted.after = random.below(rows + 2);
  if (random.chance(0.3))
    wanted.limit = 1 + random.below(300);
  return wanted;
}

std::vector<model_stream> open_models(storage::store& history) {
  std::vector<model_stream> streams(4);
  streams[1].options.unique_timestamps = false;
  streams[2].options.history = {model::retention_kind::count, 200, {}};
  streams[3].options.history = {model::retention_kind::age, 0, seconds{100}};
  for (std::size_t i = 0; i < streams.size(); ++i)
    streams[i].id =
        history.open_stream("s" + std::to_string(i), number_layout(), streams[i].options).value();
  return streams;
}

} // namespace

TEST_CASE("random histories agree with a plain model") {
  const auto seed = GENERATE(1U, 2U, 3U, 4U);
  EVERY_STORE;
  CAPTURE(seed);
  rng random{seed};
  auto streams = open_models(*history);
  std::int64_t now = 1'000'000'000;
  for (int step = 0; step < 400; ++step) {
    auto& written = streams[random.below(streams.size())];
    const auto offered = random_readings(random, now);
    const auto duplicates = written.append(offered);
    const auto done = history->append(written.id, batch_of(offered));
    REQUIRE(done);
    REQUIRE(done->duplicates == duplicates);
    if (random.chance(0.4))
      REQUIRE(history->commit());
    if (random.chance(0.03)) {
      REQUIRE(history->commit());
      history.reopen();
    }
    if (!random.chance(0.2))
      continue;
    const auto& read = streams[random.below(streams.size())];
    const auto wanted = random_request(random, now, read.rows.size());
    const auto expected = read.scan(wanted);
    const auto all = scan(*history, read.id, wanted);
    REQUIRE(all.outcome);
    REQUIRE(all.sequences == expected.sequences);
    REQUIRE(all.readings == expected.readings);
  }
}

TEST_CASE("scans and appends run beside commits") {
  EVERY_STORE;
  const auto stream = history->open_stream("s", number_layout(), {}).value();
  std::atomic<bool> over{false};
  std::atomic<std::uint64_t> scans{0};
  std::thread committing{[&] {
    while (!over)
      static_cast<void>(history->commit());
  }};
  std::atomic<bool> wrong{false};
  std::thread scanning{[&] {
    while (!over) {
      sequence next = 1;
      static_cast<void>(history->scan(stream, {}, [&](const storage::scan_piece& piece) {
        for (const auto number : piece.sequences)
          wrong = wrong || number != next++;
        return true;
      }));
      ++scans;
    }
  }};
  for (std::int64_t part = 0; part < 300 || scans < 5; ++part)
    REQUIRE(history->append(stream, seconds_from(part * 20, 20)));
  over = true;
  committing.join();
  scanning.join();
  CHECK_FALSE(wrong);
}
