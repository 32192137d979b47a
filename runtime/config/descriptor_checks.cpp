// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/descriptor_checks.hpp"

#include "runtime/config/text_file.hpp"
#include "runtime/model/schema.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace plexus::config {

namespace {

std::string in_quotes(std::string_view text) {
  // A hostile name must not fill the terminal.
  constexpr std::size_t shown_max = 80;
  return "'" + std::string{text.substr(0, shown_max)} + (text.size() > shown_max ? "...'" : "'");
}

std::string too_many(std::string_view what, std::size_t most) {
  return "more than " + std::to_string(most) + ' ' + std::string{what};
}

void check_coordinate(const model::parameters& all, std::string_view key, double limit,
                      const file_place& at, problem_list& problems) {
  const auto* text = model::find_parameter(all, key);
  if (text == nullptr)
    return;
  const auto number = to_number(trim(*text));
  if (!number || std::abs(*number) > limit)
    problems.warning(at, errc::invalid_setting,
                     std::string{key} + ' ' + in_quotes(*text) + " is not a place; it is ignored");
}

} // namespace

void check_name(const std::string& name, const file_place& at, problem_list& problems) {
  if (!model::is_identifier(name))
    problems.error(at, errc::invalid_name,
                   in_quotes(name) +
                       " is no name: letters, digits and '_', no digit first, at most 64");
}

std::vector<model::field> checked_fields(std::vector<placed_field> fields, const file_place& at,
                                         problem_list& problems) {
  std::vector<model::field> kept;
  std::set<std::string> seen;
  for (auto& [what, place] : fields) {
    what.name = model::to_lower(what.name);
    if (what.name == model::timed_name) {
      problems.warning(place, errc::invalid_name,
                       "the field 'timed' is left out: every element has a timestamp of that name");
      continue;
    }
    check_name(what.name, place, problems);
    if (!seen.insert(what.name).second)
      problems.error(place, errc::duplicate_field, "a second field " + in_quotes(what.name));
    kept.push_back(std::move(what));
  }
  if (kept.size() > model::fields_max)
    problems.error(at, errc::limit_exceeded, too_many("fields", model::fields_max));
  return kept;
}

void check_extent(const model::extent& wanted, const file_place& at, problem_list& problems) {
  if (const auto* count = std::get_if<model::element_count>(&wanted)) {
    if (count->count == 0 || count->count > window_count_max)
      problems.error(at, errc::invalid_window,
                     "the number of elements must be 1 to " + std::to_string(window_count_max));
    return;
  }
  const auto span = std::get<model::time_span>(wanted).span;
  if (span <= microseconds::zero() || span > span_max)
    problems.error(at, errc::invalid_window, "the span must be above 0 and at most 1000 years");
}

void check_history(const model::retention& history, const file_place& at, problem_list& problems) {
  if (history.kind == model::retention_kind::count && history.count == 0)
    problems.warning(at, errc::invalid_setting, "a history of 0 elements keeps nothing");
  if (history.kind == model::retention_kind::age &&
      (history.age < microseconds::zero() || history.age > span_max))
    problems.error(at, errc::invalid_duration, "the age must be at most 1000 years");
}

void check_rate(microseconds rate, const file_place& at, problem_list& problems) {
  if (rate < microseconds::zero() || rate > span_max)
    problems.error(at, errc::invalid_duration, "the rate must be 0 to 1000 years");
}

double checked_sampling_rate(double rate, const file_place& at, problem_list& problems) {
  if (!(rate >= 0)) {
    problems.error(at, errc::invalid_setting, "the sampling rate is a share from 0 to 1");
    return 0;
  }
  if (rate == 0)
    problems.warning(at, errc::invalid_setting,
                     "a sampling rate of 0 keeps no element: the source never yields anything");
  if (rate > 1)
    problems.warning(at, errc::invalid_setting,
                     "a sampling rate above 1 is taken as 1: it is a share, not a period");
  return std::min(rate, 1.0);
}

void check_query(const std::string& query, const file_place& at, problem_list& problems) {
  if (query.size() > query_bytes_max)
    problems.error(at, errc::limit_exceeded,
                   "the query is longer than " + std::to_string(query_bytes_max) + " bytes");
}

void check_parameters(const model::parameters& all, const file_place& at, problem_list& problems) {
  if (all.size() > parameters_max)
    problems.error(at, errc::limit_exceeded, too_many("parameters", parameters_max));
  std::set<std::string> seen;
  for (const auto& [key, value] : all) {
    if (key.empty())
      problems.error(at, errc::missing_setting, "a parameter without a name");
    else if (!seen.insert(key).second)
      problems.warning(at, errc::duplicate_name,
                       "the parameter " + in_quotes(key) + " is given twice; the first counts");
  }
}

void check_addressing(const model::parameters& all, const file_place& at, problem_list& problems) {
  check_parameters(all, at, problems);
  check_coordinate(all, "latitude", 90, at, problems);
  check_coordinate(all, "longitude", 180, at, problems);
  check_coordinate(all, "altitude", 1e9, at, problems);
}

std::string checked_time_zone(std::string name, const file_place& at, problem_list& problems) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789+-_/:";
  const auto bare = trim(name);
  if (bare.size() <= 64 &&
      model::to_lower(bare).find_first_not_of(allowed) == std::string_view::npos)
    return std::string{bare};
  problems.warning(at, errc::invalid_setting, in_quotes(name) + " is no time zone; UTC is used");
  return {};
}

void check_address(const model::source_address& address, const file_place& at,
                   problem_list& problems) {
  if (address.wrapper.empty())
    problems.error(at, errc::missing_setting, "no plugin (wrapper) is named");
  check_parameters(address.predicates, at, problems);
  if (address.wrapper == "local" && model::find_parameter(address.predicates, "name") == nullptr &&
      model::find_parameter(address.predicates, "query") == nullptr)
    problems.error(at, errc::missing_setting,
                   "'local' needs the parameter name (a virtual sensor) or query");
}

void check_source(const model::source& source, const file_place& at, problem_list& problems) {
  check_name(source.alias, at, problems);
  check_query(source.query, at, problems);
  if (source.alternatives.empty())
    problems.error(at, errc::missing_setting, "the source has no plugin (address) to read from");
  if (source.alternatives.size() > alternatives_max)
    problems.error(at, errc::limit_exceeded, too_many("alternatives", alternatives_max));
}

void check_stream(const model::stream& stream, const file_place& at,
                  std::span<const file_place> sources, problem_list& problems) {
  PLEXUS_ASSERT(sources.size() == stream.sources.size());
  if (stream.sources.empty())
    problems.error(at, errc::missing_setting, "the stream has no source");
  if (stream.sources.size() > sources_max)
    problems.error(at, errc::limit_exceeded, too_many("sources in a stream", sources_max));
  if (trim(stream.query).empty())
    problems.error(at, errc::missing_setting, "the stream has no query over its sources");
  check_query(stream.query, at, problems);
  check_rate(stream.rate, at, problems);
  std::set<std::string> seen;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const auto& alias = stream.sources[i].alias;
    if (!alias.empty() && !seen.insert(alias).second)
      problems.error(sources[i], errc::duplicate_name,
                     "a second source " + in_quotes(alias) + " in this stream");
  }
}

void check_streams(const model::virtual_sensor_descriptor& sensor, const file_place& at,
                   std::span<const file_place> streams, problem_list& problems) {
  PLEXUS_ASSERT(streams.size() == sensor.streams.size());
  if (streams.empty())
    problems.warning(at, errc::missing_setting,
                     "without a stream the virtual sensor never yields anything");
  if (streams.size() > streams_max)
    problems.error(at, errc::limit_exceeded, too_many("streams", streams_max));
  std::set<std::string> seen;
  for (std::size_t i = 0; i < streams.size(); ++i) {
    const auto& stream = sensor.streams[i];
    if (!stream.name.empty() && !seen.insert(stream.name).second)
      problems.error(streams[i], errc::duplicate_name, "a second stream " + in_quotes(stream.name));
    for (const auto& source : stream.sources) {
      for (const auto& address : source.alternatives) {
        const auto* name = model::find_parameter(address.predicates, "name");
        if (address.wrapper == "local" && name != nullptr && !sensor.name.empty() &&
            model::to_lower(trim(*name)) == sensor.name)
          problems.error({address.position.line, streams[i].element}, errc::dependency_cycle,
                         "the virtual sensor is its own source");
      }
    }
  }
}

} // namespace plexus::config
