// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/gsn_descriptor_file.hpp"

#include "runtime/config/descriptor_checks.hpp"
#include "runtime/config/gsn_class_name.hpp"
#include "runtime/config/gsn_element.hpp"
#include "runtime/config/gsn_streams.hpp"
#include "runtime/config/gsn_window_text.hpp"
#include "runtime/config/text_file.hpp"
#include "runtime/model/schema.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace plexus::config {

namespace {

using model::virtual_sensor_descriptor;

void read_name(gsn_element& root, virtual_sensor_descriptor& into) {
  into.name = model::to_lower(root.required_attribute("name"));
  std::erase(into.name, ' ');
  if (root.attribute("name"))
    check_name(into.name, root.place("name"), root.problems());
}

void read_init_params(gsn_element params, virtual_sensor_descriptor& into) {
  for (auto& param : params.children("param")) {
    const auto name = param.required_attribute("name");
    if (!name.empty())
      into.class_parameters.push_back({model::to_lower(name), param.text()});
    param.finish(true);
  }
  params.finish();
  check_parameters(into.class_parameters, params.place(), params.problems());
}

void read_processing_class(gsn_element element, virtual_sensor_descriptor& into) {
  auto& problems = element.problems();
  if (auto name = element.required_child("class-name")) {
    into.processing_class = normalise_gsn_class(name->text());
    if (into.processing_class.empty())
      problems.error(name->place(), errc::missing_setting, "the class has no name");
    name->finish(true);
  }
  if (auto unique = element.child("unique-timestamps")) {
    if (const auto truth = to_boolean(unique->trimmed_text()))
      into.unique_timestamps = *truth;
    else
      problems.error(unique->place(), errc::invalid_setting, "neither true nor false");
    unique->finish(true);
  }
  if (auto params = element.child("init-params"))
    read_init_params(std::move(*params), into);
  if (auto specification = element.child("output-specification")) {
    into.output_rate = milliseconds{specification->integer_attribute(
        "rate", 0, 0, std::numeric_limits<std::int64_t>::max() / 1'000)};
    check_rate(into.output_rate, specification->place("rate"), problems);
    specification->finish();
  }
  if (const auto input = element.child("web-input"))
    problems.warning(input->place(), errc::unknown_setting,
                     "has no effect: virtual sensors take no input from a web page");
  if (auto structure = element.required_child("output-structure")) {
    structure->ignored_attribute("partition-field", "history is not partitioned");
    into.output = read_gsn_fields(std::move(*structure));
  }
  element.finish();
}

void read_storage(gsn_element element, virtual_sensor_descriptor& into) {
  auto& problems = element.problems();
  if (const auto text = element.attribute("history-size")) {
    auto history = parse_gsn_history(*text);
    if (history)
      into.history = *history;
    else
      problems.error(element.place("history-size"), history.error().code, history.error().what);
    check_history(into.history, element.place("history-size"), problems);
  }
  if (element.attribute("identifier"))
    problems.error(element.place("identifier"), errc::invalid_setting,
                   "storage by identifier is not supported, neither here nor in GSN");
  for (const auto* name : {"driver", "user", "password", "url"})
    element.ignored_attribute(name, "history is kept in the node's own store");
  element.finish();
}

// Numbers that GSN itself never uses must not cost anybody the sensor.
std::int32_t harmless_integer(gsn_element& element, std::string_view name, std::int32_t fallback) {
  const auto text = element.attribute(name);
  if (!text)
    return fallback;
  const auto number = to_integer(trim(*text));
  if (number && *number >= std::numeric_limits<std::int32_t>::min() &&
      *number <= std::numeric_limits<std::int32_t>::max())
    return static_cast<std::int32_t>(*number);
  element.problems().warning(element.place(name), errc::invalid_setting,
                             "'" + *text + "' is no whole number; it has no effect anyway");
  return fallback;
}

void read_head(gsn_element& root, virtual_sensor_descriptor& into) {
  read_name(root, into);
  into.priority = harmless_integer(root, "priority", into.priority);
  into.is_protected = root.boolean_attribute("protected", false);
  into.time_zone = checked_time_zone(root.attribute("time-zone").value_or(""),
                                     root.place("time-zone"), root.problems());
  root.ignored_attribute("publish-to-microsoft-research-sensor-map", "the service is gone");
  if (auto description = root.child("description")) {
    into.description = description->trimmed_text();
    description->finish(true);
  }
  if (auto cycle = root.child("life-cycle")) {
    into.pool_size = harmless_integer(*cycle, "pool-size", into.pool_size);
    cycle->finish();
  }
  if (auto addressing = root.child("addressing")) {
    into.addressing = read_gsn_predicates(*addressing);
    check_addressing(into.addressing, addressing->place(), root.problems());
    addressing->finish();
  }
}

virtual_sensor_descriptor read_root(gsn_element root) {
  virtual_sensor_descriptor into;
  into.position = {root.problems().file(), root.place().line};
  read_head(root, into);
  if (auto processing = root.child("processing-class"))
    read_processing_class(std::move(*processing), into);
  else
    root.problems().warning(root.place(), errc::missing_setting,
                            "no processing-class: it is a bridge without output fields");
  if (auto storage = root.child("storage"))
    read_storage(std::move(*storage), into);
  if (auto streams = root.required_child("streams"))
    read_gsn_streams(std::move(*streams), into);
  root.finish();
  return into;
}

} // namespace

descriptor_outcome parse_gsn_descriptor(std::string_view text, std::string file_name) {
  problem_list problems{std::move(file_name)};
  descriptor_outcome outcome;
  if (const auto tree = parse_xml(text, problems)) {
    if (tree->name == "virtual-sensor") {
      outcome.descriptor = read_root({*tree, tree->name, problems});
    } else {
      problems.error({tree->line, tree->name}, errc::malformed_xml,
                     "the root element must be 'virtual-sensor'");
    }
  }
  if (problems.has_errors())
    outcome.descriptor.reset();
  outcome.diagnostics = problems.take();
  return outcome;
}

} // namespace plexus::config
