// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/result_collector.hpp"

#include "runtime/base/duration.hpp"
#include "runtime/query/sql/timed_value.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <limits>
#include <optional>
#include <utility>

namespace plexus::query {

namespace {

using kind = result_row::kind;

constexpr std::size_t name_bytes_max = 64;
constexpr auto no_column = std::numeric_limits<std::size_t>::max();

// The nearest identifier: "avg(v)" becomes "avg_v_".
std::string field_name(std::string_view column) {
  std::string name;
  for (const char c : column.substr(0, name_bytes_max))
    name += model::is_identifier(std::string{'_', c}) ? c : '_';
  if (!model::is_identifier(name))
    name = ("_" + name).substr(0, name_bytes_max);
  return name;
}

std::string text_of_real(double number) {
  std::array<char, 40> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr};
}

result<std::int64_t> stamp_of(const result_row& row, std::size_t column, timestamp fallback) {
  if (column == no_column)
    return to_microseconds(fallback);
  std::optional<std::int64_t> stamp;
  switch (row.kind_of(column)) {
    case kind::null:
      return to_microseconds(fallback);
    case kind::integer:
      stamp = from_timed(row.integer(column));
      break;
    case kind::floating:
      stamp = from_timed(row.floating(column));
      break;
    case kind::text:
      if (const auto read = parse_timestamp(row.text(column)))
        stamp = to_microseconds(*read);
      break;
    case kind::blob:
      break;
  }
  if (!stamp)
    return fail(errc::sql_failed, "a value of the column timed is no point in time");
  return *stamp;
}

} // namespace

void result_collector::column::clear() {
  cells.clear();
  bytes.clear();
  has_integer = has_real = has_text = has_blob = false;
}

void result_collector::column::append(const result_row& row) {
  cell made{0, 0, row.kind_of(source)};
  switch (made.is) {
    case kind::null:
      break;
    case kind::integer:
      made.content = row.integer(source);
      has_integer = true;
      break;
    case kind::floating:
      made.content = std::bit_cast<std::int64_t>(row.floating(source));
      has_real = true;
      break;
    case kind::text:
    case kind::blob: {
      const auto content = row.text(source);
      made.content = static_cast<std::int64_t>(bytes.size());
      made.size = static_cast<std::uint32_t>(content.size());
      bytes += content;
      (made.is == kind::text ? has_text : has_blob) = true;
      break;
    }
  }
  cells.push_back(made);
}

// Beside texts everything becomes text, beside blobs numbers do too.
model::value_type result_collector::column::type() const {
  if (has_text || (has_blob && (has_integer || has_real)))
    return model::value_type::string;
  if (has_blob)
    return model::value_type::binary;
  return has_integer && !has_real ? model::value_type::int64 : model::value_type::float64;
}

// A number among texts is written with at most so many characters.
std::size_t result_collector::column::bytes_of(std::size_t row) const {
  constexpr std::size_t number_bytes_max = 32;
  const auto& from = cells[row];
  return from.is == kind::integer || from.is == kind::floating ? number_bytes_max : from.size;
}

status result_collector::column::put(model::batch_builder& out, std::size_t field,
                                     std::size_t row) const {
  const auto& from = cells[row];
  if (from.is == kind::null)
    return {};
  const auto real = std::bit_cast<double>(from.content);
  const auto into = (*out.layout())[field].type;
  if (into == model::value_type::int64) {
    out.set_integer(field, from.content);
    return {};
  }
  if (into == model::value_type::float64) {
    out.set_floating(field, from.is == kind::integer ? static_cast<double>(from.content) : real);
    return {};
  }
  if (from.is == kind::integer)
    return out.set_bytes(field, std::to_string(from.content));
  if (from.is == kind::floating)
    return out.set_bytes(field, text_of_real(real));
  return out.set_bytes(
      field, std::string_view{bytes}.substr(static_cast<std::size_t>(from.content), from.size));
}

result_collector::result_collector(prepared_query& query) : query_(query), timed_(no_column) {
  const auto& names = query.columns();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == model::timed_name) {
      timed_ = i;
      continue;
    }
    const auto name = field_name(names[i]);
    const auto same = std::find_if(columns_.begin(), columns_.end(),
                                   [&](const column& each) { return each.name == name; });
    if (same != columns_.end()) {
      same->source = i;
      continue;
    }
    auto& made = columns_.emplace_back();
    made.source = i;
    made.name = name;
  }
}

result<model::batch_ptr> result_collector::collect(timestamp fallback, std::uint64_t rows_max) {
  const bounds one_batch{model::batch_rows_max, model::batch_tail_bytes_max};
  if (auto done = gather(fallback, rows_max, one_batch); !done)
    return done.error();
  auto made = build();
  if (!made)
    return std::move(made).error();
  if (made->size() > 1)
    return fail(errc::limit_exceeded, "more than one batch holds");
  return std::move(made->front());
}

result<std::vector<model::batch_ptr>> result_collector::collect_all(timestamp fallback,
                                                                    std::uint64_t rows_max) {
  const bounds all{std::numeric_limits<std::size_t>::max(), result_bytes_max};
  if (auto done = gather(fallback, rows_max, all); !done)
    return done.error();
  return build();
}

status result_collector::gather(timestamp fallback, std::uint64_t rows_max, const bounds& most) {
  stamps_.clear();
  bytes_ = 0;
  for (auto& each : columns_)
    each.clear();
  status appended;
  auto done = query_.run([&](const result_row& row) {
    appended = append(row, fallback, most);
    return appended.has_value() && (rows_max == 0 || stamps_.size() < rows_max);
  });
  if (!done)
    return done;
  return appended ? settle_layout() : appended;
}

status result_collector::append(const result_row& row, timestamp fallback, const bounds& most) {
  if (stamps_.size() == most.rows)
    return fail(errc::limit_exceeded, "more rows than one batch holds");
  auto stamp = stamp_of(row, timed_, fallback);
  if (!stamp)
    return stamp.error();
  stamps_.push_back(*stamp);
  for (auto& each : columns_) {
    const auto before = each.bytes.size();
    each.append(row);
    bytes_ += each.bytes.size() - before;
  }
  // Before the builder would say so: a join may repeat a large value very often.
  if (bytes_ > most.bytes)
    return fail(errc::limit_exceeded, "more bytes than a result may have");
  return {};
}

status result_collector::settle_layout() {
  bool same = layout_ != nullptr;
  for (std::size_t i = 0; same && i < columns_.size(); ++i)
    same = (*layout_)[i].type == columns_[i].type();
  if (same)
    return {};
  std::vector<model::field> fields(columns_.size());
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    fields[i].name = columns_[i].name;
    fields[i].type = columns_[i].type();
  }
  auto made = model::schema::make(std::move(fields));
  if (!made)
    return made.error();
  layout_ = std::move(*made);
  return {};
}

result<std::vector<model::batch_ptr>> result_collector::build() const {
  std::vector<model::batch_ptr> all;
  model::batch_builder out{layout_};
  for (std::size_t row = 0; row < stamps_.size(); ++row) {
    std::size_t bytes = 0;
    for (const auto& each : columns_)
      bytes += each.bytes_of(row);
    if (out.full() || (!out.empty() && out.tail_bytes() + bytes > model::batch_tail_bytes_max))
      all.push_back(out.finish());
    out.begin_row(from_microseconds(stamps_[row]));
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (auto done = columns_[i].put(out, i, row); !done)
        return done.error();
  }
  if (all.empty() || !out.empty())
    all.push_back(out.finish());
  return all;
}

result<model::batch_ptr> collect(prepared_query& query, timestamp fallback,
                                 std::uint64_t rows_max) {
  return result_collector{query}.collect(fallback, rows_max);
}

} // namespace plexus::query
