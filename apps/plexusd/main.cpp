// SPDX-License-Identifier: Apache-2.0
// plexusd: the command line of a node.
#include "apps/plexusd/daemon.hpp"
#include "apps/wiring/log_output.hpp"
#include "runtime/base/duration.hpp"
#include "runtime/plugins/builtin/builtin_plugins.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace plexus;

/// The settings file with its overrides; every problem is printed.
result<config::node_config> read_settings(const std::string& file,
                                          const std::vector<std::string>& overrides) {
  auto outcome = config::load_node_config(file);
  for (const auto& found : outcome.diagnostics)
    std::cerr << found.to_string() << '\n';
  if (!outcome.config)
    return fail(errc::invalid_setting, "the settings are not usable", file);
  for (const auto& one : overrides)
    if (auto done = config::apply_override(*outcome.config, one); !done)
      return fail(done.error().code, done.error().what, "--set " + one);
  if (auto done = config::check(*outcome.config); !done)
    return done.error();
  return std::move(*outcome.config);
}

struct arguments {
  std::string config;
  bool check = false;
  std::string duration;
  std::vector<std::string> overrides;
};

int run(const arguments& given, const apps::signals& incoming) {
  const auto refuse = [](const error& why) {
    std::cerr << "plexusd: " << why.to_string() << '\n';
    return 1;
  };
  auto settings = read_settings(given.config, given.overrides);
  if (!settings)
    return refuse(settings.error());
  if (given.check) {
    std::cout << given.config << ": settings are valid\n";
    return 0;
  }
  apps::daemon_options how;
  how.settings = *settings;
  how.read_again = [&] { return read_settings(given.config, given.overrides); };
  if (!given.duration.empty()) {
    auto span = parse_duration(given.duration);
    if (!span)
      return refuse(span.error());
    how.duration = *span;
  }
  auto log = apps::log_output::open(settings->log);
  if (!log)
    return refuse(log.error());
  how.set_log_level = [&](log_level level) { (*log)->set_level(level); };
  const system_clock time;
  auto plugins = std::make_shared<plugins::plugin_registry>();
  plugins::builtin_plugins(*plugins);
  const auto done =
      apps::run_daemon(how, plugins, incoming, time, (*log)->make_logger(time), std::cout);
  return done ? 0 : refuse(done.error());
}

} // namespace

int main(int count, char** values) {
  const apps::signals incoming; // before any thread
  CLI::App program{"plexusd: a Plexus node"};
  arguments given;
  program.add_option("--config", given.config, "settings file (TOML)")
      ->required()
      ->check(CLI::ExistingFile);
  program.add_flag("--check", given.check, "check the settings and exit");
  program.add_option("--for", given.duration, "stop by itself after, e.g. 20s");
  program.add_option("--set", given.overrides, "override a setting: key=value")->take_all();
  program.set_version_flag("--version", "plexusd " PLEXUS_VERSION);
  try {
    program.parse(count, values);
  } catch (const CLI::ParseError& stopped) { // by --help and --version, too
    return program.exit(stopped) == 0 ? 0 : 2;
  }
  return run(given, incoming);
}
