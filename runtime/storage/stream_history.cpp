// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/stream_history.hpp"

#include <algorithm>
#include <limits>

namespace plexus::storage {
namespace {

constexpr std::size_t entries_per_read = 512; // of one transaction

chunk_entry damaged_entry(sequence first, std::size_t bytes) {
  return {first,
          1,
          static_cast<std::uint32_t>(bytes),
          std::numeric_limits<std::int64_t>::min(),
          std::numeric_limits<std::int64_t>::max(),
          true};
}

} // namespace

stream_history::stream_history(stream_record of)
    : record(std::move(of)), codec(record.layout),
      intake(record.layout, record.options.unique_timestamps) {}

result<std::deque<chunk_entry>> stream_history::read_index(const engine& disk) const {
  std::deque<chunk_entry> entries;
  auto from = chunk_key(record.id, 0);
  for (bool more = true; more;) {
    std::size_t seen = 0;
    more = false;
    auto done = disk.visit(table::chunk, from, [&](std::string_view key, record_view value) {
      const auto place = parse_chunk_key(key);
      if (!place || place->stream != record.id)
        return false;
      if (seen++ == entries_per_read) {
        from = key;
        more = true;
        return false;
      }
      const auto header = codec.header(value);
      if (header && header->first == place->first)
        entries.push_back({place->first, header->rows, static_cast<std::uint32_t>(value.size()),
                           header->time_min, header->time_max, false});
      else
        entries.push_back(damaged_entry(place->first, value.size()));
      return true;
    });
    if (!done)
      return done.error();
  }
  return entries;
}

void stream_history::add_chunk(const chunk_entry& entry) {
  if (!index_loaded)
    return;
  if (!index.empty() && index.back().first == entry.first)
    index.back() = entry;
  else
    index.push_back(entry);
}

void stream_history::remove_chunks(const std::vector<sequence>& firsts) {
  std::erase_if(index, [&](const chunk_entry& entry) {
    return std::ranges::binary_search(firsts, entry.first);
  });
}

history_snapshot snapshot_of(const stream_history& history) {
  history_snapshot snapshot;
  const auto& runs = history.tail.runs();
  snapshot.tail.assign(runs.begin(), runs.end());
  if (history.limited())
    snapshot.index.assign(history.index.begin(), history.index.end());
  snapshot.rule = history.record.options.history;
  snapshot.last = history.intake.last();
  return snapshot;
}

result<std::optional<element_run>> read_chunk(const engine& disk, const stream_history& history,
                                              sequence first) {
  const std::string key = chunk_key(history.record.id, first);
  result<std::optional<element_run>> outcome{std::optional<element_run>{}};
  auto done = disk.read(table::chunk, {&key, 1}, [&](std::size_t, record_view value) {
    auto rows = history.codec.decode(value);
    if (rows)
      outcome =
          std::optional{make_run(first, *rows, 0, static_cast<std::uint32_t>((*rows)->rows()))};
    else
      outcome = rows.error();
  });
  if (!done)
    return done.error();
  return outcome;
}

kept_elements kept_of(const engine& disk, const stream_history& history,
                      const history_snapshot& snapshot) {
  std::vector<extent> extents;
  std::vector<const chunk_entry*> chunks;
  for (const auto& entry : snapshot.index)
    if (!entry.damaged) {
      extents.push_back({entry.rows, entry.time_min, entry.time_max});
      chunks.push_back(&entry);
    }
  for (const auto& run : snapshot.tail)
    extents.push_back({run.rows(), run.time_min, run.time_max});
  return what_is_kept(snapshot.rule, extents, [&](std::size_t i, std::vector<std::int64_t>& times) {
    if (i >= chunks.size()) {
      const auto all = snapshot.tail[i - chunks.size()].timestamps();
      times.insert(times.end(), all.begin(), all.end());
      return;
    }
    const auto key = chunk_key(history.record.id, chunks[i]->first);
    // What cannot be read counts for nothing here; the scan that meets it reports it.
    static_cast<void>(disk.read(table::chunk, {&key, 1}, [&](std::size_t, record_view value) {
      std::vector<std::int64_t> all;
      if (!history.codec.decode_timestamps(value, all))
        return;
      // The chunk may have grown by elements that the snapshot has in its tail.
      const auto rows = std::min<std::size_t>(all.size(), chunks[i]->rows);
      times.insert(times.end(), all.begin(), all.begin() + static_cast<std::ptrdiff_t>(rows));
    }));
  });
}

chunk_counters with_chunk(chunk_counters counters, const chunk_entry& entry) {
  if (counters.tip.rows > 0 && counters.tip.first == entry.first) {
    counters.rows -= counters.tip.rows;
    counters.bytes -= counters.tip.bytes;
  }
  counters.oldest = counters.rows == 0 ? entry.time_min : std::min(counters.oldest, entry.time_min);
  counters.newest = counters.rows == 0 ? entry.time_max : std::max(counters.newest, entry.time_max);
  counters.rows += entry.rows;
  counters.bytes += entry.bytes;
  counters.last = std::max(counters.last, entry.last());
  counters.tip = entry;
  return counters;
}

chunk_counters counters_of(const std::deque<chunk_entry>& index, sequence last) {
  chunk_counters counters;
  counters.last = last;
  for (const auto& entry : index)
    if (!entry.damaged)
      counters = with_chunk(counters, entry);
  return counters;
}

} // namespace plexus::storage
