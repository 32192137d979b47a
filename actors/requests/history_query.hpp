// SPDX-License-Identifier: Apache-2.0
// One-shot SQL over the history of any number of virtual sensors.
#pragma once

#include "runtime/model/request.hpp"
#include "runtime/query/sql_engine.hpp"
#include "runtime/storage/store.hpp"

#include <memory>

namespace plexus::actors {

/// The whole result of request.sql between request.from and request.to, at most request.limit rows.
/// Errors: unknown_virtual_sensor for a table without history, those of sql_engine::prepare and
/// of query::collect.
result<model::batch_ptr> query_history(const std::shared_ptr<const storage::store>& history,
                                       const model::request& wanted, const clock& time,
                                       const query::engine_limits& limits);

} // namespace plexus::actors
