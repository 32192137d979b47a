// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/setting_table.hpp"

#include "runtime/base/assert.hpp"
#include "runtime/config/nearest_name.hpp"

#include <algorithm>

namespace plexus::config {

setting_table::setting_table(const setting& node, std::string path, problem_list& problems)
    : node_(&node), path_(std::move(path)), problems_(&problems) {
  PLEXUS_ASSERT(node.kind == setting_kind::table);
}

const setting* setting_table::look_up(std::string_view key) const {
  const auto found = std::find_if(node_->children.begin(), node_->children.end(),
                                  [key](const setting& child) { return child.key == key; });
  return found == node_->children.end() ? nullptr : &*found;
}

const setting* setting_table::find(std::string_view key) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end())
    known_.emplace_back(key);
  return look_up(key);
}

std::optional<setting_table> setting_table::table(std::string_view key) {
  const auto* found = find(key);
  if (found == nullptr)
    return std::nullopt;
  if (found->kind == setting_kind::table)
    return setting_table{*found, path_of(key), *problems_};
  problems_->error(place(key), errc::invalid_setting, "must be a table: [" + path_of(key) + ']');
  return std::nullopt;
}

std::vector<const setting*> setting_table::rest() const {
  std::vector<const setting*> left;
  for (const auto& child : node_->children) {
    if (std::find(known_.begin(), known_.end(), child.key) == known_.end())
      left.push_back(&child);
  }
  return left;
}

void setting_table::finish() {
  const std::vector<std::string_view> known(known_.begin(), known_.end());
  for (const auto* unknown : rest())
    problems_->warning({unknown->line, path_of(unknown->key)}, errc::unknown_setting,
                       "unknown key, ignored" + suggestion(unknown->key, known));
}

file_place setting_table::place(std::string_view key) const {
  const auto* found = look_up(key);
  return {found == nullptr ? node_->line : found->line, path_of(key)};
}

std::string setting_table::path_of(std::string_view key) const {
  return path_.empty() ? std::string{key} : path_ + '.' + std::string{key};
}

} // namespace plexus::config
