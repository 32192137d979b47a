// SPDX-License-Identifier: Apache-2.0
// The one list of error codes. Ranges belong to rooms; a number is never reused. The text lives in
// the switch of errc.cpp, the explanation in docs/errors.md; a test keeps the three equal.
#pragma once

#include <cstdint>
#include <string_view>

namespace plexus {

enum class errc : std::uint16_t {
  // base: 1..99
  invalid_argument = 1,
  invalid_duration = 2,
  not_found = 3,
  io_failed = 4,
  queue_full = 5,
  timed_out = 6,
  cancelled = 7,
  out_of_memory = 8,
  // model: 100..199
  invalid_name = 100,
  invalid_address = 101,
  duplicate_field = 102,
  unknown_field = 103,
  type_mismatch = 104,
  invalid_value_type = 105,
  value_out_of_range = 106,
  invalid_window = 107,
  schema_mismatch = 108,
  invalid_request = 109,
  // codec: 200..249
  malformed_chunk = 200,
  checksum_mismatch = 201,
  malformed_json = 202,
  limit_exceeded = 204,
  // config: 250..299
  malformed_toml = 250,
  malformed_xml = 251,
  doctype_refused = 252,
  missing_setting = 253,
  invalid_setting = 254,
  unknown_setting = 255,
  unreadable_file = 256,
  duplicate_virtual_sensor = 257,
  duplicate_name = 258,
  // query: 300..399
  sql_syntax = 300,
  sql_refused = 301,
  sql_unknown_table = 302,
  sql_unknown_column = 303,
  sql_unknown_function = 304,
  sql_failed = 305,
  sql_deadline = 306,
  sql_too_many_rows = 307,
  sql_limit = 308,
  window_overflow = 309,
  // storage: 400..499
  storage_unavailable = 400,
  storage_full = 401,
  storage_read_only = 402,
  chunk_damaged = 403,
  unknown_stream = 404,
  stream_conflict = 405,
  storage_busy = 406,
  // plugins: 500..599
  unknown_plugin = 500,
  plugin_configuration = 501,
  plugin_failed = 502,
  plugin_schema = 503,
  device_unavailable = 504,
  bad_reading = 505,
  // system: 600..699
  actor_stopped = 601,
  unknown_address = 602,
  no_answer = 603,
  // actors: 700..799
  unknown_virtual_sensor = 700,
  unknown_sensor = 701,
  unknown_request = 702,
  source_unavailable = 703,
  class_unavailable = 704,
  dependency_cycle = 705,
  already_deployed = 706,
  request_expired = 707,
  output_mismatch = 708,
  too_many_requests = 709,
  // control socket and programs: 800..899
  node_unreachable = 800,
  node_running = 801,
  bad_command = 802,
  protocol_violation = 803,
};

/// Stable lower-case-with-dashes name of a code, for logs and wire answers.
std::string_view name_of(errc code) noexcept;

/// One sentence for people.
std::string_view describe(errc code) noexcept;

} // namespace plexus
