// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/query_check.hpp"

#include "runtime/query/local_query.hpp"
#include "runtime/query/stream_query.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace plexus::query {

namespace {

/// Has the columns that were guessed so far, and no rows.
class guessed_table final : public table {
public:
  const model::schema_ptr& layout() const noexcept override { return layout_; }
  std::uint64_t rows_estimate() const noexcept override { return 0; }
  std::unique_ptr<row_cursor> scan(const scan_bounds&) const override {
    PLEXUS_ASSERT(false); // nothing is run
    return {};
  }

  bool guess(const std::string& column) {
    model::field made;
    made.name = column;
    auto fields = layout_->fields();
    fields.push_back(std::move(made));
    auto wider = model::schema::make({fields.begin(), fields.end()});
    if (!wider)
      return false;
    narrower_ = std::exchange(layout_, *std::move(wider));
    return true;
  }
  void take_back() { layout_ = narrower_; }

private:
  model::schema_ptr layout_ = model::schema::empty();
  model::schema_ptr narrower_;
};

/// The name that follows `what` in a message of SQLite, without a table's name before it.
std::optional<std::string> name_after(std::string_view what, const std::string& message) {
  if (!message.starts_with(what))
    return std::nullopt;
  auto name = message.substr(what.size());
  name = name.substr(0, name.find(" (at byte"));
  return model::to_lower(name.substr(name.rfind('.') + 1));
}

class stream_check {
public:
  stream_check(const model::stream& wanted, model::compatibility compat)
      : wanted_(wanted), engine_(time_), compat_(compat), tables_(wanted.sources.size()) {
    wanted_.position = {}; // so that an error's `where` has the names alone
    for (auto& source : wanted_.sources)
      source.position = {};
  }

  std::optional<error> run() {
    auto failure = prepare();
    while (failure && failure->code == errc::sql_unknown_column) {
      auto next = guess_for(*failure);
      if (next && next->to_string() == failure->to_string())
        break;
      failure = std::move(next);
    }
    if (failure && may_be_right(*failure))
      return std::nullopt;
    return failure;
  }

private:
  std::optional<error> prepare() {
    std::vector<source_rows> sources;
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      const auto name = "source_" + std::to_string(i);
      engine_.remove_table(name);
      if (auto added = engine_.add_table(name, tables_[i]); !added)
        return added.error();
      sources.push_back({name, &tables_[i]});
    }
    auto made = stream_query::make(wanted_, sources, engine_, compat_, *model::schema::empty());
    if (!made)
      return std::move(made).error();
    return std::nullopt;
  }

  /// Gives the column that is missed to one source after the other, until it is missed no more.
  std::optional<error> guess_for(const error& failure) {
    const auto column = name_after("no such column: ", failure.what);
    if (!column)
      return failure;
    for (auto& each : tables_) {
      if (each.layout()->find(*column) || !each.guess(*column))
        continue;
      auto next = prepare();
      if (!next || next->to_string() != failure.to_string()) {
        guessed_.insert(*column);
        return next;
      }
      each.take_back();
    }
    return failure;
  }

  /// A column was given to the first source that could have it, maybe not to the one that has it.
  bool may_be_right(const error& failure) const {
    const auto column = name_after("ambiguous column name: ", failure.what);
    return column && guessed_.contains(*column);
  }

  model::stream wanted_;
  manual_clock time_; // of runs, of which there are none
  sql_engine engine_;
  model::compatibility compat_;
  std::vector<guessed_table> tables_;
  std::set<std::string> guessed_;
};

model::file_position place_of(const error& failure, const model::stream& stream) {
  for (const auto& source : stream.sources)
    if (failure.where.ends_with(" source " + source.alias))
      return source.position;
  return stream.position;
}

void check_local_queries(const model::source& source, std::vector<query_problem>& into) {
  for (const auto& address : source.alternatives) {
    const auto* sql = model::find_parameter(address.predicates, "query");
    if (address.wrapper != "local" || sql == nullptr)
      continue;
    if (auto read = parse_local_query(*sql); !read)
      into.push_back({address.position, std::move(read).error()});
  }
}

} // namespace

std::vector<query_problem> check_queries(const model::virtual_sensor_descriptor& wanted) {
  std::vector<query_problem> problems;
  for (const auto& stream : wanted.streams) {
    for (const auto& source : stream.sources)
      check_local_queries(source, problems);
    stream_check check{stream, wanted.compat.value_or(model::compatibility::intended)};
    if (auto failure = check.run())
      problems.push_back({place_of(*failure, stream), *std::move(failure)});
  }
  return problems;
}

} // namespace plexus::query
