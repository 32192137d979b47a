// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/node_config.hpp"

#include "runtime/config/text_file.hpp"
#include "tests/support/scratch_folder.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using namespace plexus;
using namespace plexus::config;

namespace {

node_config parsed(std::string_view text) {
  const auto outcome = parse_node_config(text, "node.toml", "/etc/plexus");
  for (const auto& found : outcome.diagnostics)
    UNSCOPED_INFO(found.to_string());
  REQUIRE(outcome.config);
  return *outcome.config;
}

std::vector<diagnostic> refused(std::string_view text) {
  auto outcome = parse_node_config(text, "node.toml", "/etc/plexus");
  CHECK_FALSE(outcome.config);
  return outcome.diagnostics;
}

// What is written for each key; a key missing here fails the test below.
constexpr std::string_view everything = R"(
name = "kitchen-pi"
data_folder = "/var/lib/plexus"
virtual_sensor_folders = ["vs", "/srv/vs"]
machine_root = "recorded"
rescan_interval = "0s"
[system]
threads = 3
[storage]
enabled = false
commit_interval = "50ms"
commit_elements = 7
map_size_max = "1GiB"
pending_bytes_max = 1_000_000
[query]
deadline = "1s"
rows_max = 10
history_deadline = "1m"
history_rows_max = 20
memory_max = "64MiB"
[requests]
max = 30
queue_rows_max = 40
[log]
level = "debug"
file = "plexus.log"
[control]
socket = "run/c.sock"
[gsn]
compat = "strict"
)";

} // namespace

TEST_CASE("an empty file is the defaults, with paths beside the file") {
  const auto config = parsed("");
  CHECK(config.name == "node");
  CHECK(config.data_folder == "/etc/plexus/data");
  REQUIRE(config.virtual_sensor_folders.size() == 1);
  CHECK(config.virtual_sensor_folders[0] == "/etc/plexus/virtual_sensors");
  CHECK(config.storage.commit_interval == milliseconds{100});
  CHECK(config.storage.commit_elements == 1000);
  CHECK(config.requests.max == 10'000);
  CHECK(config.log.file.empty());
  CHECK(control_socket(config) == "/etc/plexus/data/plexus.sock");
  CHECK(check(config));
}

TEST_CASE("every key is read") {
  const auto config = parsed(everything);
  CHECK(config.name == "kitchen-pi");
  CHECK(config.data_folder == "/var/lib/plexus");
  CHECK(config.virtual_sensor_folders[0] == "/etc/plexus/vs");
  CHECK(config.virtual_sensor_folders[1] == "/srv/vs");
  CHECK(config.rescan_interval == microseconds{});
  CHECK(config.system.threads == 3);
  CHECK_FALSE(config.storage.enabled);
  CHECK(config.storage.commit_interval == milliseconds{50});
  CHECK(config.storage.commit_elements == 7);
  CHECK(config.storage.map_size_max == 1ull << 30);
  CHECK(config.storage.pending_bytes_max == 1'000'000);
  CHECK(config.query.deadline == seconds{1});
  CHECK(config.query.rows_max == 10);
  CHECK(config.query.history_deadline == std::chrono::minutes{1});
  CHECK(config.query.history_rows_max == 20);
  CHECK(config.query.memory_max == 64u << 20);
  CHECK(config.requests.max == 30);
  CHECK(config.requests.queue_rows_max == 40);
  CHECK(config.log.level == log_level::debug);
  CHECK(config.machine_root == "/etc/plexus/recorded");
  CHECK(config.log.file == "/etc/plexus/plexus.log");
  CHECK(control_socket(config) == "/etc/plexus/run/c.sock");
  CHECK(config.gsn.compat == model::compatibility::strict);
}

TEST_CASE("keys are unique, and every one changes something") {
  const auto keys = setting_keys();
  CHECK(std::set<std::string_view>(keys.begin(), keys.end()).size() == keys.size());
  CHECK(changed_settings(parsed(""), parsed(everything)).size() == keys.size());
  CHECK(changed_settings(parsed(everything), parsed(everything)).empty());
}

TEST_CASE("what is live is taken over, the rest waits for a restart") {
  auto running = parsed("");
  const auto wanted = parsed(everything);
  const auto changes = changed_settings(running, wanted);
  take_live_settings(running, wanted);
  CHECK(running.log.level == wanted.log.level);
  CHECK(running.requests.max == wanted.requests.max);
  CHECK(running.name != wanted.name);
  for (const auto& left : changed_settings(running, wanted)) {
    INFO(left.key);
    CHECK(left.needs_restart);
  }
  CHECK(changed_settings(running, wanted).size() < changes.size());
}

TEST_CASE("the how-to page lists every key, and whether it is live") {
  const auto page = read_text_file(PLEXUS_SOURCE_DIR "/docs/how_to/configure_a_node.md");
  REQUIRE(page);
  for (const auto& change : changed_settings(parsed(""), parsed(everything))) {
    INFO(change.key);
    const auto at = page->find("\n| `" + std::string{change.key} + "` |");
    REQUIRE(at != std::string::npos);
    const auto row = page->substr(at + 1, page->find('\n', at + 1) - at - 1);
    CHECK(row.ends_with("| live |") != change.needs_restart);
  }
}

TEST_CASE("every node configuration in configs is accepted") {
  for (const auto& entry : std::filesystem::directory_iterator{PLEXUS_SOURCE_DIR "/configs"}) {
    if (entry.path().extension() != ".toml")
      continue;
    const auto outcome = load_node_config(entry.path());
    for (const auto& found : outcome.diagnostics)
      UNSCOPED_INFO(found.to_string());
    CHECK(outcome.config);
  }
}

TEST_CASE("a reload knows what needs a restart") {
  const auto changed = changed_settings(parsed(""), parsed("name = 'x'\nlog.level = 'error'"));
  REQUIRE(changed.size() == 2);
  CHECK(changed[0] == changed_setting{"name", true});
  CHECK(changed[1] == changed_setting{"log.level", false});
}

TEST_CASE("every problem is reported with its line and key") {
  const auto found = refused("nmae = 'x'\nname = 'a b'\n[storage]\ncommit_interval = 5\n"
                             "comit_elements = 5\nenabled = 'yes'\n[storge]\nx = 1\n");
  REQUIRE(found.size() == 6);
  CHECK(found[0].position.line == 1);
  CHECK(found[0].code == errc::unknown_setting);
  CHECK(found[0].reason.find("'name'") != std::string::npos);
  CHECK(found[1].code == errc::invalid_name);
  CHECK(found[2].code == errc::invalid_duration);
  CHECK(found[2].element == "storage.commit_interval");
  CHECK(found[2].position.line == 4);
  CHECK(found[3].reason.find("'storage.commit_elements'") != std::string::npos);
  CHECK(found[4].code == errc::invalid_setting);
  CHECK(found[5].code == errc::unknown_setting);
  CHECK(found[5].position.line == 7);
  CHECK(found[5].reason.find("'storage'") != std::string::npos);
}

TEST_CASE("values out of bounds are refused") {
  const auto code = [](std::string_view text) {
    const auto found = refused(text);
    REQUIRE(found.size() == 1);
    return found[0].code;
  };
  CHECK(code("name = ''") == errc::invalid_name);
  CHECK(code("data_folder = ''") == errc::invalid_setting);
  CHECK(code("virtual_sensor_folders = ['a', '']") == errc::invalid_setting);
  CHECK(code("system.threads = -1") == errc::invalid_setting);
  CHECK(code("system.threads = 1025") == errc::invalid_setting);
  CHECK(code("storage.commit_interval = '0s'") == errc::invalid_duration);
  CHECK(code("storage.commit_elements = 0") == errc::invalid_setting);
  CHECK(code("storage.map_size_max = '1kB'") == errc::invalid_setting);
  CHECK(code("requests.max = 0") == errc::invalid_setting);
  CHECK(code("log.level = 'loud'") == errc::invalid_setting);
  CHECK(code("gsn.compat = 'loose'") == errc::invalid_setting);
  CHECK(code("system = 5") == errc::invalid_setting);
  CHECK(code("name.x = 5") == errc::invalid_setting);
  CHECK(code("a = ") == errc::malformed_toml);
}

TEST_CASE("overrides set one key, quoted or not") {
  node_config config;
  CHECK(apply_override(config, "storage.commit_interval=50ms"));
  CHECK(config.storage.commit_interval == milliseconds{50});
  CHECK(apply_override(config, " storage.commit_interval = \"60ms\" "));
  CHECK(config.storage.commit_interval == milliseconds{60});
  CHECK(apply_override(config, "storage.enabled=false"));
  CHECK_FALSE(config.storage.enabled);
  CHECK(apply_override(config, "requests.max=5"));
  CHECK(config.requests.max == 5);
  CHECK(apply_override(config, "storage.map_size_max=2GiB"));
  CHECK(config.storage.map_size_max == 2ull << 30);
  CHECK(apply_override(config, "name=42"));
  CHECK(config.name == "42");
  CHECK(apply_override(config, "virtual_sensor_folders=[\"a\", \"b\"]"));
  CHECK(config.virtual_sensor_folders.size() == 2);
  CHECK(apply_override(config, "virtual_sensor_folders=a b"));
  CHECK(config.virtual_sensor_folders.at(0) == "a b");
  CHECK(apply_override(config, "log.file="));
}

TEST_CASE("a bad override changes nothing") {
  node_config config;
  const auto code = [&](std::string_view text) {
    const auto done = apply_override(config, text);
    REQUIRE_FALSE(done);
    return done.error().code;
  };
  CHECK(code("storage.commit_interval") == errc::invalid_setting);
  CHECK(code("storage.comit_interval=5ms") == errc::unknown_setting);
  CHECK(code("=5ms") == errc::unknown_setting);
  CHECK(code("storage=5ms") == errc::unknown_setting);
  CHECK(code("storage.commit_interval=soon") == errc::invalid_duration);
  CHECK(code("requests.max=1\nname=\"x\"") == errc::invalid_setting);
  CHECK(changed_settings(config, node_config{}).empty());
}

TEST_CASE("a control socket path has to fit") {
  node_config config;
  config.data_folder = "/" + std::string(110, 'a');
  CHECK(check(config).error().code == errc::invalid_setting);
  config.control.socket = "/run/plexus.sock";
  CHECK(check(config));
}

TEST_CASE("a file is read from its own folder") {
  const test::scratch_folder folder;
  const auto outcome = load_node_config(folder.write("node.toml", "data_folder = 'd'"));
  REQUIRE(outcome.config);
  CHECK(outcome.config->data_folder == folder.path() / "d");
  const auto absent = load_node_config(folder.path() / "absent.toml");
  REQUIRE(absent.diagnostics.size() == 1);
  CHECK(absent.diagnostics[0].code == errc::unreadable_file);
}
