// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/output_collector.hpp"

#include <algorithm>
#include <utility>

namespace plexus::query {

result<output_rules> output_rules::make(const model::virtual_sensor_descriptor& wanted) {
  auto nulls = bridge_allows_nulls(wanted);
  if (!nulls)
    return std::move(nulls).error();
  auto layout = output_layout_of(wanted);
  if (!layout) {
    auto failure = std::move(layout).error();
    failure.where = wanted.position.to_string();
    return failure;
  }
  output_rules rules;
  rules.layout = *std::move(layout);
  rules.allow_nulls = *nulls;
  rules.rate = wanted.output_rate;
  rules.distinct_stamps = wanted.unique_timestamps && wanted.compat != model::compatibility::strict;
  return rules;
}

output_collector::output_collector(const clock& time, model::stream_counters& counters)
    : time_(time), counters_(counters), stamp_([this] { return stamp(); }), rows_(rules_.layout) {}

void output_collector::set_rules(output_rules rules) {
  PLEXUS_ASSERT(rows_.empty());
  rules_ = std::move(rules);
  rows_ = model::batch_builder{rules_.layout};
}

status output_collector::add(const result_row& row, const output_columns& columns) {
  if (auto room = make_room(); !room) {
    ++counters_.dropped;
    return room;
  }
  auto written = write_row(row, columns, rules_.allow_nulls, stamp_, rows_);
  if (!written) {
    ++counters_.failed;
    return std::move(written).error();
  }
  if (*written == row_outcome::refused_null) {
    ++counters_.dropped;
    return {};
  }
  if (too_soon()) {
    rows_.abandon_row();
    ++counters_.dropped;
    return {};
  }
  ++counters_.published;
  return {};
}

status output_collector::make_room() {
  if (rows_.full() || rows_.tail_bytes() > model::batch_tail_bytes_max / 2)
    seal();
  if (sealed_.size() >= batches_waiting_max)
    return fail(errc::limit_exceeded, "more was put out in one turn than can be taken");
  return {};
}

bool output_collector::too_soon() {
  if (rules_.rate <= microseconds{0})
    return false;
  const auto now = time_.monotonic();
  if (published_at_ && now - *published_at_ < rules_.rate)
    return true;
  published_at_ = now;
  return false;
}

timestamp output_collector::stamp() {
  auto now = time_.now();
  if (!rules_.distinct_stamps)
    return now;
  // A clock that was set back far must not freeze the stamps where they were.
  constexpr auto ahead_max = seconds{1};
  if (last_stamp_ && *last_stamp_ >= now && *last_stamp_ - now < ahead_max)
    now = *last_stamp_ + microseconds{1};
  last_stamp_ = now;
  return now;
}

void output_collector::seal() {
  if (!rows_.empty())
    sealed_.push_back(rows_.finish());
}

model::batch_ptr output_collector::next() {
  if (sealed_.empty())
    return {};
  auto oldest = std::move(sealed_.front());
  sealed_.pop_front();
  return oldest;
}

} // namespace plexus::query
