// SPDX-License-Identifier: Apache-2.0
// JSON of the model for programs on the same machine: schemas, rows, requests. Text in, text out;
// no JSON type leaves this room. Not the REST answers of HTTP servers and not a disk format.
#pragma once

#include "runtime/model/batch.hpp"
#include "runtime/model/request.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace plexus::codec {

/// Deepest nesting, largest text and most values (arrays and objects count) that the readers below
/// accept; more is limit_exceeded.
inline constexpr std::size_t json_depth_max = 64;
inline constexpr std::size_t json_bytes_max = 256u << 20;
inline constexpr std::size_t json_values_max = 20'000'000;

/// [{"name","type","unit","description","observed_property","mime_type","length_max"}, ...]; empty
/// members are left out.
std::string to_json(const model::schema& layout);
/// Errors: malformed_json, limit_exceeded, invalid_value_type, and those of schema::make; `where`
/// is a JSON pointer.
result<model::schema_ptr> schema_from_json(std::string_view text);

/// [[timed, value, ...], ...]: timed in microseconds since the epoch, values in field order; binary
/// as base64; a float32 in the shortest form that reads back as a float; the floating values
/// without JSON form as "NaN", "Infinity", "-Infinity".
std::string rows_to_json(const model::batch& rows);
/// Errors: malformed_json, limit_exceeded, and those of batch_builder::set; `where` is a JSON
/// pointer, "/row/position".
result<model::batch_ptr> rows_from_json(const model::schema_ptr& layout, std::string_view text);

/// Durations as format_duration writes them, times as microseconds since the epoch; members with
/// their default are left out.
std::string to_json(const model::request& wanted);
/// Unknown members are refused, so that a misspelt option is not silently ignored. Errors:
/// malformed_json, limit_exceeded, invalid_request, invalid_duration. What is read is not yet
/// validated (model::validate).
result<model::request> request_from_json(std::string_view text);

} // namespace plexus::codec
