// SPDX-License-Identifier: Apache-2.0
// One-shot SQL over the history of any number of virtual sensors.
#pragma once

#include "runtime/model/request.hpp"
#include "runtime/query/sql_engine.hpp"
#include "runtime/storage/store.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace plexus::actors {

struct history_result {
  std::vector<model::batch_ptr> rows; // of one layout; one without rows when there are none
  std::uint64_t filtered = 0;         // rows that `every` or the minimum change left out
};

/// The whole result of request.sql between request.from and request.to, thinned out as `every` and
/// the minimum change ask; where they ask for nothing, its first request.limit rows. Errors:
/// unknown_virtual_sensor for a table without history, unknown_field for a change field that is no
/// number of the result, those of sql_engine::prepare and of result_collector::collect_all.
result<history_result> query_history(const std::shared_ptr<const storage::store>& history,
                                     const model::request& wanted, const clock& time,
                                     const query::engine_limits& limits);

} // namespace plexus::actors
