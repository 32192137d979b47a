// SPDX-License-Identifier: Apache-2.0
#include "runtime/base/errc.hpp"

namespace plexus {

// No default: the compiler names the code that is missing here.
std::string_view name_of(errc code) noexcept {
  switch (code) {
    case errc::invalid_argument:
      return "invalid-argument";
    case errc::invalid_duration:
      return "invalid-duration";
    case errc::not_found:
      return "not-found";
    case errc::io_failed:
      return "io-failed";
    case errc::queue_full:
      return "queue-full";
    case errc::timed_out:
      return "timed-out";
    case errc::cancelled:
      return "cancelled";
    case errc::out_of_memory:
      return "out-of-memory";
    case errc::invalid_name:
      return "invalid-name";
    case errc::invalid_address:
      return "invalid-address";
    case errc::duplicate_field:
      return "duplicate-field";
    case errc::unknown_field:
      return "unknown-field";
    case errc::type_mismatch:
      return "type-mismatch";
    case errc::invalid_value_type:
      return "invalid-value-type";
    case errc::value_out_of_range:
      return "value-out-of-range";
    case errc::invalid_window:
      return "invalid-window";
    case errc::schema_mismatch:
      return "schema-mismatch";
    case errc::invalid_request:
      return "invalid-request";
    case errc::malformed_chunk:
      return "malformed-chunk";
    case errc::checksum_mismatch:
      return "checksum-mismatch";
    case errc::malformed_json:
      return "malformed-json";
    case errc::limit_exceeded:
      return "limit-exceeded";
    case errc::malformed_toml:
      return "malformed-toml";
    case errc::malformed_xml:
      return "malformed-xml";
    case errc::doctype_refused:
      return "doctype-refused";
    case errc::missing_setting:
      return "missing-setting";
    case errc::invalid_setting:
      return "invalid-setting";
    case errc::unknown_setting:
      return "unknown-setting";
    case errc::unreadable_file:
      return "unreadable-file";
    case errc::duplicate_virtual_sensor:
      return "duplicate-virtual-sensor";
    case errc::duplicate_name:
      return "duplicate-name";
    case errc::sql_syntax:
      return "sql-syntax";
    case errc::sql_refused:
      return "sql-refused";
    case errc::sql_unknown_table:
      return "sql-unknown-table";
    case errc::sql_unknown_column:
      return "sql-unknown-column";
    case errc::sql_unknown_function:
      return "sql-unknown-function";
    case errc::sql_failed:
      return "sql-failed";
    case errc::sql_deadline:
      return "sql-deadline";
    case errc::sql_too_many_rows:
      return "sql-too-many-rows";
    case errc::sql_limit:
      return "sql-limit";
    case errc::window_overflow:
      return "window-overflow";
    case errc::storage_unavailable:
      return "storage-unavailable";
    case errc::storage_full:
      return "storage-full";
    case errc::storage_read_only:
      return "storage-read-only";
    case errc::chunk_damaged:
      return "chunk-damaged";
    case errc::unknown_stream:
      return "unknown-stream";
    case errc::stream_conflict:
      return "stream-conflict";
    case errc::storage_busy:
      return "storage-busy";
    case errc::unknown_plugin:
      return "unknown-plugin";
    case errc::plugin_configuration:
      return "plugin-configuration";
    case errc::plugin_failed:
      return "plugin-failed";
    case errc::plugin_schema:
      return "plugin-schema";
    case errc::device_unavailable:
      return "device-unavailable";
    case errc::bad_reading:
      return "bad-reading";
    case errc::actor_stopped:
      return "actor-stopped";
    case errc::unknown_address:
      return "unknown-address";
    case errc::no_answer:
      return "no-answer";
    case errc::unknown_virtual_sensor:
      return "unknown-virtual-sensor";
    case errc::unknown_sensor:
      return "unknown-sensor";
    case errc::unknown_request:
      return "unknown-request";
    case errc::source_unavailable:
      return "source-unavailable";
    case errc::class_unavailable:
      return "class-unavailable";
    case errc::dependency_cycle:
      return "dependency-cycle";
    case errc::already_deployed:
      return "already-deployed";
    case errc::request_expired:
      return "request-expired";
    case errc::output_mismatch:
      return "output-mismatch";
    case errc::too_many_requests:
      return "too-many-requests";
    case errc::node_unreachable:
      return "node-unreachable";
    case errc::node_running:
      return "node-running";
    case errc::bad_command:
      return "bad-command";
    case errc::protocol_violation:
      return "protocol-violation";
  }
  return "unknown-code";
}

std::string_view describe(errc code) noexcept {
  switch (code) {
    case errc::invalid_argument:
      return "an argument is outside what the call accepts";
    case errc::invalid_duration:
      return "a duration is not a number followed by us, ms, s, m, h or d";
    case errc::not_found:
      return "the thing asked for does not exist";
    case errc::io_failed:
      return "the operating system refused an input or output operation";
    case errc::queue_full:
      return "a bounded queue refused an item because it is full";
    case errc::timed_out:
      return "no result arrived before the deadline";
    case errc::cancelled:
      return "the work was cancelled before it ended";
    case errc::out_of_memory:
      return "a memory limit was reached";
    case errc::invalid_name:
      return "a name has characters or a length that names may not have";
    case errc::invalid_address:
      return "an address is not of the form node/kind/name";
    case errc::duplicate_field:
      return "a schema names the same field twice";
    case errc::unknown_field:
      return "a field is named that the schema does not have";
    case errc::type_mismatch:
      return "a value does not fit the type of its field";
    case errc::invalid_value_type:
      return "a field type is spelt in a way no dialect knows";
    case errc::value_out_of_range:
      return "a number does not fit the range of its field";
    case errc::invalid_window:
      return "a window or slide is neither a count nor a time span";
    case errc::schema_mismatch:
      return "two schemas that must be equal are not";
    case errc::invalid_request:
      return "a request is incomplete or contradicts itself";
    case errc::malformed_chunk:
      return "a stored chunk cannot be decoded";
    case errc::checksum_mismatch:
      return "a stored block does not match its checksum";
    case errc::malformed_json:
      return "a text is not the JSON document expected";
    case errc::limit_exceeded:
      return "an input is larger or deeper than the limit allows";
    case errc::malformed_toml:
      return "a file is not valid TOML";
    case errc::malformed_xml:
      return "a file is not well-formed XML";
    case errc::doctype_refused:
      return "an XML file has a DOCTYPE, which is refused";
    case errc::missing_setting:
      return "a required setting or element is missing";
    case errc::invalid_setting:
      return "a setting has a value it may not have";
    case errc::unknown_setting:
      return "a setting is named that does not exist";
    case errc::unreadable_file:
      return "a file or folder cannot be read";
    case errc::duplicate_virtual_sensor:
      return "two files define a virtual sensor of the same name";
    case errc::duplicate_name:
      return "two things in one settings file have the same name";
    case errc::sql_syntax:
      return "a query is not valid SQL";
    case errc::sql_refused:
      return "a query uses something the guard does not allow";
    case errc::sql_unknown_table:
      return "a query names a table that does not exist";
    case errc::sql_unknown_column:
      return "a query names a column that does not exist";
    case errc::sql_unknown_function:
      return "a query calls a function that does not exist";
    case errc::sql_failed:
      return "a query failed while running";
    case errc::sql_deadline:
      return "a query ran longer than its deadline";
    case errc::sql_too_many_rows:
      return "a query gave more rows than the limit";
    case errc::sql_limit:
      return "a query is larger or more complex than the limits allow";
    case errc::window_overflow:
      return "a window reached its bound on rows and dropped the oldest";
    case errc::storage_unavailable:
      return "the history store cannot be opened or used";
    case errc::storage_full:
      return "the disk or the store is full";
    case errc::storage_read_only:
      return "the store is on a read-only folder or device";
    case errc::chunk_damaged:
      return "a stored chunk is damaged and was left out";
    case errc::unknown_stream:
      return "the store has no such stream";
    case errc::stream_conflict:
      return "a stream exists with a schema that conflicts";
    case errc::storage_busy:
      return "the store has as much unsynced data as it may hold";
    case errc::unknown_plugin:
      return "no plugin of that name exists on this machine";
    case errc::plugin_configuration:
      return "a plugin refused its parameters";
    case errc::plugin_failed:
      return "a plugin failed while reading";
    case errc::plugin_schema:
      return "a plugin gave data that does not fit its data structure";
    case errc::device_unavailable:
      return "the device or file behind a plugin is not there";
    case errc::bad_reading:
      return "a reading cannot be understood";
    case errc::actor_stopped:
      return "the actor addressed has stopped";
    case errc::unknown_address:
      return "no actor has that address";
    case errc::no_answer:
      return "an actor did not answer before the deadline";
    case errc::unknown_virtual_sensor:
      return "no virtual sensor of that name is deployed";
    case errc::unknown_sensor:
      return "no sensor of that name exists";
    case errc::unknown_request:
      return "no request with that number is open";
    case errc::source_unavailable:
      return "a source of a virtual sensor is not available yet";
    case errc::class_unavailable:
      return "a processing class is named that this node does not have";
    case errc::dependency_cycle:
      return "virtual sensors take each other as sources in a circle";
    case errc::already_deployed:
      return "a virtual sensor of that name is already deployed";
    case errc::request_expired:
      return "the request has reached its expiry";
    case errc::output_mismatch:
      return "a query result does not fit the output structure";
    case errc::too_many_requests:
      return "the node serves as many requests as it may";
    case errc::node_unreachable:
      return "no node answers on that control socket";
    case errc::node_running:
      return "another node already uses that data folder";
    case errc::bad_command:
      return "a command line or control command is not understood";
    case errc::protocol_violation:
      return "a peer on the control socket broke the protocol";
  }
  return "unknown error code";
}

} // namespace plexus
