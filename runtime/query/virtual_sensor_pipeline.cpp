// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/virtual_sensor_pipeline.hpp"

#include "runtime/query/output_collector.hpp"
#include "runtime/query/source_window.hpp"
#include "runtime/query/stream_query.hpp"

#include <algorithm>
#include <utility>

namespace plexus::query {

namespace {

/// What a descriptor's text turns into: all that replace() exchanges.
struct program {
  std::vector<std::unique_ptr<stream_query>> streams;
  output_rules output;
  std::vector<std::string> warnings;
};

struct source_state {
  std::unique_ptr<source_window> window;
  model::schema_ptr layout;
  std::string table;
  std::uint64_t overflowed = 0; // rows of it that are counted already
};

struct stream_state {
  std::vector<source_state> sources;
  evaluation_history past;
  bool follows_wall_clock = false;
};

std::vector<source_rows> rows_of(const stream_state& stream) {
  std::vector<source_rows> all;
  for (const auto& source : stream.sources)
    all.push_back({source.table, &source.window->rows()});
  return all;
}

error at(error failure, const model::source& wanted) {
  const auto& position = wanted.position;
  failure.where = position.file.empty() ? "source " + wanted.alias : position.to_string();
  return failure;
}

class pipeline final : public virtual_sensor_pipeline {
public:
  pipeline(model::virtual_sensor_descriptor wanted, sql_engine& engine, const clock& time)
      : wanted_(std::move(wanted)), engine_(engine), time_(time), collector_(time, counters_) {}
  ~pipeline() override;

  status open_sources(const std::vector<std::vector<source_binding>>& bindings,
                      const std::string& unique);
  status replace(const model::virtual_sensor_descriptor& wanted) override;

  model::batch_ptr on_elements(source_index from, const model::batch_ptr& elements) override;
  model::batch_ptr on_time() override;
  model::batch_ptr take_rest() override { return collector_.next(); }
  std::optional<timestamp> next_due() const override;

  const model::schema_ptr& output_layout() const noexcept override {
    return program_.output.layout;
  }
  model::stream_counters counters() const noexcept override { return counters_; }
  const std::string& last_error() const noexcept override { return last_error_; }
  std::optional<timestamp> last_error_at() const noexcept override { return last_error_at_; }
  const std::vector<std::string>& warnings() const noexcept override { return program_.warnings; }
  std::size_t window_rows(source_index of) const override;

private:
  result<program> compile(const model::virtual_sensor_descriptor& wanted) const;
  void take(source_index from, const model::batch_ptr& elements, std::uint32_t row);
  void evaluate(source_index fired, timestamp now, bool count_if_dropped);
  void count_overflow(source_state& source);
  void note(const error& failure);
  timestamp wall_time_for(const stream_state& stream) const;

  model::virtual_sensor_descriptor wanted_;
  sql_engine& engine_;
  const clock& time_;
  model::stream_counters counters_;
  std::string last_error_;
  std::optional<timestamp> last_error_at_;
  std::vector<stream_state> streams_;
  output_collector collector_;
  program program_; // its statements go before the tables they read: see ~pipeline
};

pipeline::~pipeline() {
  program_.streams.clear();
  for (const auto& stream : streams_)
    for (const auto& source : stream.sources)
      engine_.remove_table(source.table);
}

status pipeline::open_sources(const std::vector<std::vector<source_binding>>& bindings,
                              const std::string& unique) {
  if (bindings.size() != wanted_.streams.size())
    return fail(errc::invalid_argument, "there must be bindings for every stream");
  for (std::size_t i = 0; i < bindings.size(); ++i) {
    const auto& sources = wanted_.streams[i].sources;
    if (bindings[i].size() != sources.size())
      return fail(errc::invalid_argument, "there must be a binding for every source");
    auto& stream = streams_.emplace_back();
    for (std::size_t k = 0; k < sources.size(); ++k) {
      const auto table = unique + "_" + std::to_string(i) + "_" + std::to_string(k);
      auto window =
          source_window::make(sources[k], bindings[i][k], sources.size() > 1, time_.now());
      if (!window)
        return at(std::move(window).error(), sources[k]);
      if (auto added = engine_.add_table(table, (*window)->rows()); !added)
        return added;
      stream.follows_wall_clock = stream.follows_wall_clock || (*window)->follows_wall_clock();
      stream.sources.push_back({*std::move(window), bindings[i][k].layout, table});
    }
  }
  return {};
}

result<program> pipeline::compile(const model::virtual_sensor_descriptor& wanted) const {
  auto rules = output_rules::make(wanted);
  if (!rules)
    return std::move(rules).error();
  const auto compat = wanted.compat.value_or(model::compatibility::intended);
  program made{{}, *std::move(rules), {}};
  for (std::size_t i = 0; i < wanted.streams.size(); ++i) {
    const auto& stream = wanted.streams[i];
    auto query =
        stream_query::make(stream, rows_of(streams_[i]), engine_, compat, *made.output.layout);
    if (!query)
      return std::move(query).error();
    for (const auto& name : (*query)->columns().missing(*made.output.layout))
      made.warnings.push_back("stream " + stream.name + " gives no " + name +
                              "; it is always null");
    made.streams.push_back(*std::move(query));
  }
  return made;
}

status pipeline::replace(const model::virtual_sensor_descriptor& wanted) {
  if (!model::same_sources(wanted_, wanted))
    return fail(errc::invalid_argument, "the sources differ", wanted.position.to_string());
  auto made = compile(wanted);
  if (!made)
    return made.error();
  wanted_ = wanted;
  program_ = *std::move(made);
  collector_.set_rules(program_.output);
  return {};
}

model::batch_ptr pipeline::on_elements(source_index from, const model::batch_ptr& elements) {
  PLEXUS_ASSERT(from.stream < streams_.size());
  PLEXUS_ASSERT(from.source < streams_[from.stream].sources.size());
  const auto& layout = streams_[from.stream].sources[from.source].layout;
  const auto rows = static_cast<std::uint32_t>(elements->rows());
  counters_.received += rows;
  if (elements->layout_ptr() != layout && !elements->layout().same_layout(*layout)) {
    counters_.failed += rows;
    note(fail(errc::schema_mismatch, "elements of another layout came in"));
    return collector_.next();
  }
  for (std::uint32_t row = 0; row < rows; ++row)
    take(from, elements, row);
  count_overflow(streams_[from.stream].sources[from.source]);
  collector_.seal();
  return collector_.next();
}

void pipeline::take(source_index from, const model::batch_ptr& elements, std::uint32_t row) {
  auto& stream = streams_[from.stream];
  const auto now = wall_time_for(stream);
  const auto outcome = stream.sources[from.source].window->take(elements, row, now);
  if (outcome.late)
    ++counters_.late;
  else if (outcome.sampled_out)
    ++counters_.sampled_out;
  if (outcome.fired)
    evaluate(from, now, !outcome.sampled_out);
}

model::batch_ptr pipeline::on_time() {
  const auto now = time_.now();
  for (std::size_t i = 0; i < streams_.size(); ++i)
    for (std::size_t k = 0; k < streams_[i].sources.size(); ++k)
      if (streams_[i].sources[k].window->on_time(now))
        evaluate({i, k}, now, true);
  collector_.seal();
  return collector_.next();
}

std::optional<timestamp> pipeline::next_due() const {
  std::optional<timestamp> soonest;
  for (const auto& stream : streams_)
    for (const auto& source : stream.sources)
      if (const auto due = source.window->next_due(); due && (!soonest || *due < *soonest))
        soonest = due;
  return soonest;
}

/// GSN's trigger rule: the firing view has a row, the count is not used up, the rate is kept.
void pipeline::evaluate(source_index fired, timestamp now, bool count_if_dropped) {
  auto& stream = streams_[fired.stream];
  auto& query = *program_.streams[fired.stream];
  for (auto& source : stream.sources)
    source.window->refresh(now);
  const auto has_rows =
      query.view_has_rows(fired.source, stream.sources[fired.source].window->rows().shows_rows());
  if (!has_rows) {
    ++counters_.failed;
    return note(has_rows.error());
  }
  if (!*has_rows)
    return;
  if (!query.may_evaluate(stream.past, time_)) {
    counters_.dropped += count_if_dropped ? 1 : 0;
    return;
  }
  struct {
    pipeline& self;
    const output_columns& columns;
    bool any;
  } turn{*this, query.columns(), false};
  // One reference captured: a larger closure would be allocated at every evaluation.
  const auto run = query.run([&turn](const result_row& row) {
    turn.any = true;
    if (auto added = turn.self.collector_.add(row, turn.columns); !added)
      turn.self.note(added.error());
    return true;
  });
  stream.past.with_rows += turn.any ? 1 : 0;
  if (!run) {
    ++counters_.failed;
    note(run.error());
  }
}

void pipeline::count_overflow(source_state& source) {
  const auto lost = source.window->rows().overflowed();
  if (lost == source.overflowed)
    return;
  counters_.dropped += lost - source.overflowed;
  source.overflowed = lost;
  note(fail(errc::window_overflow, "the window is full; its oldest rows went", source.table));
}

void pipeline::note(const error& failure) {
  last_error_ = failure.to_string();
  last_error_at_ = time_.now();
}

timestamp pipeline::wall_time_for(const stream_state& stream) const {
  return stream.follows_wall_clock ? time_.now() : timestamp{};
}

std::size_t pipeline::window_rows(source_index of) const {
  return streams_.at(of.stream).sources.at(of.source).window->rows().rows();
}

} // namespace

result<std::unique_ptr<virtual_sensor_pipeline>>
virtual_sensor_pipeline::make(const model::virtual_sensor_descriptor& wanted,
                              const std::vector<std::vector<source_binding>>& bindings,
                              sql_engine& engine, const clock& time, const std::string& unique) {
  auto made = std::make_unique<pipeline>(wanted, engine, time);
  if (auto opened = made->open_sources(bindings, unique); !opened)
    return opened.error();
  if (auto compiled = made->replace(wanted); !compiled)
    return compiled.error();
  return std::unique_ptr<virtual_sensor_pipeline>{std::move(made)};
}

} // namespace plexus::query
