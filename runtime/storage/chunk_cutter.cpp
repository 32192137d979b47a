// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/chunk_cutter.hpp"

#include <algorithm>

namespace plexus::storage {
namespace {

constexpr int attempts_max = 8;
constexpr int guesses_max = 3;        // then the bracket is halved
constexpr double unknown_ratio = 2.0; // of bytes in memory to encoded ones, before the first chunk

/// Rows that follow each other without a gap, and whether the gap is what ends them.
std::pair<std::uint64_t, bool> contiguous(std::span<const element_run> runs) {
  std::uint64_t rows = 0;
  for (const auto& run : runs) {
    if (run.first != runs.front().first + rows)
      return {rows, true};
    rows += run.rows();
  }
  return {rows, false};
}

cut_chunk encode(const codec::chunk_codec& codec, std::span<const element_run> runs,
                 std::uint64_t rows) {
  std::vector<codec::row_range> ranges;
  cut_chunk chunk;
  chunk.entry.first = runs.front().first;
  chunk.entry.rows = static_cast<std::uint32_t>(rows);
  for (const auto& run : runs) {
    if (rows == 0)
      break;
    const auto taken = std::min<std::uint64_t>(rows, run.rows());
    const auto end = run.begin + static_cast<std::uint32_t>(taken);
    ranges.push_back({run.block.get(), run.begin, end});
    rows -= taken;
  }
  codec.encode(ranges, chunk.entry.first, chunk.bytes);
  const auto header = codec.header(chunk.bytes);
  PLEXUS_ASSERT(header);
  chunk.entry.time_min = header->time_min;
  chunk.entry.time_max = header->time_max;
  chunk.entry.bytes = static_cast<std::uint32_t>(chunk.bytes.size());
  return chunk;
}

} // namespace

double expected_bytes(std::span<const element_run> runs, double row_bytes) {
  double bytes = 0;
  for (const auto& run : runs) {
    const auto rows = static_cast<double>(run.rows());
    const auto in_memory = static_cast<double>(run.block->size_bytes()) * rows /
                           static_cast<double>(run.block->rows());
    bytes += row_bytes > 0 ? rows * row_bytes : in_memory / unknown_ratio;
  }
  return bytes;
}

std::optional<cut_chunk> chunk_cutter::cut(const codec::chunk_codec& codec,
                                           std::span<const element_run> runs, bool even_short,
                                           double& row_bytes) const {
  if (runs.empty())
    return std::nullopt;
  const auto [available, gap] = contiguous(runs);
  const bool take_short = even_short || gap || available > codec.rows_max();
  const auto room = static_cast<double>(bytes_max_ - codec::chunk_overhead_bytes);
  const auto most = std::min<std::uint64_t>(available, codec.rows_max());
  if (row_bytes <= 0)
    row_bytes = std::max(1.0, expected_bytes(runs, 0) / static_cast<double>(available));
  if (!take_short && static_cast<double>(available) * row_bytes < room * full_share &&
      most < codec.rows_max())
    return std::nullopt;
  // The largest number of rows known to fit, the least known not to.
  std::uint64_t fits = 0;
  std::uint64_t too_many = most + 1;
  std::optional<cut_chunk> best;
  auto rows = static_cast<std::uint64_t>(room * 0.97 / row_bytes);
  for (int attempt = 0; attempt < attempts_max && fits + 1 < too_many; ++attempt) {
    if (attempt >= guesses_max)
      rows = fits + (too_many - fits) / 2;
    rows = std::clamp<std::uint64_t>(rows, fits + 1, too_many - 1);
    auto chunk = encode(codec, runs, rows);
    const auto size = static_cast<double>(chunk.bytes.size());
    row_bytes = std::max(0.01, (size - codec::chunk_overhead_bytes) / static_cast<double>(rows));
    if (chunk.bytes.size() > bytes_max_ && rows > 1) {
      too_many = rows;
    } else {
      fits = rows;
      best = std::move(chunk);
      if (size >= full_share * static_cast<double>(bytes_max_))
        break;
    }
    rows = static_cast<std::uint64_t>(room * 0.97 / row_bytes);
  }
  if (!best) // the guesses were all too large; one row always goes
    best = encode(codec, runs, 1);
  const bool full = best->bytes.size() >= full_share * static_cast<double>(bytes_max_) ||
                    best->entry.rows < most || best->entry.rows == codec.rows_max();
  return full || take_short ? best : std::nullopt;
}

} // namespace plexus::storage
