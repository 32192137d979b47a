// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/virtual_sensor_streams.hpp"

#include "runtime/config/descriptor_checks.hpp"
#include "runtime/config/gsn_field_type.hpp"
#include "runtime/config/nearest_name.hpp"
#include "runtime/config/text_file.hpp"
#include "runtime/model/schema.hpp"

#include <array>
#include <limits>
#include <utility>

namespace plexus::config {

namespace {

constexpr std::array<std::string_view, 4> address_keys{"plugin", "parameters", "output",
                                                       "order_key"};
constexpr std::array<std::string_view, 10> source_keys{
    "plugin", "parameters", "output", "order_key", "window",
    "slide",  "clock",      "sql",    "sampling",  "alternatives"};

result<model::value_type> as_type(const setting& given) {
  const auto text = as_text(given);
  if (!text)
    return text.error();
  auto type = model::parse_value_type(trim(*text));
  if (type)
    return type;
  std::string reason = "'" + *text +
                       "' is no type; there are int8, int16, int32, int64, float, "
                       "double, bool, string, binary";
  if (const auto gsn = parse_gsn_field_type(*text))
    reason += "; in this file '" + *text + "' is \"" + std::string{name_of(gsn->type)} + '"';
  return fail(errc::invalid_value_type, reason);
}

result<model::extent> as_extent(const setting& given) {
  if (given.kind == setting_kind::integer) {
    if (given.integer < 0)
      return fail(errc::invalid_window, "is negative");
    return model::extent{model::element_count{static_cast<std::uint64_t>(given.integer)}};
  }
  const auto span = as_duration(given);
  if (!span)
    return fail(errc::invalid_duration,
                "must be a number of elements, or a duration in quotes such as \"10m\"");
  return model::extent{model::time_span{*span}};
}

result<model::time_domain> as_domain(const setting& given) {
  if (given.kind == setting_kind::text && given.text == "wall")
    return model::time_domain::wall;
  if (given.kind == setting_kind::text && given.text == "data")
    return model::time_domain::data;
  return fail(errc::invalid_setting, "must be \"wall\" or \"data\"");
}

result<std::uint64_t> as_count(const setting& given) {
  const auto number = as_integer(given);
  if (!number)
    return number.error();
  if (*number < 0)
    return fail(errc::invalid_setting, "is negative");
  return static_cast<std::uint64_t>(*number);
}

result<std::uint32_t> as_length(const setting& given) {
  const auto number = as_integer(given);
  if (!number)
    return number.error();
  if (*number < 1 || *number > std::numeric_limits<std::uint32_t>::max())
    return fail(errc::invalid_setting, "must be a length of at least 1");
  return static_cast<std::uint32_t>(*number);
}

void read_field_table(setting_table table, model::field& into) {
  auto& problems = table.problems();
  if (table.find("type") == nullptr)
    problems.error(table.place("type"), errc::missing_setting, "the field has no type");
  const auto type = table.read("type", as_type);
  into.type = type.value_or(into.type);
  into.unit = table.read("unit", as_text).value_or("");
  into.description = table.read("description", as_text).value_or("");
  into.observed_property = table.read("property", as_text).value_or("");
  into.mime_type = table.read("mime", as_text).value_or("");
  into.length_max = table.read("length", as_length).value_or(0);
  if (type && into.length_max != 0 && into.type != model::value_type::string)
    problems.error(table.place("length"), errc::invalid_setting, "only strings have a length");
  if (type && !into.mime_type.empty() && into.type != model::value_type::binary)
    problems.error(table.place("mime"), errc::invalid_setting, "only binaries have a MIME type");
  table.finish();
}

model::parameters merge(model::parameters first, model::parameters second) {
  for (auto& parameter : second)
    first.push_back(std::move(parameter));
  return first;
}

// Reads plugin, parameters, output and order_key; the caller has asked for its own keys already.
model::source_address read_address(setting_table& table,
                                   std::span<const std::string_view> reserved) {
  auto& problems = table.problems();
  model::source_address address;
  address.position = {problems.file(), table.place("plugin").line};
  address.wrapper = trim(table.read("plugin", as_text).value_or(""));
  address.partial_order_key = model::to_lower(table.read("order_key", as_text).value_or(""));
  if (auto output = table.table("output"))
    address.declared = read_output(*output);
  if (auto verbatim = table.table("parameters"))
    address.predicates = read_parameters(*verbatim, {});
  address.predicates = merge(std::move(address.predicates), read_parameters(table, reserved));
  check_address(address, table.place("plugin"), problems);
  return address;
}

void read_alternatives(const setting* given, setting_table& table, model::source& into) {
  if (given == nullptr)
    return;
  if (given->kind != setting_kind::list) {
    table.problems().error(table.place("alternatives"), errc::invalid_setting,
                           "must be a list of tables");
    return;
  }
  for (std::size_t i = 0; i < given->children.size(); ++i) {
    const auto& child = given->children[i];
    const auto path = table.path_of("alternatives") + '[' + std::to_string(i + 1) + ']';
    if (child.kind != setting_kind::table) {
      table.problems().error({child.line, path}, errc::invalid_setting, "must be a table");
      continue;
    }
    setting_table alternative{child, path, table.problems()};
    into.alternatives.push_back(read_address(alternative, address_keys));
  }
}

model::source read_source(setting_table table, const std::string& alias) {
  model::source source;
  source.position = {table.problems().file(), table.place().line};
  source.alias = model::to_lower(alias);
  source.window.size = table.read("window", as_extent).value_or(source.window.size);
  check_extent(source.window.size, table.place("window"), table.problems());
  source.window.slide = table.read("slide", as_extent).value_or(source.window.slide);
  check_extent(source.window.slide, table.place("slide"), table.problems());
  source.window.domain = table.read("clock", as_domain).value_or(source.window.domain);
  source.sampling_rate = checked_sampling_rate(table.read("sampling", as_number).value_or(1.0),
                                               table.place("sampling"), table.problems());
  source.query = trim(table.read("sql", as_text).value_or(""));
  const auto* alternatives = table.find("alternatives");
  // A source of alternatives alone has no address of its own.
  if (table.find("plugin") != nullptr || alternatives == nullptr)
    source.alternatives.push_back(read_address(table, source_keys));
  else
    table.finish();
  read_alternatives(alternatives, table, source);
  check_source(source, table.place(), table.problems());
  return source;
}

// The tables below [source]; their keys are the aliases.
void read_sources(setting_table& parent, model::stream& into, std::vector<file_place>& places) {
  auto sources = parent.table("source");
  if (!sources)
    return;
  for (const auto& child : sources->node().children) {
    const auto path = sources->path_of(child.key);
    if (child.kind != setting_kind::table) {
      sources->problems().error({child.line, path}, errc::invalid_setting,
                                "must be a table [source.<alias>]");
      continue;
    }
    places.push_back({child.line, path});
    into.sources.push_back(read_source({child, path, sources->problems()}, child.key));
  }
}

// Reads name, sql, rate and count of a stream whose sources are known.
void read_stream(setting_table& table, const std::string& default_name, model::stream& into) {
  into.name = table.read("name", as_text).value_or(default_name);
  if (into.name.empty())
    table.problems().error(table.place("name"), errc::invalid_name, "an empty name");
  into.rate = table.read("rate", as_duration).value_or(microseconds{});
  into.count = table.read("count", as_count).value_or(0);
  // A query that is no text is reported once; check_stream must not find it missing as well.
  if (table.find("sql") != nullptr)
    into.query = trim(table.read("sql", as_text).value_or("?"));
  else if (into.sources.size() == 1)
    into.query = "select * from " + into.sources[0].alias;
  table.finish();
}

// [source.*] at the top with at most one [stream].
void read_single_stream(setting_table& root, const setting* given,
                        model::virtual_sensor_descriptor& into) {
  if (given == nullptr && root.find("source") == nullptr) {
    check_streams(into, root.place("source"), {}, root.problems());
    return;
  }
  auto& problems = root.problems();
  const setting no_stream;
  setting_table table{given == nullptr ? no_stream : *given, "stream", problems};
  model::stream stream;
  std::vector<file_place> sources;
  read_sources(root, stream, sources);
  if (table.find("source") != nullptr && root.find("source") != nullptr)
    problems.error(table.place("source"), errc::invalid_setting,
                   "sources are given here and in [source]; put all of them in one place");
  else
    read_sources(table, stream, sources);
  const auto at = given == nullptr ? root.place("source") : root.place("stream");
  stream.position = {problems.file(), at.line};
  read_stream(table, "main", stream);
  check_stream(stream, at, sources, problems);
  into.streams.push_back(std::move(stream));
  check_streams(into, at, std::span{&at, 1}, problems);
}

// [[stream]], each with its own sources.
void read_stream_list(setting_table& root, const setting& given,
                      model::virtual_sensor_descriptor& into) {
  auto& problems = root.problems();
  if (root.find("source") != nullptr)
    problems.error(root.place("source"), errc::invalid_setting,
                   "with [[stream]] sources belong to a stream: [stream.source.<alias>]");
  std::vector<file_place> places;
  for (std::size_t i = 0; i < given.children.size(); ++i) {
    const auto& child = given.children[i];
    const auto number = std::to_string(i + 1);
    const file_place at{child.line, "stream[" + number + ']'};
    if (child.kind != setting_kind::table) {
      problems.error(at, errc::invalid_setting, "must be a table [[stream]]");
      continue;
    }
    setting_table table{child, at.element, problems};
    model::stream stream;
    stream.position = {problems.file(), at.line};
    std::vector<file_place> sources;
    read_sources(table, stream, sources);
    read_stream(table, "stream" + number, stream);
    check_stream(stream, at, sources, problems);
    into.streams.push_back(std::move(stream));
    places.push_back(at);
  }
  check_streams(into, root.place("stream"), places, problems);
}

} // namespace

std::vector<model::field> read_output(setting_table& output) {
  auto& problems = output.problems();
  std::vector<placed_field> fields;
  for (const auto& child : output.node().children) {
    placed_field field{{}, {child.line, output.path_of(child.key)}};
    field.what.name = child.key;
    if (child.kind == setting_kind::table) {
      read_field_table({child, field.at.element, problems}, field.what);
    } else if (const auto type = as_type(child)) {
      field.what.type = *type;
    } else {
      problems.error(field.at, type.error().code, type.error().what);
    }
    fields.push_back(std::move(field));
  }
  return checked_fields(std::move(fields), output.place(), problems);
}

model::parameters read_parameters(setting_table& table,
                                  std::span<const std::string_view> reserved) {
  auto& problems = table.problems();
  model::parameters all;
  for (const auto* given : table.rest()) {
    const file_place at{given->line, table.path_of(given->key)};
    auto text = as_parameter(*given);
    if (!text) {
      problems.error(at, text.error().code, text.error().what);
      continue;
    }
    if (const auto meant = nearest_name(given->key, reserved, 1); !meant.empty())
      problems.warning(at, errc::unknown_setting,
                       "taken as a parameter of the plugin; did you mean '" + std::string{meant} +
                           "'? If not, write it under 'parameters'");
    all.push_back({model::to_lower(trim(given->key)), std::move(*text)});
  }
  return all;
}

void read_streams(setting_table& root, model::virtual_sensor_descriptor& into) {
  const auto* given = root.find("stream");
  if (given != nullptr && given->kind == setting_kind::list)
    return read_stream_list(root, *given, into);
  if (given != nullptr && given->kind != setting_kind::table) {
    root.problems().error(root.place("stream"), errc::invalid_setting,
                          "must be [stream] or [[stream]]");
    given = nullptr;
  }
  read_single_stream(root, given, into);
}

} // namespace plexus::config
