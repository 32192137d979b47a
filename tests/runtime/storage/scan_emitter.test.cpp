// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/scan_emitter.hpp"

#include "tests/runtime/storage/store_fixture.hpp"

using namespace plexus;
using namespace plexus::test;
using storage::make_run;
using storage::sequence;

namespace {

struct collected {
  std::vector<sequence> sequences;
  std::vector<model::batch_ptr> blocks;
  std::function<bool(const storage::scan_piece&)> visit = [this](const storage::scan_piece& piece) {
    sequences.insert(sequences.end(), piece.sequences.begin(), piece.sequences.end());
    blocks.push_back(piece.rows);
    return true;
  };
};

constexpr auto everything = std::numeric_limits<std::int64_t>::min();

} // namespace

TEST_CASE("whole blocks pass without a copy") {
  const storage::scan_request wanted;
  collected got;
  storage::scan_emitter emitter{wanted, everything, got.visit};
  const auto block = seconds_from(0, 5);
  CHECK(emitter.emit(make_run(1, block, 0, 5)));
  CHECK(got.blocks.front() == block);
}

TEST_CASE("rows that came before in the same scan are left out") {
  collected got;
  const storage::scan_request up;
  storage::scan_emitter ascending{up, everything, got.visit};
  ascending.emit(make_run(1, seconds_from(0, 5), 0, 5));
  ascending.emit(make_run(1, seconds_from(0, 8), 0, 8)); // the same chunk, grown
  ascending.emit(make_run(4, seconds_from(3, 2), 0, 2));
  CHECK(got.sequences == std::vector<sequence>{1, 2, 3, 4, 5, 6, 7, 8});
  got.sequences.clear();
  const storage::scan_request down{.descending = true};
  storage::scan_emitter descending{down, everything, got.visit};
  descending.emit(make_run(4, seconds_from(3, 3), 0, 3));
  descending.emit(make_run(1, seconds_from(0, 5), 0, 5));
  CHECK(got.sequences == std::vector<sequence>{6, 5, 4, 3, 2, 1});
}

TEST_CASE("the scan is over at its limit or when the visitor has enough") {
  collected got;
  const storage::scan_request three{.limit = 3};
  storage::scan_emitter limited{three, everything, got.visit};
  CHECK(limited.emit(make_run(1, seconds_from(0, 2), 0, 2)));
  CHECK_FALSE(limited.emit(make_run(3, seconds_from(2, 9), 0, 9)));
  CHECK_FALSE(limited.emit(make_run(20, seconds_from(20, 9), 0, 9)));
  CHECK(got.sequences == std::vector<sequence>{1, 2, 3});
  const std::function<bool(const storage::scan_piece&)> enough = [](const auto&) { return false; };
  const storage::scan_request all;
  storage::scan_emitter stopped{all, everything, enough};
  CHECK_FALSE(stopped.emit(make_run(1, seconds_from(0, 2), 0, 2)));
}

TEST_CASE("the cutoff of retention counts like a bound") {
  collected got;
  const storage::scan_request wanted{.from = 0, .to = 4'000'000};
  storage::scan_emitter emitter{wanted, 2'000'000, got.visit};
  CHECK_FALSE(emitter.wants(0, 1'999'999));
  CHECK_FALSE(emitter.wants(4'000'001, 5'000'000));
  CHECK(emitter.wants(0, 2'000'000));
  emitter.emit(make_run(1, seconds_from(0, 9), 0, 9));
  CHECK(got.sequences == std::vector<sequence>{3, 4, 5});
}
