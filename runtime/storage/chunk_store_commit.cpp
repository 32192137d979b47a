// SPDX-License-Identifier: Apache-2.0
// Committing: what goes into chunks, what into the journal, what retention deletes, one
// transaction.
#include "runtime/storage/chunk_store.hpp"

#include <algorithm>

namespace plexus::storage {
namespace {

constexpr std::size_t short_chunks_max = 256; // written in one commit to shorten the journal
constexpr double journal_share = 0.125;       // of the journal freed at a time
constexpr std::size_t removals_max = 4096;    // chunks deleted of one stream in one commit
constexpr std::size_t section_rows_max = 8192;

/// Runs without the elements up to `until`.
std::vector<element_run> after(std::vector<element_run> runs, sequence until) {
  std::erase_if(runs, [&](const element_run& run) { return run.last() <= until; });
  if (!runs.empty() && runs.front().first <= until) {
    auto& run = runs.front();
    run = make_run(until + 1, run.block,
                   run.begin + static_cast<std::uint32_t>(until + 1 - run.first), run.end);
  }
  return runs;
}

} // namespace

status chunk_store::commit() {
  const std::lock_guard commit{commit_};
  if (disk_->read_only())
    return {}; // nothing was accepted
  auto plan = begin_commit();
  if (plan.streams.empty())
    return {};
  auto done = write_plan(plan);
  if (done)
    finish_commit(plan);
  const std::unique_lock hold{mutex_};
  health_.last_commit = done;
  ++(done ? health_.commits : health_.commits_failed);
  if (!done)
    for (const auto& part : plan.streams)
      dirty_.insert(part.history->record.id);
  return done;
}

/// Takes what is to be written as it is now; appends go on meanwhile.
chunk_store::commit_plan chunk_store::begin_commit() {
  commit_plan plan;
  std::vector<stream_id> shorten;
  if (pins_.bytes() > settings_.journal_bytes_max || pins_.blobs() > settings_.journal_blobs_max)
    shorten = pins_.oldest(journal_share, short_chunks_max);
  std::ranges::sort(shorten);
  const std::unique_lock hold{mutex_};
  std::set<stream_id> taken;
  taken.swap(dirty_);
  taken.insert(shorten.begin(), shorten.end());
  for (const auto id : taken) {
    const auto history = find(id);
    if (!history)
      continue;
    stream_commit part;
    part.history = history;
    part.tail.assign(history->tail.runs().begin(), history->tail.runs().end());
    part.last = history->intake.last();
    part.pending = history->pending();
    part.pending_bytes = history->pending_bytes;
    part.even_short = std::ranges::binary_search(shorten, id);
    part.record = history->record_pending;
    part.limited = history->limited();
    part.sealed = history->chunks.last;
    part.counters = history->chunks;
    plan.streams.push_back(std::move(part));
  }
  return plan;
}

bool chunk_store::is_short(const chunk_entry& tip) const {
  return tip.rows > 0 && tip.bytes * 2 < cutter_.bytes_max();
}

/// The tail, with the last chunk's elements in front when that chunk is short and they follow it.
std::vector<element_run> chunk_store::with_tip(const stream_commit& part) const {
  auto runs = part.tail;
  const auto& tip = part.counters.tip;
  if (runs.empty() || !is_short(tip) || tip.last() + 1 != runs.front().first)
    return runs;
  const auto last = read_chunk(*disk_, *part.history, tip.first);
  if (last && *last && (*last)->rows() == tip.rows) // else it stays as it is
    runs.insert(runs.begin(), **last);
  return runs;
}

void chunk_store::seal(commit_plan& plan, stream_commit& part) {
  auto& history = *part.history;
  // Most commits fill no chunk: do not read the short one for nothing.
  const auto& tip = part.counters.tip;
  const auto expected = (is_short(tip) ? static_cast<double>(tip.bytes) : 0.0) +
                        expected_bytes(part.tail, history.row_bytes);
  if (!part.even_short && expected < full_share * static_cast<double>(cutter_.bytes_max()))
    return;
  auto runs = with_tip(part);
  while (!runs.empty()) {
    auto chunk = cutter_.cut(history.codec, runs, part.even_short, history.row_bytes);
    if (!chunk)
      return;
    const auto& entry = chunk->entry;
    part.counters = with_chunk(part.counters, entry);
    part.sealed = entry.last();
    part.chunks.push_back(entry);
    plan.changes.push_back(
        {table::chunk, chunk_key(history.record.id, entry.first), std::move(chunk->bytes)});
    runs = after(std::move(runs), part.sealed);
  }
}

/// What is neither durable nor sealed by this commit.
void chunk_store::journal(stream_commit& part, journal_blob& blob) const {
  const auto& history = *part.history;
  const auto rows_max =
      static_cast<std::uint32_t>(std::min(section_rows_max, history.codec.rows_max()));
  for (const auto& run : after(part.tail, std::max(history.durable, part.sealed)))
    for (auto begin = run.begin; begin < run.end;) {
      const auto end = std::min(run.end, begin + rows_max);
      const codec::row_range rows{run.block.get(), begin, end};
      record_bytes chunk;
      history.codec.encode({&rows, 1}, run.first + (begin - run.begin), chunk);
      blob.add(history.record.id, chunk);
      part.journalled = true;
      begin = end;
    }
}

/// Deletes chunks all of whose elements are older than what is kept.
void chunk_store::apply_retention(commit_plan& plan, stream_commit& part) {
  auto& history = *part.history;
  if (!part.limited || part.counters.rows == 0 || !load_index_locked(part.history))
    return; // an index that cannot be read now is read later; nothing is deleted until then
  history_snapshot snapshot;
  {
    const std::shared_lock hold{mutex_};
    snapshot = snapshot_of(history); // the chunks this commit writes are still in the tail
  }
  const auto kept = kept_of(*disk_, history, snapshot);
  bool newer_gone = true; // a damaged chunk goes with the chunk after it
  for (auto entry = snapshot.index.rbegin(); entry != snapshot.index.rend(); ++entry) {
    const bool rewritten = !part.chunks.empty() && part.chunks.front().first == entry->first;
    const bool gone = entry->damaged ? newer_gone && entry != snapshot.index.rbegin()
                                     : entry->time_max < kept.cutoff && !rewritten;
    newer_gone = gone;
    if (gone)
      part.removed.push_back(entry->first);
  }
  std::ranges::reverse(part.removed);
  if (part.removed.size() > removals_max)
    part.removed.resize(removals_max);
  if (part.removed.empty())
    return;
  std::deque<chunk_entry> left(snapshot.index.begin(), snapshot.index.end());
  std::erase_if(left, [&](const chunk_entry& entry) {
    return std::ranges::binary_search(part.removed, entry.first);
  });
  part.counters = counters_of(left, part.counters.last);
  for (const auto& entry : part.chunks)
    part.counters = with_chunk(part.counters, entry);
  for (const auto first : part.removed)
    plan.changes.push_back({table::chunk, chunk_key(history.record.id, first), {}, true});
}

status chunk_store::write_plan(commit_plan& plan) {
  journal_blob blob;
  for (auto& part : plan.streams) {
    const auto& record = part.history->record;
    if (part.record) {
      const std::shared_lock hold{mutex_}; // the options may be changed by open_stream
      plan.changes.push_back({table::meta, stream_key(record.id), encode_stream(record)});
      plan.changes.push_back(
          {table::meta, std::string{next_stream_key}, encode_number(next_stream_)});
    }
    seal(plan, part);
    journal(part, blob);
    apply_retention(plan, part);
    if (!part.chunks.empty() || !part.removed.empty()) {
      plan.changes.push_back(
          {table::meta, counters_key(record.id), encode_counters(part.counters)});
      plan.sealed[record.id] = part.sealed;
    }
  }
  for (const auto freed : pins_.free_after(plan.sealed))
    plan.changes.push_back({table::journal, journal_key(freed), {}, true});
  if (!blob.empty()) {
    auto bytes = blob.finish();
    plan.blob_bytes = bytes.size();
    plan.changes.push_back({table::journal, journal_key(next_blob_), std::move(bytes)});
  }
  return plan.changes.empty() ? status{} : disk_->write(plan.changes);
}

void chunk_store::finish_commit(const commit_plan& plan) {
  pins_.release(plan.sealed);
  if (plan.blob_bytes > 0) {
    pins_.add_blob(next_blob_, plan.blob_bytes);
    for (const auto& part : plan.streams)
      if (part.journalled)
        pins_.pin(part.history->record.id, next_blob_, part.last);
    ++next_blob_;
  }
  const std::unique_lock hold{mutex_};
  for (const auto& part : plan.streams) {
    auto& history = *part.history;
    history.durable = part.last;
    history.chunks = part.counters;
    history.tail.drop_until(part.sealed);
    for (const auto& entry : part.chunks)
      history.add_chunk(entry);
    history.remove_chunks(part.removed);
    history.pending_bytes -= part.pending_bytes;
    health_.pending_bytes -= part.pending_bytes;
    health_.pending_elements -= part.pending;
    if (part.record)
      history.record_pending = false;
  }
}

} // namespace plexus::storage
