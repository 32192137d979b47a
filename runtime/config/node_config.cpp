// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/node_config.hpp"

#include "runtime/config/nearest_name.hpp"
#include "runtime/config/setting.hpp"
#include "runtime/config/text_file.hpp"
#include "runtime/config/toml_tree.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace plexus::config {

namespace {

namespace fs = std::filesystem;

// One key: how it is read, and whether a running node can take a new value over.
struct rule {
  std::string_view key;
  bool live = false;
  std::function<status(node_config&, const setting&)> apply;
  std::function<bool(const node_config&, const node_config&)> same;
  std::function<void(node_config&, const node_config&)> copy;
};

// `access` gives a reference to the member, `read` turns a setting into its value.
template <class Access, class Read>
rule make_rule(std::string_view key, bool live, Access access, Read read) {
  const auto apply = [access, read](node_config& config, const setting& given) -> status {
    auto value = read(given);
    if (!value)
      return std::move(value).error();
    access(config) = std::move(*value);
    return {};
  };
  const auto same = [access](const node_config& a, const node_config& b) {
    return access(a) == access(b);
  };
  const auto copy = [access](node_config& to, const node_config& from) {
    access(to) = access(from);
  };
  return {key, live, apply, same, copy};
}

template <class Integer>
auto integer_between(Integer least, Integer most) {
  return [least, most](const setting& given) -> result<Integer> {
    const auto number = as_integer(given);
    if (!number)
      return number.error();
    if (std::cmp_less(*number, least) || std::cmp_greater(*number, most))
      return fail(errc::invalid_setting,
                  "must be " + std::to_string(least) + " to " + std::to_string(most));
    return static_cast<Integer>(*number);
  };
}

auto duration_between(microseconds least, microseconds most, std::string_view wanted) {
  return [least, most, wanted](const setting& given) -> result<microseconds> {
    auto span = as_duration(given);
    if (span && (*span < least || *span > most))
      return fail(errc::invalid_duration, "must be " + std::string{wanted});
    return span;
  };
}

auto byte_size_from(std::uint64_t least, std::string_view wanted) {
  return [least, wanted](const setting& given) -> result<std::uint64_t> {
    auto size = as_byte_size(given);
    if (size && *size < least)
      return fail(errc::invalid_setting, "must be at least " + std::string{wanted});
    return size;
  };
}

result<fs::path> as_path(const setting& given) {
  auto text = as_text(given);
  if (!text)
    return std::move(text).error();
  if (text->empty() || text->find('\0') != std::string::npos)
    return fail(errc::invalid_setting, "must be a path");
  return fs::path{*text};
}

// A path, or "" for the default.
result<fs::path> as_optional_path(const setting& given) {
  if (given.kind == setting_kind::text && given.text.empty())
    return fs::path{};
  return as_path(given);
}

result<std::vector<fs::path>> as_paths(const setting& given) {
  auto texts = as_texts(given);
  if (!texts)
    return std::move(texts).error();
  if (std::find(texts->begin(), texts->end(), "") != texts->end())
    return fail(errc::invalid_setting, "must be a list of paths; one is empty");
  return std::vector<fs::path>(texts->begin(), texts->end());
}

result<std::string> as_node_name(const setting& given) {
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
  auto name = as_text(given);
  if (name &&
      (name->empty() || name->size() > 63 || name->find_first_not_of(allowed) != std::string::npos))
    return fail(errc::invalid_name,
                "a node's name has letters, digits, '-' and '.', and at most 63 of them");
  return name;
}

result<log_level> as_log_level(const setting& given) {
  const auto text = as_text(given);
  if (text) {
    if (auto level = parse_log_level(*text))
      return level;
  }
  return fail(errc::invalid_setting, "must be \"debug\", \"info\", \"warn\" or \"error\"");
}

result<model::compatibility> as_compatibility(const setting& given) {
  const auto text = as_text(given);
  if (text && *text == "intended")
    return model::compatibility::intended;
  if (text && *text == "strict")
    return model::compatibility::strict;
  return fail(errc::invalid_setting, "must be \"intended\" or \"strict\"");
}

#define PLEXUS_MEMBER(path)                                                                        \
  [](auto& config) -> auto& { return config.path; }

std::vector<rule> general_rules() {
  using namespace std::chrono_literals;
  return {
      make_rule("name", false, PLEXUS_MEMBER(name), as_node_name),
      make_rule("data_folder", false, PLEXUS_MEMBER(data_folder), as_path),
      make_rule("virtual_sensor_folders", false, PLEXUS_MEMBER(virtual_sensor_folders), as_paths),
      make_rule("machine_root", false, PLEXUS_MEMBER(machine_root), as_path),
      make_rule("rescan_interval", true, PLEXUS_MEMBER(rescan_interval),
                duration_between(0s, 24h, "0s (never) to 24h")),
      make_rule("system.threads", false, PLEXUS_MEMBER(system.threads),
                integer_between<std::size_t>(0, 1'024)),
      make_rule("log.level", true, PLEXUS_MEMBER(log.level), as_log_level),
      make_rule("log.file", false, PLEXUS_MEMBER(log.file), as_optional_path),
      make_rule("control.socket", false, PLEXUS_MEMBER(control.socket), as_optional_path),
      make_rule("gsn.compat", false, PLEXUS_MEMBER(gsn.compat), as_compatibility),
  };
}

std::vector<rule> data_rules() {
  using namespace std::chrono_literals;
  constexpr std::uint64_t number_max = 1'000'000'000'000;
  return {
      make_rule("storage.enabled", false, PLEXUS_MEMBER(storage.enabled), as_boolean),
      make_rule("storage.commit_interval", false, PLEXUS_MEMBER(storage.commit_interval),
                duration_between(1ms, 1h, "1ms to 1h")),
      make_rule("storage.commit_elements", false, PLEXUS_MEMBER(storage.commit_elements),
                integer_between<std::uint64_t>(1, number_max)),
      make_rule("storage.map_size_max", false, PLEXUS_MEMBER(storage.map_size_max),
                byte_size_from(1u << 20, "1MiB")),
      make_rule("storage.pending_bytes_max", false, PLEXUS_MEMBER(storage.pending_bytes_max),
                byte_size_from(1u << 16, "64KiB")),
      make_rule("query.deadline", true, PLEXUS_MEMBER(query.deadline),
                duration_between(1ms, 1h, "1ms to 1h")),
      make_rule("query.rows_max", true, PLEXUS_MEMBER(query.rows_max),
                integer_between<std::uint64_t>(1, number_max)),
      make_rule("query.history_deadline", true, PLEXUS_MEMBER(query.history_deadline),
                duration_between(1ms, 24h, "1ms to 24h")),
      make_rule("query.history_rows_max", true, PLEXUS_MEMBER(query.history_rows_max),
                integer_between<std::uint64_t>(1, number_max)),
      make_rule("query.memory_max", true, PLEXUS_MEMBER(query.memory_max),
                byte_size_from(16u << 20, "16MiB")),
      make_rule("requests.max", true, PLEXUS_MEMBER(requests.max),
                integer_between<std::size_t>(1, 10'000'000)),
      make_rule("requests.queue_rows_max", true, PLEXUS_MEMBER(requests.queue_rows_max),
                integer_between<std::uint64_t>(1, 1'000'000'000)),
  };
}

#undef PLEXUS_MEMBER

std::vector<rule> all_rules() {
  auto rules = general_rules();
  for (auto& more : data_rules())
    rules.push_back(std::move(more));
  return rules;
}

const rule* find_rule(const std::vector<rule>& rules, std::string_view key) {
  const auto found =
      std::find_if(rules.begin(), rules.end(), [key](const rule& r) { return r.key == key; });
  return found == rules.end() ? nullptr : &*found;
}

bool is_section(const std::vector<rule>& rules, const std::string& key) {
  return std::any_of(rules.begin(), rules.end(),
                     [&](const rule& r) { return r.key.starts_with(key + '.'); });
}

// The known keys, and the sections, which somebody may also have meant.
std::string hint(const std::vector<rule>& rules, std::string_view key) {
  std::vector<std::string_view> known;
  for (const auto& rule : rules) {
    known.push_back(rule.key);
    known.push_back(rule.key.substr(0, rule.key.find('.')));
  }
  return suggestion(key, known);
}

// Applies the settings of one table; `prefix` is empty or ends in a dot.
void apply_table(const setting& table, const std::string& prefix, const std::vector<rule>& rules,
                 node_config& config, problem_list& problems) {
  for (const auto& child : table.children) {
    const auto key = prefix + child.key;
    const file_place at{child.line, key};
    if (const auto* rule = find_rule(rules, key)) {
      if (const auto done = rule->apply(config, child); !done)
        problems.error(at, done.error().code, done.error().what);
    } else if (!is_section(rules, key)) {
      problems.error(at, errc::unknown_setting, "unknown key" + hint(rules, key));
    } else if (child.kind != setting_kind::table) {
      problems.error(at, errc::invalid_setting, "is a section: [" + key + ']');
    } else {
      apply_table(child, key + '.', rules, config, problems);
    }
  }
}

void resolve_paths(node_config& config, const fs::path& base) {
  const auto resolve = [&](fs::path& path) {
    if (!path.empty())
      path = (base / path).lexically_normal(); // an absolute path replaces the base
  };
  resolve(config.data_folder);
  resolve(config.machine_root);
  for (auto& folder : config.virtual_sensor_folders)
    resolve(folder);
  resolve(config.log.file);
  resolve(config.control.socket);
}

// "x" of `x` or `"x"`; a value as in TOML where it is one, otherwise the text itself.
setting override_value(std::string_view text) {
  problem_list ignored{{}};
  auto document = parse_toml("v = " + std::string{text}, ignored);
  if (document && document->children.size() == 1 && document->children[0].key == "v")
    return std::move(document->children[0]);
  setting bare;
  bare.kind = setting_kind::text;
  bare.text = text;
  return bare;
}

} // namespace

node_config_outcome parse_node_config(std::string_view text, std::string file_name,
                                      const std::filesystem::path& base_folder) {
  problem_list problems{std::move(file_name)};
  node_config_outcome outcome;
  if (const auto document = parse_toml(text, problems)) {
    node_config config;
    apply_table(*document, {}, all_rules(), config, problems);
    resolve_paths(config, base_folder);
    if (!problems.has_errors())
      outcome.config = std::move(config);
  }
  outcome.diagnostics = problems.take();
  return outcome;
}

node_config_outcome load_node_config(const std::filesystem::path& file) {
  const auto content = read_text_file(file);
  if (content)
    return parse_node_config(*content, file.string(), file.parent_path());
  node_config_outcome outcome;
  outcome.diagnostics.push_back(
      {{file.string(), 0}, {}, content.error().what, content.error().code, true});
  return outcome;
}

status apply_override(node_config& config, std::string_view assignment) {
  const auto equals = assignment.find('=');
  if (equals == std::string_view::npos)
    return fail(errc::invalid_setting, "must be key=value", std::string{assignment});
  const std::string key{trim(assignment.substr(0, equals))};
  const auto text = trim(assignment.substr(equals + 1));
  const auto rules = all_rules();
  const auto* rule = find_rule(rules, key);
  if (rule == nullptr)
    return fail(errc::unknown_setting, "unknown key" + hint(rules, key), key);
  const auto given = override_value(text);
  auto done = rule->apply(config, given);
  if (!done && given.kind != setting_kind::text) {
    // A name may look like a number: --set name=42.
    setting bare;
    bare.kind = setting_kind::text;
    bare.text = text;
    if (rule->apply(config, bare))
      return {};
  }
  if (!done)
    return fail(done.error().code, done.error().what, key);
  return done;
}

status check(const node_config& config) {
  // sockaddr_un holds 108 bytes with the terminator.
  constexpr std::size_t socket_bytes_max = 107;
  if (control_socket(config).string().size() > socket_bytes_max)
    return fail(errc::invalid_setting,
                "the path of the control socket is longer than 107 bytes, more than a Unix socket "
                "may have; set control.socket to a shorter one",
                "control.socket");
  return {};
}

std::filesystem::path control_socket(const node_config& config) {
  return config.control.socket.empty() ? config.data_folder / "plexus.sock" : config.control.socket;
}

std::vector<std::string_view> setting_keys() {
  std::vector<std::string_view> keys;
  for (const auto& rule : all_rules())
    keys.push_back(rule.key);
  return keys;
}

std::vector<changed_setting> changed_settings(const node_config& from, const node_config& to) {
  std::vector<changed_setting> changed;
  for (const auto& rule : all_rules()) {
    if (!rule.same(from, to))
      changed.push_back({rule.key, !rule.live});
  }
  return changed;
}

void take_live_settings(node_config& running, const node_config& wanted) {
  for (const auto& rule : all_rules()) {
    if (rule.live)
      rule.copy(running, wanted);
  }
}

} // namespace plexus::config
