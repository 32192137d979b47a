// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/memory_store.hpp"

#include "runtime/storage/element_runs.hpp"
#include "runtime/storage/retention.hpp"
#include "runtime/storage/scan_emitter.hpp"
#include "runtime/storage/stream_intake.hpp"

#include <algorithm>
#include <mutex>

namespace plexus::storage {
struct memory_store::record {
  record(std::string name_, model::schema_ptr layout_, const stream_options& options_)
      : name(std::move(name_)), layout(std::move(layout_)), options(options_),
        intake(layout, options.unique_timestamps) {}

  std::string name;
  model::schema_ptr layout;
  stream_options options;
  stream_intake intake;
  element_runs elements;
  sequence durable = 0;
};

namespace {

kept_elements kept_of(const model::retention& rule, const std::vector<element_run>& runs) {
  std::vector<extent> extents;
  for (const auto& run : runs)
    extents.push_back({run.rows(), run.time_min, run.time_max});
  return what_is_kept(rule, extents, [&](std::size_t i, std::vector<std::int64_t>& times) {
    const auto all = runs[i].timestamps();
    times.insert(times.end(), all.begin(), all.end());
  });
}

error unknown(stream_id stream) {
  return fail(errc::unknown_stream, "no such stream", std::to_string(stream));
}

} // namespace

memory_store::memory_store(const memory_store_settings& settings) : settings_(settings) {}
memory_store::~memory_store() = default;

stream_info memory_store::describe(stream_id id, const record& of) {
  const auto& runs = of.elements.runs();
  const auto kept = kept_of(of.options.history, {runs.begin(), runs.end()});
  stream_info info;
  info.id = id;
  info.name = of.name;
  info.layout = of.layout;
  info.last = of.intake.last();
  info.durable = of.durable;
  info.first_kept = runs.empty() ? info.last + 1 : of.elements.first();
  info.elements = kept.rows;
  if (kept.oldest)
    info.oldest = from_microseconds(*kept.oldest);
  if (kept.newest)
    info.newest = from_microseconds(*kept.newest);
  return info;
}

result<stream_id> memory_store::open_stream(const std::string& name,
                                            const model::schema_ptr& layout,
                                            const stream_options& options) {
  const std::unique_lock hold{mutex_};
  for (auto& [id, stream] : streams_)
    if (stream->name == name) {
      if (!stream->layout->same_layout(*layout))
        return fail(errc::stream_conflict, "the stream exists with other fields", name);
      stream->options = options;
      stream->intake.set_unique(options.unique_timestamps);
      return id;
    }
  streams_.emplace(++last_id_, std::make_unique<record>(name, layout, options));
  return last_id_;
}

std::optional<stream_id> memory_store::find_stream(const std::string& name) const {
  const std::shared_lock hold{mutex_};
  for (const auto& [id, stream] : streams_)
    if (stream->name == name)
      return id;
  return std::nullopt;
}

std::vector<stream_info> memory_store::streams() const {
  const std::shared_lock hold{mutex_};
  std::vector<stream_info> all;
  for (const auto& [id, stream] : streams_)
    all.push_back(describe(id, *stream));
  return all;
}

result<stream_info> memory_store::info(stream_id id) const {
  const std::shared_lock hold{mutex_};
  const auto found = streams_.find(id);
  if (found == streams_.end())
    return unknown(id);
  return describe(id, *found->second);
}

status memory_store::remove_stream(stream_id id) {
  const std::unique_lock hold{mutex_};
  const auto found = streams_.find(id);
  if (found == streams_.end())
    return unknown(id);
  pending_ -= found->second->intake.last() - found->second->durable;
  streams_.erase(found);
  return {};
}

result<appended> memory_store::append(stream_id id, const model::batch_ptr& elements) {
  const std::unique_lock hold{mutex_};
  const auto found = streams_.find(id);
  if (found == streams_.end())
    return unknown(id);
  auto& stream = *found->second;
  auto outcome = stream.intake.admit(
      elements, [&](std::int64_t timed) { return stream.elements.contains(timed); });
  if (!outcome)
    return outcome;
  const auto& accepted = outcome->accepted;
  const auto rows = static_cast<std::uint32_t>(accepted->rows());
  if (rows > 0)
    stream.elements.append(make_run(outcome->last - rows + 1, accepted, 0, rows));
  pending_ += rows;
  return outcome;
}

status memory_store::commit() {
  const std::unique_lock hold{mutex_};
  for (auto& [id, stream] : streams_) {
    stream->durable = stream->intake.last();
    if (stream->options.history.kind == model::retention_kind::unlimited)
      continue;
    const auto& runs = stream->elements.runs();
    stream->elements.drop_older(
        kept_of(stream->options.history, {runs.begin(), runs.end()}).cutoff);
  }
  pending_ = 0;
  ++commits_;
  return {};
}

bool memory_store::commit_wanted() const {
  const std::shared_lock hold{mutex_};
  return pending_ >= settings_.commit_elements;
}

status memory_store::scan(stream_id id, const scan_request& wanted,
                          const std::function<bool(const scan_piece&)>& visit) const {
  std::vector<element_run> runs; // shares the blocks; the visitor is called without the lock
  model::retention rule;
  {
    const std::shared_lock hold{mutex_};
    const auto found = streams_.find(id);
    if (found == streams_.end())
      return unknown(id);
    runs.assign(found->second->elements.runs().begin(), found->second->elements.runs().end());
    rule = found->second->options.history;
  }
  scan_emitter emitter{wanted, kept_of(rule, runs).cutoff, visit};
  if (wanted.descending)
    std::reverse(runs.begin(), runs.end());
  for (const auto& run : runs)
    if (!emitter.emit(run))
      break;
  return {};
}

bool memory_store::contains_timestamp(stream_id id, std::int64_t timed) const {
  const std::shared_lock hold{mutex_};
  const auto found = streams_.find(id);
  return found != streams_.end() && found->second->intake.contains(timed, [&](std::int64_t t) {
    return found->second->elements.contains(t);
  });
}

store_health memory_store::health() const {
  const std::shared_lock hold{mutex_};
  store_health health;
  health.commits = commits_;
  health.pending_elements = pending_;
  return health;
}

} // namespace plexus::storage
