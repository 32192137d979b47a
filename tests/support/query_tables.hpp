// SPDX-License-Identifier: Apache-2.0
// Tables and results for tests of queries, written in a few words. Not for production code.
#pragma once

#include "runtime/model/batch_builder.hpp"
#include "runtime/query/batch_table.hpp"
#include "runtime/query/sql_engine.hpp"
#include "runtime/query/table.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace plexus::query {

/// "name type, name type" to a schema.
inline model::schema_ptr layout_of(std::vector<std::pair<std::string, model::value_type>> columns) {
  std::vector<model::field> fields;
  for (auto& [name, type] : columns) {
    model::field made;
    made.name = std::move(name);
    made.type = type;
    fields.push_back(std::move(made));
  }
  return *model::schema::make(std::move(fields));
}

/// A table whose every row is a batch of its own that goes when the cursor moves on, as decoded
/// history does; with bounds and order.
class fleeting_table final : public table {
public:
  explicit fleeting_table(model::schema_ptr layout) : layout_(std::move(layout)) {}

  void add(std::int64_t microseconds_count, std::vector<model::value> values) {
    rows_.emplace_back(microseconds_count, std::move(values));
  }
  void clear() { rows_.clear(); }
  /// The scan ends after so many rows with an error.
  void break_after(std::size_t rows) { breaks_after_ = rows; }
  /// Batches come in this layout instead of the declared one.
  void show_as(model::schema_ptr layout) { shown_ = std::move(layout); }
  std::size_t scans() const { return scans_; }
  std::size_t rows_read() const { return rows_read_; }

  const model::schema_ptr& layout() const noexcept override { return layout_; }
  std::uint64_t rows_estimate() const noexcept override { return rows_.size(); }
  std::unique_ptr<row_cursor> scan(const scan_bounds& bounds) const override {
    ++scans_;
    std::vector<const entry*> picked;
    for (const auto& each : rows_)
      if (each.first >= bounds.from && each.first <= bounds.to)
        picked.push_back(&each);
    const auto earlier = [](const entry* a, const entry* b) { return a->first < b->first; };
    if (bounds.by_time_ascending || bounds.by_time_descending)
      std::stable_sort(picked.begin(), picked.end(), earlier);
    if (bounds.by_time_descending)
      std::reverse(picked.begin(), picked.end());
    return std::make_unique<cursor>(*this, std::move(picked));
  }

private:
  using entry = std::pair<std::int64_t, std::vector<model::value>>;

  class cursor final : public row_cursor {
  public:
    cursor(const fleeting_table& of, std::vector<const entry*> rows)
        : of_(of), rows_(std::move(rows)) {
      load();
    }
    bool at_end() const noexcept override { return !now_; }
    void next() override {
      ++at_;
      load();
    }
    const model::batch& block() const noexcept override { return *now_; }
    std::uint32_t row() const noexcept override { return 0; }
    status outcome() const override {
      return at_ >= of_.breaks_after_ ? status{fail(errc::chunk_damaged, "broken")} : status{};
    }

  private:
    void load() {
      now_ = {};
      if (at_ >= rows_.size() || at_ >= of_.breaks_after_)
        return;
      ++of_.rows_read_;
      const auto& layout = of_.shown_ ? of_.shown_ : of_.layout_;
      now_ = *model::make_element(layout, from_microseconds(rows_[at_]->first), rows_[at_]->second);
    }

    const fleeting_table& of_;
    std::vector<const entry*> rows_;
    std::size_t at_ = 0;
    model::batch_ptr now_;
  };

  model::schema_ptr layout_;
  model::schema_ptr shown_;
  std::vector<entry> rows_;
  std::size_t breaks_after_ = ~std::size_t{0};
  mutable std::size_t scans_ = 0;
  mutable std::size_t rows_read_ = 0;
};

inline std::string cell_text(const result_row& row, std::size_t column) {
  switch (row.kind_of(column)) {
    case result_row::kind::null:
      return "null";
    case result_row::kind::integer:
      return std::to_string(row.integer(column));
    case result_row::kind::floating: {
      auto text = model::to_text(model::value{row.floating(column)});
      if (text.find_first_not_of("-0123456789") == std::string::npos)
        text += ".0"; // told apart from an integer
      return text;
    }
    case result_row::kind::text:
      return "'" + std::string{row.text(column)} + "'";
    case result_row::kind::blob: {
      static constexpr char digits[] = "0123456789abcdef";
      std::string text = "x'";
      for (const unsigned char c : row.text(column)) {
        text += digits[c >> 4U];
        text += digits[c & 15U];
      }
      return text + "'";
    }
  }
  return "?";
}

/// All rows as "a|b", or the error.
inline result<std::vector<std::string>> rows_of(prepared_query& query) {
  std::vector<std::string> rows;
  auto done = query.run([&](const result_row& row) {
    std::string line;
    for (std::size_t i = 0; i < query.columns().size(); ++i)
      line += (i == 0 ? "" : "|") + cell_text(row, i);
    rows.push_back(std::move(line));
    return true;
  });
  if (!done)
    return done.error();
  return rows;
}

/// The code with which a query is refused; nothing would be a query that works.
template <class T>
errc code_of(const result<T>& outcome) {
  return outcome ? errc{} : outcome.error().code;
}

} // namespace plexus::query
