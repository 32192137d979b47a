// SPDX-License-Identifier: Apache-2.0
// The `query` of a local address: which elements and fields of another virtual sensor a source
// takes. GSN allows a projection and a condition there, and nothing that needs more than one
// element. Read here; run by request_filter.
#pragma once

#include "runtime/model/schema.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace plexus::query {

struct local_query {
  struct column {
    std::string field; // of the virtual sensor
    std::string name;  // in what comes of it
  };
  std::string publisher;       // lower case
  std::vector<column> columns; // empty = every field; `timed` comes anyway
  std::string sql;             // every field of the elements it takes; empty = all elements

  /// The layout of what comes, given the virtual sensor's. Errors: unknown_field, those of
  /// schema::make.
  result<model::schema_ptr> layout_of(const model::schema_ptr& all) const;
};

/// SELECT *, or fields and their names, FROM one virtual sensor, with WHERE at most. Errors:
/// sql_syntax, sql_refused for anything else.
result<local_query> parse_local_query(std::string_view sql);

} // namespace plexus::query
