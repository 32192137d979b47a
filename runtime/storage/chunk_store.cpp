// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/chunk_store.hpp"

#include "runtime/storage/scan_emitter.hpp"

#include <algorithm>
#include <limits>

namespace plexus::storage {
namespace {

constexpr std::size_t chunks_per_read = 8; // of one read transaction
constexpr std::size_t decoded_max = 16;    // chunks whose timestamps are kept for duplicate checks

error unknown(stream_id stream) {
  return fail(errc::unknown_stream, "no such stream", std::to_string(stream));
}

} // namespace

chunk_store::chunk_store(std::unique_ptr<engine> disk, const chunk_store_settings& settings,
                         const logger& log)
    : disk_(std::move(disk)), settings_(settings), log_(log), cutter_(settings.chunk_bytes_max) {}

result<std::unique_ptr<store>> chunk_store::open(std::unique_ptr<engine> disk,
                                                 const chunk_store_settings& settings,
                                                 const logger& log) {
  std::unique_ptr<chunk_store> made{new chunk_store{std::move(disk), settings, log}};
  if (auto recovered = made->recover(); !recovered)
    return recovered.error();
  return std::unique_ptr<store>{std::move(made)};
}

result<stream_id> chunk_store::open_stream(const std::string& name, const model::schema_ptr& layout,
                                           const stream_options& options) {
  const std::unique_lock hold{mutex_};
  if (const auto found = names_.find(name); found != names_.end()) {
    auto& history = *streams_.at(found->second);
    if (!history.record.layout->same_layout(*layout))
      return fail(errc::stream_conflict, "the stream exists with other fields", name);
    const auto& known = history.record.options;
    if (disk_->read_only() ||
        (known.history == options.history && known.unique_timestamps == options.unique_timestamps))
      return found->second;
    history.record.options = options;
    history.intake.set_unique(options.unique_timestamps);
    history.record_pending = true;
    dirty_.insert(found->second);
    return found->second;
  }
  if (disk_->read_only())
    return fail(errc::storage_read_only, "the store was opened for queries alone", name);
  const auto id = next_stream_++;
  auto history = std::make_shared<stream_history>(stream_record{id, name, layout, options});
  history->record_pending = true;
  history->index_loaded = true; // there is nothing to load
  streams_.emplace(id, std::move(history));
  names_.emplace(name, id);
  dirty_.insert(id);
  return id;
}

std::optional<stream_id> chunk_store::find_stream(const std::string& name) const {
  const std::shared_lock hold{mutex_};
  const auto found = names_.find(name);
  return found == names_.end() ? std::nullopt : std::optional{found->second};
}

chunk_store::history_ptr chunk_store::find(stream_id id) const {
  const auto found = streams_.find(id);
  return found == streams_.end() ? nullptr : found->second;
}

status chunk_store::load_index_locked(const history_ptr& history) const {
  if (history->index_loaded) // only written with commit_ held
    return {};
  auto index = history->read_index(*disk_);
  if (!index)
    return index.error();
  std::vector<sequence> damaged;
  for (const auto& entry : *index)
    if (entry.damaged)
      damaged.push_back(entry.first);
  {
    const std::unique_lock hold{mutex_};
    history->index = std::move(*index);
    history->index_loaded = true;
    for (auto& entry : history->index)
      entry.damaged = false; // noted below, once
  }
  note_damage(history, damaged);
  return {};
}

status chunk_store::load_index(const history_ptr& history) const {
  const std::lock_guard commit{commit_};
  return load_index_locked(history);
}

result<chunk_store::history_ptr> chunk_store::indexed(stream_id id) const {
  history_ptr history;
  bool loaded = false;
  {
    const std::shared_lock hold{mutex_};
    history = find(id);
    loaded = history != nullptr && history->index_loaded;
  }
  if (!history)
    return unknown(id);
  if (!loaded)
    if (auto done = load_index(history); !done)
      return done.error();
  return history;
}

void chunk_store::note_damage(const history_ptr& history,
                              const std::vector<sequence>& firsts) const {
  const std::unique_lock hold{mutex_};
  for (auto& entry : history->index) {
    if (entry.damaged || !std::ranges::binary_search(firsts, entry.first))
      continue;
    entry.damaged = true;
    entry.time_min = std::numeric_limits<std::int64_t>::min(); // every scan meets it
    entry.time_max = std::numeric_limits<std::int64_t>::max();
    ++history->damaged;
    ++const_cast<chunk_store*>(this)->health_.damaged;
    log_.error("storage.damaged", "a chunk of history is damaged and left out",
               {{"stream", history->record.name}, {"sequence", std::to_string(entry.first)}});
  }
}

// The timestamps of a chunk, sorted, from the newest few that were asked for. With mutex_ held.
const std::vector<std::int64_t>* chunk_store::sorted_times(const stream_history& history,
                                                           const chunk_entry& entry) const {
  const auto id = history.record.id;
  for (const auto& known : decoded_)
    if (known.stream == id && known.entry.first == entry.first && known.entry.rows == entry.rows)
      return &known.sorted;
  decoded_times fresh{id, entry, {}};
  const auto key = chunk_key(id, entry.first);
  // A damaged chunk has no timestamps that could be told; scans report it.
  static_cast<void>(disk_->read(table::chunk, {&key, 1}, [&](std::size_t, record_view value) {
    if (!history.codec.decode_timestamps(value, fresh.sorted))
      fresh.sorted.clear();
  }));
  std::ranges::sort(fresh.sorted);
  if (decoded_.size() == decoded_max)
    decoded_.pop_front();
  decoded_.push_back(std::move(fresh));
  return &decoded_.back().sorted;
}

bool chunk_store::in_history(const stream_history& history, std::int64_t timed) const {
  if (history.tail.contains(timed))
    return true;
  return std::ranges::any_of(history.index, [&](const chunk_entry& entry) {
    return !entry.damaged && entry.time_min <= timed && timed <= entry.time_max &&
           std::ranges::binary_search(*sorted_times(history, entry), timed);
  });
}

result<appended> chunk_store::append(stream_id id, const model::batch_ptr& elements) {
  if (disk_->read_only())
    return fail(errc::storage_read_only, "the store was opened for queries alone");
  std::unique_lock hold{mutex_};
  auto history = find(id);
  while (history && !history->index_loaded && history->intake.needs_history(*elements)) {
    hold.unlock();
    if (auto done = load_index(history); !done)
      return done.error();
    hold.lock();
    history = find(id);
  }
  if (!history)
    return unknown(id);
  const auto bytes = elements->size_bytes();
  if (health_.pending_bytes > 0 && health_.pending_bytes + bytes > settings_.pending_bytes_max)
    return fail(errc::storage_busy, "too much waits to be written", history->record.name);
  auto outcome = history->intake.admit(
      elements, [&](std::int64_t timed) { return in_history(*history, timed); });
  if (!outcome || outcome->accepted->rows() == 0)
    return outcome;
  const auto rows = static_cast<std::uint32_t>(outcome->accepted->rows());
  history->tail.append(make_run(outcome->last - rows + 1, outcome->accepted, 0, rows));
  history->pending_bytes += outcome->accepted->size_bytes();
  health_.pending_bytes += outcome->accepted->size_bytes();
  health_.pending_elements += rows;
  dirty_.insert(id);
  return outcome;
}

bool chunk_store::contains_timestamp(stream_id id, std::int64_t timed) const {
  const auto history = indexed(id);
  if (!history)
    return false;
  const std::unique_lock hold{mutex_}; // not shared: looking fills decoded_
  return (*history)->intake.contains(timed,
                                     [&](std::int64_t t) { return in_history(**history, t); });
}

bool chunk_store::commit_wanted() const {
  const std::shared_lock hold{mutex_};
  return health_.pending_elements >= settings_.commit_elements ||
         health_.pending_bytes >= settings_.commit_bytes;
}

store_health chunk_store::health() const {
  const std::shared_lock hold{mutex_};
  auto health = health_;
  health.bytes_on_disk = disk_->bytes_on_disk();
  health.read_only = disk_->read_only();
  return health;
}

status chunk_store::scan(stream_id id, const scan_request& wanted,
                         const std::function<bool(const scan_piece&)>& visit) const {
  const auto found = indexed(id);
  if (!found)
    return found.error();
  const auto& history = *found;
  history_snapshot snapshot;
  {
    const std::shared_lock hold{mutex_};
    snapshot = snapshot_of(*history);
  }
  const auto cutoff = snapshot.rule.kind == model::retention_kind::unlimited
                          ? std::numeric_limits<std::int64_t>::min()
                          : kept_of(*disk_, *history, snapshot).cutoff;
  scan_emitter emitter{wanted, cutoff, visit};
  std::vector<sequence> damaged;
  bool going = true;
  if (wanted.descending)
    for (auto run = snapshot.tail.rbegin(); run != snapshot.tail.rend() && going; ++run)
      going = emitter.emit(*run);
  if (going)
    if (auto done = scan_chunks(history, snapshot, wanted, emitter, damaged); !done)
      return done;
  if (!wanted.descending)
    for (auto run = snapshot.tail.begin(); run != snapshot.tail.end() && going; ++run)
      going = emitter.emit(*run);
  std::ranges::sort(damaged);
  note_damage(history, damaged);
  if (!damaged.empty())
    return fail(errc::chunk_damaged, std::to_string(damaged.size()) + " damaged chunks left out",
                history->record.name);
  return {};
}

status chunk_store::scan_chunks(const history_ptr& history, const history_snapshot& snapshot,
                                const scan_request& wanted, scan_emitter& emitter,
                                std::vector<sequence>& damaged) const {
  // Elements in the snapshot's tail are not taken from chunks, whatever is sealed meanwhile.
  const auto end = snapshot.tail.empty() ? snapshot.last + 1 : snapshot.tail.front().first;
  auto reached = wanted.descending ? end : sequence{0};
  for (;;) {
    std::vector<std::string> keys;
    std::vector<sequence> firsts;
    const auto take = [&](const chunk_entry& entry) {
      reached = entry.first;
      if (entry.damaged)
        damaged.push_back(entry.first);
      else if (emitter.wants(entry.time_min, entry.time_max) && entry.last() > wanted.after) {
        keys.push_back(chunk_key(history->record.id, entry.first));
        firsts.push_back(entry.first);
      }
      return keys.size() < chunks_per_read;
    };
    {
      const std::shared_lock hold{mutex_};
      const auto& index = history->index;
      const auto by_first = [](const chunk_entry& entry) { return entry.first; };
      if (wanted.descending) {
        auto at = std::ranges::lower_bound(index, reached, {}, by_first);
        while (at != index.begin() && (at - 1)->last() > wanted.after && take(*--at)) {
        }
      } else {
        auto at = std::ranges::upper_bound(index, reached, {}, by_first);
        if (reached == 0 && wanted.after > 0) { // start at the chunk that may hold the next one
          at = std::ranges::upper_bound(index, wanted.after, {}, by_first);
          at -= at == index.begin() ? 0 : 1;
        }
        while (at != index.end() && at->first < end && take(*at++)) {
        }
      }
    }
    if (keys.empty())
      return {};
    std::vector<element_run> runs;
    auto done = disk_->read(table::chunk, keys, [&](std::size_t i, record_view value) {
      auto rows = history->codec.decode(value);
      if (rows)
        runs.push_back(make_run(firsts[i], *rows, 0, static_cast<std::uint32_t>((*rows)->rows())));
      else
        damaged.push_back(firsts[i]);
    });
    if (!done)
      return done;
    for (const auto& run : runs)
      if (!emitter.emit(run))
        return {};
  }
}

result<stream_info> chunk_store::info(stream_id id) const {
  history_ptr history;
  bool needs_index = false;
  {
    const std::shared_lock hold{mutex_};
    history = find(id);
    needs_index = history && history->limited() && !history->index_loaded;
  }
  if (!history)
    return unknown(id);
  if (needs_index)
    if (auto done = load_index(history); !done)
      return done.error();
  history_snapshot snapshot;
  stream_info info;
  chunk_counters chunks;
  {
    const std::shared_lock hold{mutex_};
    snapshot = snapshot_of(*history);
    chunks = history->chunks;
    info.durable = history->durable;
    info.damaged_chunks = history->damaged;
  }
  const auto kept = kept_of(*disk_, *history, snapshot); // reads the disk, so without the lock
  info.id = id;
  info.name = history->record.name;
  info.layout = history->record.layout;
  info.last = snapshot.last;
  info.bytes = chunks.bytes;
  info.elements = kept.rows;
  info.first_kept = snapshot.tail.empty() ? info.last + 1 : snapshot.tail.front().first;
  auto oldest = kept.oldest;
  auto newest = kept.newest;
  if (!snapshot.index.empty()) {
    info.first_kept = snapshot.index.front().first;
  } else if (snapshot.rule.kind == model::retention_kind::unlimited && chunks.rows > 0) {
    info.elements += chunks.rows; // the snapshot has only the tail
    info.first_kept = 1;
    oldest = std::min(oldest.value_or(chunks.oldest), chunks.oldest);
    newest = std::max(newest.value_or(chunks.newest), chunks.newest);
  }
  if (oldest)
    info.oldest = from_microseconds(*oldest);
  if (newest)
    info.newest = from_microseconds(*newest);
  return info;
}

std::vector<stream_info> chunk_store::streams() const {
  std::vector<stream_id> ids;
  {
    const std::shared_lock hold{mutex_};
    for (const auto& [id, history] : streams_)
      ids.push_back(id);
  }
  std::vector<stream_info> all;
  for (const auto id : ids)
    if (auto one = info(id)) // gone meanwhile: not in the list
      all.push_back(std::move(*one));
  return all;
}

status chunk_store::remove_stream(stream_id id) {
  if (disk_->read_only())
    return fail(errc::storage_read_only, "the store was opened for queries alone");
  const std::lock_guard commit{commit_};
  std::vector<change> changes{{table::meta, stream_key(id), {}, true},
                              {table::meta, counters_key(id), {}, true}};
  {
    const std::shared_lock hold{mutex_};
    if (!find(id))
      return unknown(id);
    changes.push_back({table::meta, std::string{next_stream_key}, encode_number(next_stream_)});
  }
  if (auto done = disk_->write(changes); !done)
    return done;
  pins_.forget(id);
  {
    const std::unique_lock hold{mutex_};
    const auto history = find(id);
    health_.pending_elements -= history->pending();
    health_.pending_bytes -= history->pending_bytes;
    names_.erase(history->record.name);
    dirty_.erase(id);
    streams_.erase(id);
  }
  return erase_chunks(id);
}

} // namespace plexus::storage
