// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/thinning.hpp"

#include "runtime/model/batch_builder.hpp"

#include <cmath>

namespace plexus::query {

namespace {

double number_at(const model::batch& rows, std::size_t column, std::size_t row) {
  return model::is_floating(rows.layout()[column].type)
             ? rows.floating(column, row)
             : static_cast<double>(rows.integer(column, row));
}

} // namespace

thinning::thinning(const model::request& wanted, row_order order)
    : every_(wanted.every), change_field_(model::to_lower(wanted.change_field)),
      minimum_change_(wanted.minimum_change), order_(order) {}

model::batch_ptr thinning::apply(const model::batch_ptr& rows) {
  if (passes_all() || rows->rows() == 0)
    return rows;
  const auto column = rows->layout().find(change_field_);
  model::batch_builder kept{rows->layout_ptr()};
  for (std::size_t row = 0; row < rows->rows(); ++row) {
    const auto timed = rows->timestamps()[row];
    if (!is_due(timed) || !has_changed(*rows, column, row))
      continue;
    kept.append_row(*rows, row);
    last_timed_ = timed;
    if (column && !rows->is_null(*column, row))
      last_value_ = number_at(*rows, *column, row);
  }
  return kept.rows() == rows->rows() ? rows : kept.finish();
}

bool thinning::is_due(std::int64_t timed) const {
  if (every_.count() == 0 || !last_timed_)
    return true;
  // Unsigned: two stamps may lie further apart than a signed number says.
  const auto later = static_cast<std::uint64_t>(timed) - static_cast<std::uint64_t>(*last_timed_);
  const auto least = static_cast<std::uint64_t>(every_.count());
  return timed >= *last_timed_ ? later >= least : order_ == row_order::any && 0 - later >= least;
}

bool thinning::has_changed(const model::batch& rows, std::optional<std::size_t> column,
                           std::size_t row) const {
  if (change_field_.empty())
    return true;
  if (!column || rows.is_null(*column, row) ||
      model::is_variable_length(rows.layout()[*column].type))
    return false;
  return !last_value_ || std::abs(number_at(rows, *column, row) - *last_value_) >= minimum_change_;
}

} // namespace plexus::query
