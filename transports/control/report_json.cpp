// SPDX-License-Identifier: Apache-2.0
#include "transports/control/report_json.hpp"

#include "runtime/base/duration.hpp"
#include "runtime/codec/json_codec.hpp"

namespace plexus::control {

using nlohmann::json;

namespace {

template <class T>
json optional_time(const std::optional<T>& at) {
  return at ? json(to_microseconds(*at)) : json(nullptr);
}

/// The latest element as an object of field name and value; null when there is none.
json latest_json(const std::optional<model::stream_element>& latest) {
  if (!latest)
    return nullptr;
  json values = json::object();
  const auto& layout = latest->owner->layout();
  for (std::size_t column = 0; column < layout.size(); ++column) {
    const auto value = latest->get(column);
    if (const auto* truth = std::get_if<bool>(&value))
      values[layout[column].name] = *truth;
    else if (const auto* whole = std::get_if<std::int64_t>(&value))
      values[layout[column].name] = *whole;
    else if (const auto* real = std::get_if<double>(&value))
      values[layout[column].name] = *real; // the library writes null for NaN and infinities
    else if (model::is_null(value))
      values[layout[column].name] = nullptr;
    else
      values[layout[column].name] = model::to_text(value);
  }
  return {{"timed", to_microseconds(latest->at())}, {"values", std::move(values)}};
}

std::string window_text(const model::extent& extent) {
  if (const auto* rows = std::get_if<model::element_count>(&extent))
    return std::to_string(rows->count);
  return format_duration(std::get<model::time_span>(extent).span);
}

json sources_json(const model::virtual_sensor_descriptor& descriptor) {
  auto all = json::array();
  for (const auto& stream : descriptor.streams)
    for (const auto& source : stream.sources) {
      json one{{"stream", stream.name},
               {"alias", source.alias},
               {"window", window_text(source.window.size)},
               {"slide", window_text(source.window.slide)},
               {"sampling", source.sampling_rate},
               {"query", source.query}};
      if (!source.alternatives.empty())
        one["wrapper"] = source.alternatives.front().wrapper;
      all.push_back(std::move(one));
    }
  return all;
}

} // namespace

json to_json(const error& failure) {
  return {{"code", name_of(failure.code)}, {"what", failure.what}, {"where", failure.where}};
}

json to_json(const model::schema& layout) { return json::parse(codec::to_json(layout)); }

json to_json(const model::stream_counters& counters) {
  return {{"received", counters.received},       {"late", counters.late},
          {"sampled_out", counters.sampled_out}, {"dropped", counters.dropped},
          {"failed", counters.failed},           {"published", counters.published}};
}

json to_json(const messages::sensor_report& report) {
  const auto& about = report.descriptor;
  const auto& health = report.health;
  json made{{"name", about.name},
            {"plugin", about.plugin},
            {"schema", to_json(*about.layout)},
            {"state", name_of(health.state)},
            {"counters", to_json(health.counters)},
            {"polls", health.polls},
            {"polls_failed", health.polls_failed},
            {"polls_late", health.polls_late},
            {"last_error", health.last_error},
            {"last_error_at", optional_time(health.last_error_at)},
            {"latest", latest_json(report.latest)}};
  if (about.where.latitude && about.where.longitude)
    made["position"] = {*about.where.latitude, *about.where.longitude};
  return made;
}

json to_json(const messages::virtual_sensor_report& report) {
  return {{"counters", to_json(report.counters)},
          {"stored", report.stored},
          {"unstored", report.unstored},
          {"subscribers", report.subscribers},
          {"last_error", report.last_error},
          {"last_error_at", optional_time(report.last_error_at)},
          {"latest", latest_json(report.latest)},
          {"schema", to_json(*report.layout)}};
}

json to_json(const messages::deployment_report& report, bool with_sources) {
  auto made = to_json(report.sensor);
  made["name"] = report.descriptor.name;
  made["description"] = report.descriptor.description;
  made["state"] = name_of(report.state);
  made["reason"] = report.reason;
  made["warnings"] = report.warnings;
  made["file"] = report.descriptor.position.file;
  if (!with_sources)
    return made;
  made["sources"] = sources_json(report.descriptor);
  made["sensors"] = json::array();
  for (const auto& sensor : report.sources)
    made["sensors"].push_back(to_json(sensor));
  return made;
}

json to_json(const messages::storage_report& report) {
  auto streams = json::array();
  for (const auto& stream : report.streams)
    streams.push_back({{"name", stream.name},
                       {"last", stream.last},
                       {"durable", stream.durable},
                       {"first_kept", stream.first_kept},
                       {"elements", stream.elements},
                       {"bytes", stream.bytes},
                       {"damaged_chunks", stream.damaged_chunks},
                       {"oldest", optional_time(stream.oldest)},
                       {"newest", optional_time(stream.newest)}});
  const auto& health = report.health;
  json made{{"commits", health.commits},
            {"commits_failed", health.commits_failed},
            {"pending_elements", health.pending_elements},
            {"pending_bytes", health.pending_bytes},
            {"bytes_on_disk", health.bytes_on_disk},
            {"streams", std::move(streams)}};
  if (!health.last_commit)
    made["last_error"] = to_json(health.last_commit.error());
  return made;
}

json to_json(const messages::request_counters& counters) {
  return {{"delivered", counters.delivered},
          {"filtered", counters.filtered},
          {"dropped", counters.dropped},
          {"coalesced", counters.coalesced},
          {"failed", counters.failed}};
}

json to_json(const messages::request_report& report) {
  return {{"request", report.request},
          {"wanted", json::parse(codec::to_json(report.wanted))},
          {"counters", to_json(report.counters)},
          {"queued", report.queued}};
}

json to_json(const messages::file_report& report) {
  return {{"path", report.path},
          {"virtual_sensor", report.virtual_sensor},
          {"errors", report.errors},
          {"warnings", report.warnings}};
}

} // namespace plexus::control
