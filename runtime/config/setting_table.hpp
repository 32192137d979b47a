// SPDX-License-Identifier: Apache-2.0
// A table of settings under reading: hands out values by key with the finding reported where one
// does not fit, and remembers what was asked for. The vocabulary is its readers'.
#pragma once

#include "runtime/config/diagnostic.hpp"
#include "runtime/config/setting.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace plexus::config {

class setting_table {
public:
  /// `node` is a table. Both references must outlive the object. `path` is empty for a document.
  setting_table(const setting& node, std::string path, problem_list& problems);

  /// The setting of that key, or null. Asking makes the key a known one.
  const setting* find(std::string_view key);

  /// The value of a key as `read` (as_text, as_integer, ...) gives it; nothing when the key is
  /// absent or does not fit, which is then reported.
  template <class Read>
  auto read(std::string_view key, Read reader)
      -> std::optional<std::decay_t<decltype(*reader(std::declval<const setting&>()))>> {
    const auto* given = find(key);
    if (given == nullptr)
      return std::nullopt;
    auto value = reader(*given);
    if (value)
      return std::move(*value);
    problems_->error(place(key), value.error().code, value.error().what);
    return std::nullopt;
  }

  /// The table of that key; another kind of value is an error invalid_setting.
  std::optional<setting_table> table(std::string_view key);

  /// What nobody asked for.
  std::vector<const setting*> rest() const;
  /// Warns (unknown_setting) about each of rest().
  void finish();

  /// Where the table begins, and where a key of it stands.
  file_place place() const { return {node_->line, path_}; }
  file_place place(std::string_view key) const;
  /// Path of a key: "source.room.window".
  std::string path_of(std::string_view key) const;
  const setting& node() const noexcept { return *node_; }
  problem_list& problems() const noexcept { return *problems_; }

private:
  const setting* look_up(std::string_view key) const;

  const setting* node_;
  std::string path_;
  problem_list* problems_;
  std::vector<std::string> known_;
};

} // namespace plexus::config
