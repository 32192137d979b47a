// SPDX-License-Identifier: Apache-2.0
// Power cuts and full disks under the real store: the file is rebuilt as a disk might hold it at
// random points of a run, opened in a child process, and compared element by element.
#include "tests/runtime/storage/store_fixture.hpp"
#include "tests/storage_crash/recorded_disk.hpp"

#include <cstdio>
#include <sys/wait.h>
#include <unistd.h>

using namespace plexus;
using namespace plexus::test;

namespace {

constexpr int streams = 5;

/// The number that element `sequence` of a stream has; any other is wrong data.
std::int64_t number_of(int stream, std::uint64_t sequence) {
  auto mixed = sequence * 0x9e37'79b9'7f4a'7c15U + static_cast<std::uint64_t>(stream) * 7919U;
  mixed ^= mixed >> 29;
  return static_cast<std::int64_t>(mixed % 1'000'003);
}

/// How many elements stream `stream` has after `commits` commits of a run.
std::uint64_t elements_after(int stream, std::uint64_t commits, std::uint64_t per_commit) {
  // Stream 0 gets most, the last ones one every few commits: journal, chunks and short chunks mix.
  return stream == 0 ? commits * per_commit : commits / static_cast<std::uint64_t>(stream * 3);
}

model::batch_ptr elements(int stream, std::uint64_t from, std::uint64_t to) {
  std::vector<reading> rows;
  for (auto sequence = from; sequence <= to; ++sequence)
    rows.push_back({static_cast<std::int64_t>(sequence) * 1'000'000, number_of(stream, sequence)});
  return batch_of(rows);
}

void append_commit(storage::store& history, std::uint64_t commit, std::uint64_t per_commit) {
  for (int stream = 0; stream < streams; ++stream) {
    const auto from = elements_after(stream, commit - 1, per_commit);
    const auto to = elements_after(stream, commit, per_commit);
    if (to > from) {
      const auto done = history.append(static_cast<storage::stream_id>(stream + 1),
                                       elements(stream, from + 1, to));
      REQUIRE(done);
      REQUIRE(done->last == to);
    }
  }
}

enum verdict : int { complete = 0, unreadable = 10, lost = 11, wrong = 12, refused = 13 };

/// In a child: opens the image and checks every element.
int judge(const std::string& folder, std::uint64_t acknowledged, std::uint64_t per_commit) {
  auto opened = storage::open_lmdb_store(small_settings(folder));
  if (!opened)
    return acknowledged == 0 ? complete : unreadable;
  auto& history = **opened;
  for (int stream = 0; stream < streams; ++stream) {
    const auto id = history.find_stream("s" + std::to_string(stream));
    if (!id) {
      if (elements_after(stream, acknowledged, per_commit) > 0)
        return lost;
      continue;
    }
    std::uint64_t next = 1;
    bool right = true;
    const auto done = history.scan(*id, {}, [&](const storage::scan_piece& piece) {
      for (std::size_t row = 0; row < piece.rows->rows(); ++row, ++next)
        right = right && piece.sequences[row] == next &&
                piece.rows->integer(0, row) == number_of(stream, next) &&
                piece.rows->timestamps()[row] == static_cast<std::int64_t>(next) * 1'000'000;
      return true;
    });
    if (!done || !right)
      return wrong;
    const auto least = elements_after(stream, acknowledged, per_commit);
    const auto most = elements_after(stream, acknowledged + 1, per_commit);
    if (next - 1 < least)
      return lost;
    if (next - 1 > most)
      return wrong;
  }
  if (!history.find_stream("s0"))
    return complete;
  return history.append(1, elements(0, 1'000'000, 1'000'000)) && history.commit() ? complete
                                                                                  : refused;
}

int judge_in_child(const recorded_disk::image& image, std::uint64_t per_commit) {
  const scratch_folder folder;
  std::FILE* file = std::fopen((folder.path() / "data.mdb").c_str(), "w");
  REQUIRE(file != nullptr);
  REQUIRE(std::fwrite(image.bytes.data(), 1, image.bytes.size(), file) == image.bytes.size());
  REQUIRE(std::fclose(file) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0)
    _exit(judge(folder.path(), image.acknowledged, per_commit));
  int outcome = 0;
  REQUIRE(waitpid(child, &outcome, 0) == child);
  return WIFEXITED(outcome) ? WEXITSTATUS(outcome) : -WTERMSIG(outcome);
}

std::unique_ptr<storage::store> open_streams(const std::string& folder) {
  auto opened = storage::open_lmdb_store(small_settings(folder));
  REQUIRE(opened);
  for (int stream = 0; stream < streams; ++stream)
    REQUIRE((*opened)->open_stream("s" + std::to_string(stream), number_layout(), {}).value() ==
            static_cast<storage::stream_id>(stream + 1));
  return std::move(*opened);
}

} // namespace

TEST_CASE("no power cut loses or changes an acknowledged element") {
  const auto per_commit = GENERATE(std::uint64_t{3}, std::uint64_t{40});
  CAPTURE(per_commit);
  constexpr std::uint64_t commits = 160;
  constexpr int cuts = 100;
  const scratch_folder folder;
  recorded_disk disk{"/data.mdb"};
  std::vector<recorded_disk::image> images;
  {
    const auto history = open_streams(folder.path());
    for (std::uint64_t commit = 1; commit <= commits; ++commit) {
      append_commit(*history, commit, per_commit);
      REQUIRE(history->commit());
      disk.acknowledge(commit);
    }
    CHECK(history->info(1)->bytes > 0); // chunks were written, not only the journal
  }
  REQUIRE(disk.syncs() >= commits);
  rng random{per_commit};
  for (int i = 0; i < cuts; ++i)
    images.push_back(disk.cut(1 + random.below(disk.events()), random));
  images.push_back(disk.cut(disk.events(), random));
  for (const auto& image : images) {
    CAPTURE(image.acknowledged);
    REQUIRE(judge_in_child(image, per_commit) == complete);
  }
}

TEST_CASE("the model notices when an acknowledgement comes before its sync") {
  // A store that acknowledged too early would be caught: acknowledge before the commit.
  const scratch_folder folder;
  recorded_disk disk{"/data.mdb"};
  {
    const auto history = open_streams(folder.path());
    for (std::uint64_t commit = 1; commit <= 60; ++commit) {
      append_commit(*history, commit, 5);
      disk.acknowledge(commit);
      REQUIRE(history->commit());
    }
  }
  rng random{9};
  int caught = 0;
  for (int i = 0; i < 40; ++i)
    caught += judge_in_child(disk.cut(1 + random.below(disk.events()), random), 5) != complete;
  CHECK(caught > 5);
}

TEST_CASE("a disk without room keeps what was acknowledged and takes the rest later") {
  const scratch_folder folder;
  recorded_disk disk{"/data.mdb"};
  const auto history = open_streams(folder.path());
  std::uint64_t commit = 1;
  for (; commit <= 30; ++commit) {
    append_commit(*history, commit, 40);
    REQUIRE(history->commit());
    disk.acknowledge(commit);
  }
  disk.fail_after(6000);
  status last;
  for (; last; ++commit) {
    append_commit(*history, commit, 40);
    last = history->commit();
  }
  CHECK(last.error().code == errc::storage_full);
  const auto durable = history->info(1)->durable;
  CHECK(history->commit().error().code == errc::storage_full);
  CHECK(history->info(1)->durable == durable);
  CHECK(scan(*history, 1).readings.size() == elements_after(0, commit - 1, 40));
  disk.fail_after(-1);
  rng random{4};
  CHECK(judge_in_child(disk.cut(disk.events(), random), 40) == complete);
  CHECK(history->commit());
  CHECK(history->info(1)->durable == elements_after(0, commit - 1, 40));
  CHECK(history->health().pending_elements == 0);
}
