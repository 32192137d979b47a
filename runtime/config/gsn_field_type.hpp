// SPDX-License-Identifier: Apache-2.0
// The field types of GSN descriptor files and what they are here. The types of our own files are
// model::parse_value_type.
#pragma once

#include "runtime/model/value.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace plexus::config {

struct gsn_field_type {
  model::value_type type = model::value_type::float64;
  std::uint32_t length_max = 0; // of varchar(n) and char(n), in characters; 0 = unlimited
  std::string mime_type;        // of binary:mime/type, lower case

  friend bool operator==(const gsn_field_type&, const gsn_field_type&) = default;
};

/// Case-insensitive, blanks around allowed: tinyint, smallint, int|integer, bigint, float,
/// double|numeric, varchar(n), char(n), string, (binary|blob)[(n)][:mime/type]. Rejected with
/// errc::invalid_value_type: varchar and char without a length, `time` (GSN never stored it), and
/// anything else.
result<gsn_field_type> parse_gsn_field_type(std::string_view text);

} // namespace plexus::config
