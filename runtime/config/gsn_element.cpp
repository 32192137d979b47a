// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/gsn_element.hpp"

#include "runtime/config/nearest_name.hpp"
#include "runtime/config/text_file.hpp"

#include <algorithm>
#include <utility>

namespace plexus::config {

gsn_element::gsn_element(const xml_element& node, std::string path, problem_list& problems)
    : node_(&node), path_(std::move(path)), problems_(&problems) {}

void gsn_element::know(std::string_view name) {
  if (std::find(known_.begin(), known_.end(), name) == known_.end())
    known_.emplace_back(name);
}

file_place gsn_element::place(std::string_view attribute) const {
  return {node_->line, path_ + '@' + std::string{attribute}};
}

std::string gsn_element::trimmed_text() const { return std::string{trim(node_->text)}; }

std::optional<std::string> gsn_element::attribute(std::string_view name) {
  know('@' + std::string{name});
  for (const auto& candidate : node_->attributes) {
    if (candidate.name == name)
      return candidate.value;
  }
  return std::nullopt;
}

std::string gsn_element::required_attribute(std::string_view name) {
  const auto value = attribute(name);
  if (!value) {
    problems_->error(place(name), errc::missing_setting,
                     "the attribute '" + std::string{name} + "' is required");
    return {};
  }
  return std::string{trim(*value)};
}

std::int64_t gsn_element::integer_attribute(std::string_view name, std::int64_t fallback,
                                            std::int64_t least, std::int64_t most) {
  const auto value = attribute(name);
  if (!value)
    return fallback;
  const auto number = to_integer(trim(*value));
  if (number && *number >= least && *number <= most)
    return *number;
  problems_->error(place(name), errc::invalid_setting,
                   "'" + *value + "' is no whole number from " + std::to_string(least) + " to " +
                       std::to_string(most));
  return fallback;
}

bool gsn_element::boolean_attribute(std::string_view name, bool fallback) {
  const auto value = attribute(name);
  if (!value)
    return fallback;
  if (const auto truth = to_boolean(trim(*value)))
    return *truth;
  problems_->error(place(name), errc::invalid_setting,
                   "'" + *value + "' is neither true nor false");
  return fallback;
}

void gsn_element::ignored_attribute(std::string_view name, std::string_view why) {
  if (attribute(name))
    problems_->warning(place(name), errc::unknown_setting, "has no effect: " + std::string{why});
}

std::optional<gsn_element> gsn_element::child(std::string_view name) {
  know(name);
  const xml_element* found = nullptr;
  for (const auto& candidate : node_->children) {
    if (candidate.name != name)
      continue;
    if (found != nullptr) {
      problems_->error({candidate.line, path_ + '/' + candidate.name}, errc::invalid_setting,
                       "given a second time; the first is in line " + std::to_string(found->line));
      break;
    }
    found = &candidate;
  }
  if (found == nullptr)
    return std::nullopt;
  return gsn_element{*found, path_ + '/' + found->name, *problems_};
}

std::optional<gsn_element> gsn_element::required_child(std::string_view name) {
  auto found = child(name);
  if (!found)
    problems_->error(place(), errc::missing_setting,
                     "the element '" + std::string{name} + "' is required");
  return found;
}

std::vector<gsn_element> gsn_element::children(std::string_view name) {
  know(name);
  std::vector<gsn_element> all;
  for (const auto& candidate : node_->children) {
    if (candidate.name == name)
      all.emplace_back(candidate,
                       path_ + '/' + candidate.name + '[' + std::to_string(all.size() + 1) + ']',
                       *problems_);
  }
  return all;
}

void gsn_element::finish(bool has_text) {
  std::vector<std::string_view> attributes;
  std::vector<std::string_view> elements;
  for (const auto& name : known_) {
    if (name.starts_with('@'))
      attributes.push_back(std::string_view{name}.substr(1));
    else
      elements.push_back(name);
  }
  const auto report = [&](const std::string& name, const file_place& at, std::string_view kind,
                          const std::vector<std::string_view>& known) {
    if (std::find(known.begin(), known.end(), name) == known.end())
      problems_->warning(at, errc::unknown_setting,
                         "unknown " + std::string{kind} + ", ignored" + suggestion(name, known));
  };
  for (const auto& [name, value] : node_->attributes)
    report(name, place(name), "attribute", attributes);
  for (const auto& element : node_->children)
    report(element.name, {element.line, path_ + '/' + element.name}, "element", elements);
  if (!has_text && !trim(node_->text).empty())
    problems_->warning(place(), errc::unknown_setting, "text that belongs to nothing, ignored");
}

} // namespace plexus::config
