// SPDX-License-Identifier: Apache-2.0
// History on disk: appending, scanning, bytes per element, bytes that reach the device; each beside
// a bare LMDB loop that keeps one element per key, in the same run and folder.
#include "runtime/base/duration.hpp"
#include "runtime/model/batch_builder.hpp"
#include "runtime/storage/lmdb_store.hpp"
#include "tests/support/bench_report.hpp"
#include "tests/support/scratch_folder.hpp"

#include <lmdb.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

using namespace plexus;
using storage::sequence;

namespace {

constexpr std::size_t rows_per_commit = 1000;
constexpr std::size_t commits = 400;
constexpr int repetitions = 3;

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Processor time, which tells what the code costs when the disk or other work dominates the rest.
double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// Bytes this process caused to be written to devices, of /proc/self/io.
double written_bytes() {
  std::ifstream in{"/proc/self/io"};
  std::string name;
  double value = 0;
  while (in >> name >> value)
    if (name == "write_bytes:")
      return value;
  return 0;
}

model::field field_of(const char* name, model::value_type type) {
  return {name, type, {}, {}, {}, {}, 0};
}

/// The test element of the design notes: a counter, two readings, a flag, a short text.
model::schema_ptr element_layout() {
  using model::value_type;
  return model::schema::make({field_of("n", value_type::int64), field_of("a", value_type::float64),
                              field_of("b", value_type::float64),
                              field_of("c", value_type::boolean),
                              field_of("s", value_type::string)})
      .value();
}

std::vector<model::batch_ptr> elements(std::size_t batches, std::size_t rows) {
  std::vector<model::batch_ptr> all;
  model::batch_builder builder{element_layout()};
  std::uint64_t state = 1;
  const auto draw = [&state](std::uint64_t bound) {
    state = state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    return static_cast<std::int64_t>((state >> 33) % bound);
  };
  std::int64_t time = 1'700'000'000'000'000;
  std::int64_t number = 0;
  std::int64_t a = 2000;
  std::int64_t b = 10'000;
  for (std::size_t batch = 0; batch < batches; ++batch) {
    for (std::size_t row = 0; row < rows; ++row, ++number) {
      time += 1'000'000 + draw(2000);
      builder.begin_row(from_microseconds(time));
      builder.set_integer(0, number);
      builder.set_floating(1, static_cast<double>(a += draw(41) - 20) / 100);
      builder.set_floating(2, static_cast<double>(b += draw(21) - 10) / 10);
      builder.set_boolean(3, number % 500 < 250);
      static_cast<void>(builder.set_bytes(4, number % 1000 < 700 ? "ok" : "low"));
    }
    all.push_back(builder.finish());
  }
  return all;
}

/// One element per key, the loop everybody writes first: be32 stream, be64 number -> 34 bytes.
class bare_lmdb {
public:
  explicit bare_lmdb(const std::string& path) {
    check(mdb_env_create(&env_));
    check(mdb_env_set_mapsize(env_, std::size_t{1} << 32));
    check(mdb_env_open(env_, path.c_str(), 0, 0644));
    MDB_txn* txn = nullptr;
    check(mdb_txn_begin(env_, nullptr, 0, &txn));
    check(mdb_dbi_open(txn, nullptr, 0, &table_));
    check(mdb_txn_commit(txn));
  }
  ~bare_lmdb() { mdb_env_close(env_); }
  bare_lmdb(const bare_lmdb&) = delete;
  bare_lmdb& operator=(const bare_lmdb&) = delete;

  /// `rows` elements of each of so many streams in one synced transaction.
  void append(std::size_t rows, std::uint32_t streams = 1) {
    MDB_txn* txn = nullptr;
    check(mdb_txn_begin(env_, nullptr, 0, &txn));
    for (std::size_t i = 0; i < rows; ++i, ++last_)
      for (std::uint32_t stream = 0; stream < streams; ++stream) {
        std::array<std::uint32_t, 3> key{__builtin_bswap32(stream), 0,
                                         __builtin_bswap32(static_cast<std::uint32_t>(last_))};
        std::array<std::uint64_t, 5> value{last_, last_ * 3, last_ * 5, last_ & 1, 27};
        MDB_val k{sizeof key, key.data()};
        MDB_val v{34, value.data()};
        check(mdb_put(txn, table_, &k, &v, streams == 1 ? MDB_APPEND : 0));
      }
    check(mdb_txn_commit(txn));
  }
  std::uint64_t sum() {
    MDB_txn* txn = nullptr;
    check(mdb_txn_begin(env_, nullptr, MDB_RDONLY, &txn));
    MDB_cursor* cursor = nullptr;
    check(mdb_cursor_open(txn, table_, &cursor));
    MDB_val k{};
    MDB_val v{};
    std::uint64_t total = 0;
    while (mdb_cursor_get(cursor, &k, &v, MDB_NEXT) == 0)
      for (std::size_t at = 0; at + 8 <= v.mv_size; at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, static_cast<const char*>(v.mv_data) + at, sizeof word);
        total += word;
      }
    mdb_cursor_close(cursor);
    mdb_txn_abort(txn);
    return total;
  }

private:
  static void check(int code) { PLEXUS_ASSERT(code == 0); }
  MDB_env* env_ = nullptr;
  MDB_dbi table_ = 0;
  std::uint64_t last_ = 0;
};

std::unique_ptr<storage::store> open_history(const std::string& path,
                                             std::uint64_t journal_bytes_max = 16u << 20) {
  storage::lmdb_store_settings settings;
  settings.folder = path;
  settings.chunks.journal_bytes_max = journal_bytes_max;
  auto opened = storage::open_lmdb_store(settings);
  PLEXUS_ASSERT(opened);
  return std::move(*opened);
}

void append_all(storage::store& history, storage::stream_id stream,
                const std::vector<model::batch_ptr>& batches) {
  for (const auto& batch : batches) {
    PLEXUS_ASSERT(history.append(stream, batch));
    PLEXUS_ASSERT(history.commit());
  }
}

std::uint64_t sum_of(const storage::store& history, storage::stream_id stream) {
  std::uint64_t total = 0;
  PLEXUS_ASSERT(history.scan(stream, {}, [&](const storage::scan_piece& piece) {
    for (std::size_t column = 0; column < piece.rows->layout().size(); ++column)
      for (const auto slot : piece.rows->slots(column))
        total += slot;
    for (const auto timed : piece.rows->timestamps())
      total += static_cast<std::uint64_t>(timed);
    return true;
  }));
  return total;
}

void append_and_scan(bench::report& report) {
  const auto batches = elements(commits, rows_per_commit);
  const double rows = commits * rows_per_commit;
  double append = 0;
  double append_cpu = 1e9;
  double bare_append = 0;
  double bare_cpu = 1e9;
  double read = 0;
  double bare_read = 0;
  double bytes = 0;
  volatile std::uint64_t sink = 0;
  for (int i = 0; i < repetitions; ++i) {
    const test::scratch_folder ours{std::filesystem::current_path()};
    const auto history = open_history(ours.path());
    const auto stream = history->open_stream("e", element_layout(), {}).value();
    const double cpu = cpu_seconds();
    append = std::max(append, rows / seconds_of([&] { append_all(*history, stream, batches); }));
    append_cpu = std::min(append_cpu, (cpu_seconds() - cpu) / rows * 1e9);
    bytes = static_cast<double>(history->info(stream)->bytes) /
            static_cast<double>(history->info(stream)->elements);
    for (int again = 0; again < 5; ++again)
      read = std::max(read, rows / seconds_of([&] { sink = sink + sum_of(*history, stream); }));
    const test::scratch_folder theirs{std::filesystem::current_path()};
    bare_lmdb bare{theirs.path()};
    const double cpu_before = cpu_seconds();
    bare_append = std::max(bare_append, rows / seconds_of([&] {
                                          for (std::size_t n = 0; n < commits; ++n)
                                            bare.append(rows_per_commit);
                                        }));
    bare_cpu = std::min(bare_cpu, (cpu_seconds() - cpu_before) / rows * 1e9);
    for (int again = 0; again < 5; ++again)
      bare_read = std::max(bare_read, rows / seconds_of([&] { sink = sink + bare.sum(); }));
  }
  report.add("append_elements_per_second", append, "1/s", bare_append);
  report.add("append_cpu_per_element", append_cpu, "ns", bare_cpu);
  report.add("scan_elements_per_second", read, "1/s", bare_read);
  report.add("test_element_bytes", bytes, "B", 54);
}

/// One recording as a batch; fields are floats, -200 is the air data's missing value.
model::batch_ptr read_recording(const std::string& path, std::size_t fields, bool air) {
  std::vector<model::field> layout;
  for (std::size_t i = 0; i < fields; ++i)
    layout.push_back(field_of(("f" + std::to_string(i)).c_str(), model::value_type::float64));
  model::batch_builder builder{model::schema::make(layout).value()};
  std::ifstream in{path};
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::stringstream cells{line};
    std::string cell;
    std::getline(cells, cell, ',');
    if (air) {
      int day = 0;
      int month = 0;
      int year = 0;
      int hour = 0;
      PLEXUS_ASSERT(std::sscanf(line.c_str(), "%d/%d/%d,%d", &day, &month, &year, &hour) == 4);
      char text[64];
      std::snprintf(text, sizeof text, "%04d-%02d-%02d %02d:00", year, month, day, hour);
      cell = text;
      std::string skipped;
      std::getline(cells, skipped, ',');
    }
    builder.begin_row(parse_timestamp(cell).value());
    for (std::size_t i = 0; i < fields && std::getline(cells, cell, ','); ++i)
      if (const double number = std::strtod(cell.c_str(), nullptr); !air || number != -200)
        builder.set_floating(i, number);
  }
  return builder.finish();
}

void recordings(bench::report& report) {
  const std::string root = std::string{PLEXUS_SOURCE_DIR} + "/data/recordings/";
  double bytes = 0;
  double rows = 0;
  double values = 0;
  const test::scratch_folder ours{std::filesystem::current_path()};
  const auto history = open_history(ours.path(), 0);
  for (const auto& [name, fields] :
       {std::pair{"nab/machine_temperature_system_failure", 1U},
        std::pair{"nab/ambient_temperature_system_failure", 1U}, std::pair{"nab/speed_6005", 1U},
        std::pair{"nab/occupancy_6005", 1U}, std::pair{"uci-air-quality/AirQualityUCI", 13U}}) {
    const auto batch = read_recording(root + name + ".csv", fields, fields > 1);
    const auto stream = history->open_stream(name, batch->layout_ptr(), {}).value();
    const auto accepted = static_cast<double>(history->append(stream, batch)->accepted->rows());
    // The second commit puts what fills no chunk into a short one: the journal may hold nothing.
    PLEXUS_ASSERT(history->commit() && history->commit());
    const auto in_chunks = static_cast<double>(history->info(stream)->bytes);
    bytes += in_chunks;
    rows += accepted;
    values += accepted * fields;
    report.add(std::string{"bytes_per_element "} + name, in_chunks / accepted, "B",
               8.0 * (fields + 1));
  }
  report.add("bytes_per_element", bytes / rows, "B");
  report.add("bytes_per_value", bytes / values, "B", 8);
}

/// 10 000 elements a second of 100 streams, committed each `every`; no waiting, only the rhythm.
void device_bytes(bench::report& report, milliseconds every) {
  constexpr std::size_t rate = 10'000;
  constexpr std::uint32_t streams = 100;
  const auto per_commit = rate * static_cast<std::size_t>(every.count()) / 1000;
  const auto rounds = std::max<std::size_t>(20, 200'000 / per_commit);
  const test::scratch_folder ours{std::filesystem::current_path()};
  const auto history = open_history(ours.path());
  std::vector<storage::stream_id> ids;
  for (std::size_t i = 0; i < streams; ++i)
    ids.push_back(history->open_stream("s" + std::to_string(i), element_layout(), {}).value());
  const auto per_stream = std::max<std::size_t>(1, per_commit / streams);
  const auto batches = elements(rounds, per_stream);
  PLEXUS_ASSERT(history->commit());
  const double before = written_bytes();
  for (const auto& batch : batches) {
    for (const auto id : ids)
      PLEXUS_ASSERT(history->append(id, batch));
    PLEXUS_ASSERT(history->commit());
  }
  const auto total = static_cast<double>(rounds * per_stream * streams);
  const double ours_bytes = (written_bytes() - before) / total;
  const test::scratch_folder theirs{std::filesystem::current_path()};
  bare_lmdb bare{theirs.path()};
  const double bare_before = written_bytes();
  for (std::size_t i = 0; i < rounds; ++i)
    bare.append(per_stream, streams);
  report.add("device_bytes_per_element at " + std::to_string(every.count()) + " ms", ours_bytes,
             "B", (written_bytes() - bare_before) / total);
}

} // namespace

int main(int argc, char** argv) {
  bench::report report{"history", argc, argv};
  append_and_scan(report);
  recordings(report);
  for (const auto every : {milliseconds{10}, milliseconds{100}, milliseconds{1000}})
    device_bytes(report, every);
  return 0;
}
