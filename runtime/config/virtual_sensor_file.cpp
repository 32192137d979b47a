// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/virtual_sensor_file.hpp"

#include "runtime/config/descriptor_checks.hpp"
#include "runtime/config/gsn_class_name.hpp"
#include "runtime/config/gsn_descriptor_file.hpp"
#include "runtime/config/text_file.hpp"
#include "runtime/config/toml_tree.hpp"
#include "runtime/config/virtual_sensor_streams.hpp"
#include "runtime/model/schema.hpp"

#include <utility>

namespace plexus::config {

namespace {

using model::virtual_sensor_descriptor;

result<model::retention> as_history(const setting& given) {
  if (given.kind == setting_kind::integer) {
    if (given.integer < 0)
      return fail(errc::invalid_setting, "is negative; write \"unlimited\" to keep everything");
    return model::retention{
        model::retention_kind::count, static_cast<std::uint64_t>(given.integer), {}};
  }
  if (given.kind == setting_kind::text && given.text == "unlimited")
    return model::retention{};
  const auto age = as_duration(given);
  if (!age)
    return fail(errc::invalid_duration, "must be a number of elements, an age in quotes such as "
                                        "\"7d\", or \"unlimited\"");
  return model::retention{model::retention_kind::age, 0, *age};
}

result<model::compatibility> as_compatibility(const setting& given) {
  if (given.kind == setting_kind::text && given.text == "intended")
    return model::compatibility::intended;
  if (given.kind == setting_kind::text && given.text == "strict")
    return model::compatibility::strict;
  return fail(errc::invalid_setting, "must be \"intended\" or \"strict\"");
}

void read_class(setting_table& root, virtual_sensor_descriptor& into) {
  const auto* given = root.find("class");
  if (given == nullptr)
    return;
  auto& problems = root.problems();
  std::string name;
  if (given->kind == setting_kind::table) {
    setting_table table{*given, "class", problems};
    name = table.read("name", as_text).value_or("");
    into.class_parameters = read_parameters(table, {});
    check_parameters(into.class_parameters, table.place(), problems);
  } else {
    name = root.read("class", as_text).value_or("");
  }
  into.processing_class = normalise_gsn_class(name);
  if (into.processing_class.empty())
    problems.error(root.place("class"), errc::missing_setting, "the class has no name");
}

void read_name(setting_table& root, virtual_sensor_descriptor& into) {
  if (root.find("name") == nullptr) {
    root.problems().error(root.place("name"), errc::missing_setting, "a name is required");
    return;
  }
  if (const auto name = root.read("name", as_text)) {
    into.name = model::to_lower(*name);
    check_name(into.name, root.place("name"), root.problems());
  }
}

void read_head(setting_table& root, virtual_sensor_descriptor& into) {
  auto& problems = root.problems();
  read_name(root, into);
  into.description = root.read("description", as_text).value_or("");
  into.is_protected = root.read("protected", as_boolean).value_or(false);
  into.time_zone = checked_time_zone(root.read("time_zone", as_text).value_or(""),
                                     root.place("time_zone"), problems);
  into.compat = root.read("compat", as_compatibility);
  into.unique_timestamps = root.read("unique_timestamps", as_boolean).value_or(true);
  into.output_rate = root.read("rate", as_duration).value_or(microseconds{});
  check_rate(into.output_rate, root.place("rate"), problems);
  into.history = root.read("history", as_history).value_or(model::retention{});
  check_history(into.history, root.place("history"), problems);
  read_class(root, into);
  if (auto addressing = root.table("addressing")) {
    into.addressing = read_parameters(*addressing, {});
    check_addressing(into.addressing, addressing->place(), problems);
  }
}

virtual_sensor_descriptor read_document(setting_table root) {
  virtual_sensor_descriptor into;
  into.position = {root.problems().file(), root.place("name").line};
  read_head(root, into);
  if (root.find("output") == nullptr)
    root.problems().warning(root.place("output"), errc::missing_setting,
                            "no [output]: elements have a timestamp and no fields");
  else if (auto output = root.table("output"))
    into.output = read_output(*output);
  read_streams(root, into);
  root.finish();
  return into;
}

descriptor_outcome refusal(const std::filesystem::path& file, errc code, std::string reason) {
  descriptor_outcome outcome;
  outcome.diagnostics.push_back({{file.string(), 0}, {}, std::move(reason), code, true});
  return outcome;
}

} // namespace

descriptor_outcome parse_virtual_sensor(std::string_view text, std::string file_name) {
  problem_list problems{std::move(file_name)};
  descriptor_outcome outcome;
  if (const auto document = parse_toml(text, problems))
    outcome.descriptor = read_document({*document, {}, problems});
  if (problems.has_errors())
    outcome.descriptor.reset();
  outcome.diagnostics = problems.take();
  return outcome;
}

descriptor_outcome load_virtual_sensor_file(const std::filesystem::path& file) {
  const auto extension = model::to_lower(file.extension().string());
  if (extension != ".toml" && extension != ".xml")
    return refusal(file, errc::unreadable_file, "neither a .toml nor an .xml file");
  const auto content = read_text_file(file);
  if (!content)
    return refusal(file, content.error().code, content.error().what);
  return parse_virtual_sensor_file(*content, file);
}

descriptor_outcome parse_virtual_sensor_file(std::string_view text,
                                             const std::filesystem::path& file) {
  return model::to_lower(file.extension().string()) == ".toml"
             ? parse_virtual_sensor(text, file.string())
             : parse_gsn_descriptor(text, file.string());
}

bool is_virtual_sensor_file_name(std::string_view name) {
  const auto lower = model::to_lower(name);
  return !lower.starts_with('.') && (lower.ends_with(".toml") || lower.ends_with(".xml"));
}

} // namespace plexus::config
