// SPDX-License-Identifier: Apache-2.0
// Opening: streams and their counters, the journal back into memory, chunks of removed streams
// away.
#include "runtime/storage/chunk_store.hpp"

#include <algorithm>
#include <limits>

namespace plexus::storage {
namespace {

constexpr std::size_t erased_per_write = 1024; // chunks of one transaction

} // namespace

status chunk_store::recover() {
  if (auto done = read_streams(); !done)
    return done;
  if (auto done = check_counters(); !done)
    return done;
  if (auto done = read_journal(); !done)
    return done;
  if (disk_->read_only())
    return {};
  return remove_orphans();
}

status chunk_store::read_streams() {
  std::map<stream_id, chunk_counters> counters;
  bool empty = true;
  std::optional<std::uint64_t> format;
  const auto damage = [this](std::string_view key, const error& what) {
    ++health_.damaged;
    log_.error("storage.damaged", "a record is damaged and left out",
               {{"key", std::string{key.substr(0, 1)}}, {"why", what.to_string()}});
  };
  auto done = disk_->visit(table::meta, {}, [&](std::string_view key, record_view value) {
    empty = false;
    if (const auto id = parse_stream_key(key, 's')) {
      next_stream_ = std::max(next_stream_, *id + 1);
      auto record = decode_stream(value);
      if (!record || record->id != *id)
        return damage(key, record ? fail(errc::malformed_chunk, "wrong id") : record.error()), true;
      const auto name = record->name;
      streams_.emplace(*id, std::make_shared<stream_history>(std::move(*record)));
      names_.emplace(name, *id);
    } else if (const auto counted = parse_stream_key(key, 'c')) {
      if (const auto known = decode_counters(value))
        counters[*counted] = *known;
      else
        damage(key, known.error());
    } else if (key == format_key || key == next_stream_key) {
      const auto number = decode_number(value);
      if (!number)
        return damage(key, number.error()), true;
      if (key == format_key)
        format = *number;
      else
        next_stream_ = std::max(next_stream_, static_cast<stream_id>(*number));
    }
    return true;
  });
  if (!done)
    return done;
  if (format && *format != store_format)
    return fail(errc::storage_unavailable, "the history has format " + std::to_string(*format));
  for (const auto& [id, known] : counters)
    if (const auto history = find(id))
      history->chunks = known;
  if (!empty || disk_->read_only())
    return {};
  const change first{table::meta, std::string{format_key}, encode_number(store_format)};
  return disk_->write({&first, 1});
}

/// Counters that are missing or damaged are made again from the chunks.
status chunk_store::check_counters() {
  for (const auto& [id, history] : streams_) {
    if (history->chunks.last == 0) {
      bool any = false;
      auto done =
          disk_->visit(table::chunk, chunk_key(id, 0), [&, stream = id](auto key, record_view) {
            const auto place = parse_chunk_key(key);
            any = place && place->stream == stream;
            return false;
          });
      if (done && any)
        done = load_index(history);
      if (!done)
        return done;
      if (any)
        history->chunks = counters_of(history->index, 0);
      else
        history->index_loaded = true;
    }
    const auto& chunks = history->chunks;
    if (chunks.last > 0)
      history->intake.resume(
          chunks.last, chunks.rows > 0 ? chunks.newest : std::numeric_limits<std::int64_t>::min());
    history->durable = chunks.last;
  }
  return {};
}

status chunk_store::read_journal() {
  std::string from;
  for (bool more = true; more;) {
    more = false;
    std::uint64_t bytes = 0;
    auto done = disk_->visit(table::journal, from, [&](std::string_view key, record_view value) {
      if (bytes > cutter_.bytes_max() * 256) { // keep the transaction short
        from = key;
        more = true;
        return false;
      }
      bytes += value.size();
      const auto blob = parse_journal_key(key).value_or(0);
      next_blob_ = std::max(next_blob_, blob + 1);
      pins_.add_blob(blob, value.size());
      auto read = each_section(
          value, [&](stream_id stream, record_view chunk) { replay_section(stream, chunk, blob); });
      if (!read) {
        ++health_.damaged;
        log_.error("storage.damaged", "a journal blob is damaged",
                   {{"blob", std::to_string(blob)}, {"why", read.error().to_string()}});
      }
      return true;
    });
    if (!done)
      return done;
  }
  return {};
}

void chunk_store::replay_section(stream_id stream, record_view chunk, std::uint64_t blob) {
  const auto history = find(stream);
  if (!history)
    return; // removed since
  const auto header = history->codec.header(chunk);
  auto rows = history->codec.decode(chunk);
  if (!header || !rows) {
    ++history->damaged;
    ++health_.damaged;
    log_.error("storage.damaged", "a part of the journal is damaged and left out",
               {{"stream", history->record.name}, {"blob", std::to_string(blob)}});
    return;
  }
  const auto known = std::max(history->chunks.last, history->tail.last());
  const auto last = header->first + header->rows - 1;
  if (last <= known)
    return;
  const auto skipped = header->first > known ? 0 : known + 1 - header->first;
  auto run =
      make_run(header->first + skipped, *rows, static_cast<std::uint32_t>(skipped), header->rows);
  for (const auto timed : run.timestamps())
    history->intake.saw(timed);
  history->tail.append(std::move(run));
  history->intake.continue_after(last);
  history->durable = last;
  pins_.pin(stream, blob, last);
}

status chunk_store::remove_orphans() {
  std::set<stream_id> present;
  std::string from;
  for (bool more = true; more;) {
    more = false;
    auto done = disk_->visit(table::chunk, from, [&](std::string_view key, record_view) {
      const auto place = parse_chunk_key(key);
      if (!place)
        return false;
      present.insert(place->stream);
      from = chunk_key(place->stream + 1, 0);
      more = place->stream + 1 != 0;
      return false;
    });
    if (!done)
      return done;
  }
  for (const auto id : present) {
    if (find(id))
      continue;
    // A stream whose record is damaged still has its record: its history is left alone.
    bool has_record = false;
    const auto key = stream_key(id);
    auto done =
        disk_->read(table::meta, {&key, 1}, [&](std::size_t, record_view) { has_record = true; });
    if (done && !has_record)
      done = erase_chunks(id);
    if (!done)
      return done;
  }
  return {};
}

status chunk_store::erase_chunks(stream_id stream) {
  for (;;) {
    std::vector<change> changes;
    auto done =
        disk_->visit(table::chunk, chunk_key(stream, 0), [&](std::string_view key, record_view) {
          const auto place = parse_chunk_key(key);
          if (!place || place->stream != stream || changes.size() == erased_per_write)
            return false;
          changes.push_back({table::chunk, std::string{key}, {}, true});
          return true;
        });
    if (!done || changes.empty())
      return done;
    if (done = disk_->write(changes); !done)
      return done;
  }
}

} // namespace plexus::storage
