// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/sql/sql_rewrites.hpp"

namespace plexus::query {

status rewrite_spellings(token_list&, model::compatibility) { return {}; }

} // namespace plexus::query
