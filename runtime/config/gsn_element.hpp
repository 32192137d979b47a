// SPDX-License-Identifier: Apache-2.0
// An element of a GSN descriptor file under reading: hands out attributes and children by name,
// remembers what was asked for, and reports the rest as unknown. The vocabulary is its readers'.
#pragma once

#include "runtime/config/diagnostic.hpp"
#include "runtime/config/xml_tree.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plexus::config {

class gsn_element {
public:
  /// Both arguments must outlive the object.
  gsn_element(const xml_element& node, std::string path, problem_list& problems);

  /// The value as written. Asking makes the attribute a known one.
  std::optional<std::string> attribute(std::string_view name);
  /// Trimmed; absent is an error missing_setting and gives "".
  std::string required_attribute(std::string_view name);
  /// A whole number within bounds, or `fallback` when absent. Errors: invalid_setting.
  std::int64_t integer_attribute(std::string_view name, std::int64_t fallback, std::int64_t least,
                                 std::int64_t most);
  /// "true" or "false", or `fallback` when absent. Errors: invalid_setting.
  bool boolean_attribute(std::string_view name, bool fallback);
  /// Reads the attribute where it is there, and warns that it means nothing here.
  void ignored_attribute(std::string_view name, std::string_view why);

  /// The only child of that name; a second one is an error invalid_setting.
  std::optional<gsn_element> child(std::string_view name);
  /// As child(); absent is an error missing_setting.
  std::optional<gsn_element> required_child(std::string_view name);
  /// Every child of that name, in order.
  std::vector<gsn_element> children(std::string_view name);

  /// Warns (unknown_setting) about every attribute and child nobody asked for, and about text where
  /// only children belong. Call when done with an element of structure.
  void finish(bool has_text = false);

  /// Text as written, and without blanks at both ends.
  const std::string& text() const noexcept { return node_->text; }
  std::string trimmed_text() const;

  file_place place() const { return {node_->line, path_}; }
  file_place place(std::string_view attribute) const;
  problem_list& problems() const noexcept { return *problems_; }

private:
  void know(std::string_view name);

  const xml_element* node_;
  std::string path_;
  problem_list* problems_;
  std::vector<std::string> known_; // attributes as "@name", children by name
};

} // namespace plexus::config
