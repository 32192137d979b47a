// SPDX-License-Identifier: Apache-2.0
// Least spacing and minimum change of a request: which of the rows that came pass on. Remembers
// the last row that passed; knows no SQL.
#pragma once

#include "runtime/model/batch.hpp"
#include "runtime/model/request.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace plexus::query {

/// Whether a row that is older than the last one that passed may be due. Elements come in order, so
/// an older one is late; the result of a query comes in the order the query asks for.
enum class row_order : std::uint8_t { by_time, any };

class thinning {
public:
  thinning(const model::request& wanted, row_order order);

  /// The rows that pass, in order; the batch itself when all do. A row passes when it is at least
  /// `every` away from the last that did and its change field is a number that moved by at least
  /// `minimum_change` since.
  model::batch_ptr apply(const model::batch_ptr& rows);

  bool passes_all() const noexcept { return every_.count() == 0 && change_field_.empty(); }

private:
  bool is_due(std::int64_t timed) const;
  bool has_changed(const model::batch& rows, std::optional<std::size_t> column,
                   std::size_t row) const;

  microseconds every_;
  std::string change_field_;
  double minimum_change_ = 0;
  row_order order_;
  std::optional<std::int64_t> last_timed_;
  std::optional<double> last_value_;
};

} // namespace plexus::query
