// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/gsn_streams.hpp"

#include "runtime/config/descriptor_checks.hpp"
#include "runtime/config/gsn_field_type.hpp"
#include "runtime/config/gsn_window_text.hpp"
#include "runtime/config/text_file.hpp"
#include "runtime/model/schema.hpp"

#include <limits>
#include <optional>
#include <utility>

namespace plexus::config {

namespace {

constexpr auto int64_max = std::numeric_limits<std::int64_t>::max();
constexpr std::string_view never_yields =
    " is required; GSN loads the source without it, but then it never yields an element";

placed_field read_field(gsn_element element) {
  placed_field field;
  field.at = element.place();
  field.what.name = element.required_attribute("name");
  const auto type_name = element.required_attribute("type");
  field.what.unit = trim(element.attribute("unit").value_or(""));
  field.what.description = element.trimmed_text();
  if (element.attribute("type")) {
    auto type = parse_gsn_field_type(type_name);
    if (type) {
      field.what.type = type->type;
      field.what.length_max = type->length_max;
      field.what.mime_type = type->mime_type;
    } else {
      element.problems().error(element.place("type"), type.error().code, type.error().what);
    }
  }
  element.finish(true);
  return field;
}

model::file_position position_of(const gsn_element& element) {
  return {element.problems().file(), element.place().line};
}

model::source_address read_address(gsn_element element) {
  model::source_address address;
  address.position = position_of(element);
  address.wrapper = element.required_attribute("wrapper");
  address.partial_order_key =
      model::to_lower(trim(element.attribute("partial-order-key").value_or("")));
  address.predicates = read_gsn_predicates(element);
  if (auto structure = element.child("output-structure"))
    address.declared = read_gsn_fields(std::move(*structure));
  if (element.attribute("wrapper")) // a missing one is reported already
    check_address(address, element.place(), element.problems());
  element.finish();
  return address;
}

std::optional<model::extent> read_extent(gsn_element& element, std::string_view name) {
  const auto text = element.attribute(name);
  if (!text)
    return std::nullopt;
  auto parsed = parse_gsn_extent(*text);
  if (!parsed) {
    element.problems().error(element.place(name), parsed.error().code, parsed.error().what);
    return model::extent{};
  }
  check_extent(*parsed, element.place(name), element.problems());
  return *parsed;
}

double read_sampling_rate(gsn_element& element) {
  const auto text = element.attribute("sampling-rate");
  if (!text) {
    element.problems().warning(element.place("sampling-rate"), errc::missing_setting,
                               "sampling-rate" + std::string{never_yields});
    return 0;
  }
  const auto number = to_number(trim(*text));
  if (!number) {
    element.problems().error(element.place("sampling-rate"), errc::invalid_setting,
                             "'" + *text + "' is no number");
    return 0;
  }
  return checked_sampling_rate(*number, element.place("sampling-rate"), element.problems());
}

std::uint64_t read_disconnect_buffer(gsn_element& element) {
  std::optional<std::uint64_t> found;
  for (const auto* name : {"disconnect-buffer-size", "disconnected-buffer-size"}) {
    if (!element.attribute(name))
      continue;
    const auto size = element.integer_attribute(name, 0, 0, int64_max);
    if (!found)
      found = static_cast<std::uint64_t>(size);
    else if (*found != static_cast<std::uint64_t>(size))
      element.problems().warning(element.place(name), errc::duplicate_name,
                                 "both spellings are given and differ; it has no effect anyway");
  }
  return found.value_or(0);
}

model::source read_source(gsn_element element) {
  model::source source;
  source.position = position_of(element);
  source.alias = model::to_lower(element.required_attribute("alias"));
  const bool has_alias = element.attribute("alias").has_value();
  source.sampling_rate = read_sampling_rate(element);
  if (const auto size = read_extent(element, "storage-size")) {
    source.window.size = *size;
  } else {
    element.problems().warning(element.place("storage-size"), errc::missing_setting,
                               "storage-size" + std::string{never_yields});
    source.sampling_rate = 0;
  }
  if (const auto slide = read_extent(element, "slide"))
    source.window.slide = *slide;
  source.disconnect_buffer = read_disconnect_buffer(element);
  for (auto& address : element.children("address"))
    source.alternatives.push_back(read_address(std::move(address)));
  if (auto query = element.child("query")) {
    source.query = query->trimmed_text();
    query->finish(true);
  }
  if (has_alias)
    check_source(source, element.place(), element.problems());
  element.finish();
  return source;
}

model::stream read_stream(gsn_element element) {
  model::stream stream;
  stream.position = position_of(element);
  stream.name = element.required_attribute("name");
  if (element.attribute("name") && stream.name.empty())
    element.problems().error(element.place("name"), errc::invalid_name, "an empty name");
  // GSN counts in milliseconds; the bound keeps the product in range, check_stream is stricter.
  const auto rate = element.integer_attribute("rate", 0, 0, int64_max / 1'000);
  stream.rate = milliseconds{rate};
  stream.count = static_cast<std::uint64_t>(element.integer_attribute("count", 0, 0, int64_max));
  std::vector<file_place> places;
  for (auto& source : element.children("source")) {
    places.push_back(source.place());
    stream.sources.push_back(read_source(std::move(source)));
  }
  if (auto query = element.child("query")) {
    stream.query = query->trimmed_text();
    query->finish(true);
  }
  check_stream(stream, element.place(), places, element.problems());
  element.finish();
  return stream;
}

} // namespace

std::vector<model::field> read_gsn_fields(gsn_element structure) {
  std::vector<placed_field> fields;
  for (auto& field : structure.children("field"))
    fields.push_back(read_field(std::move(field)));
  structure.finish();
  // A field without a name is reported already.
  std::erase_if(fields, [](const placed_field& field) { return field.what.name.empty(); });
  return checked_fields(std::move(fields), structure.place(), structure.problems());
}

model::parameters read_gsn_predicates(gsn_element& parent) {
  model::parameters all;
  for (auto& predicate : parent.children("predicate")) {
    const auto key = predicate.required_attribute("key");
    if (!key.empty())
      all.push_back({model::to_lower(key), predicate.text()});
    else if (predicate.attribute("key"))
      parent.problems().error(predicate.place("key"), errc::missing_setting, "an empty key");
    predicate.finish(true);
  }
  return all;
}

void read_gsn_streams(gsn_element streams, model::virtual_sensor_descriptor& into) {
  std::vector<file_place> places;
  for (auto& stream : streams.children("stream")) {
    places.push_back(stream.place());
    into.streams.push_back(read_stream(std::move(stream)));
  }
  streams.finish();
  check_streams(into, streams.place(), places, streams.problems());
}

} // namespace plexus::config
