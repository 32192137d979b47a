// SPDX-License-Identifier: Apache-2.0
// plexus: the command line of the user. Each verb is a <verb>_command; this file only parses.
#include "apps/plexus/completion_command.hpp"
#include "apps/plexus/exit_code.hpp"
#include "apps/plexus/node_command.hpp"
#include "apps/plexus/query_command.hpp"
#include "apps/plexus/run_command.hpp"
#include "apps/plexus/terminal.hpp"
#include "apps/plexus/top_command.hpp"
#include "apps/plexus/validate_command.hpp"
#include "apps/wiring/log_output.hpp"
#include "apps/wiring/signals.hpp"
#include "runtime/base/duration.hpp"
#include "runtime/plugins/builtin/builtin_plugins.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

using namespace plexus;
using apps::output_format;

/// An interrupt, or nobody reads the output any more.
bool is_over(const apps::signals& incoming) { return incoming.stop_requested() || !std::cout; }

/// Everything the command line can say, as text.
struct arguments {
  std::string socket = "data/plexus.sock";
  std::string out;
  std::string name;
  std::string file;
  std::vector<std::string> files;
  std::vector<std::string> only;
  std::string clock = "wall";
  std::string duration;
  bool until_end = false;
  bool follow = false;
  std::string sql;
  std::string from;
  std::string to;
  std::string every;
  std::string overflow;
  std::uint64_t limit = 0;
  std::string period = "1s";
  bool verbose = false;
};

using action = std::function<int()>;

constexpr milliseconds refresh_period_min{100};

int refuse(const error& why) {
  std::cerr << "plexus: " << why.to_string() << '\n';
  return apps::exit_usage;
}

output_format format_of(const arguments& given) {
  const auto usual = ::isatty(STDOUT_FILENO) != 0 ? "table" : "csv";
  return *apps::parse_output_format(given.out.empty() ? usual : given.out); // checked by the parser
}

apps::node_command_options node_options(const arguments& given) {
  apps::node_command_options how;
  how.socket = given.socket;
  how.out = given.out == "json" ? output_format::json : output_format::table;
  if (const auto screen = apps::size_of_terminal(STDOUT_FILENO))
    how.columns_max = screen->columns;
  how.show_progress = ::isatty(STDERR_FILENO) != 0;
  return how;
}

result<std::optional<microseconds>> span_of(const std::string& text) {
  if (text.empty())
    return std::optional<microseconds>{};
  auto span = parse_duration(text);
  if (!span)
    return span.error();
  return std::optional{*span};
}

result<std::optional<timestamp>> time_of(const std::string& text) {
  if (text.empty())
    return std::optional<timestamp>{};
  auto at = parse_timestamp(text);
  if (!at)
    return at.error();
  return std::optional{*at};
}

std::shared_ptr<plugins::plugin_registry> known_plugins() {
  auto all = std::make_shared<plugins::plugin_registry>();
  plugins::builtin_plugins(*all);
  return all;
}

int run_here(const arguments& given, const apps::signals& incoming) {
  apps::run_options how;
  how.files.assign(given.files.begin(), given.files.end());
  how.fast = given.clock == "fast";
  how.until_end = given.until_end;
  how.only = given.only;
  how.out = format_of(given);
  how.show_progress = ::isatty(STDERR_FILENO) != 0 && ::isatty(STDOUT_FILENO) == 0;
  auto span = span_of(given.duration);
  if (!span)
    return refuse(span.error());
  how.duration = *span;
  const system_clock time;
  config::log_settings logging;
  logging.level = given.verbose ? log_level::info : log_level::warn;
  auto log = apps::log_output::open(logging);
  if (!log)
    return refuse(log.error());
  return apps::run_files(
      how, known_plugins(), (*log)->make_logger(time), [&] { return is_over(incoming); }, std::cout,
      std::cerr);
}

/// A query over history, or a standing request with --follow.
result<model::request> request_of(const arguments& given) {
  model::request wanted;
  wanted.sql = given.sql;
  auto from = time_of(given.from);
  auto to = time_of(given.to);
  auto every = span_of(given.every);
  if (!from || !to || !every)
    return !from ? from.error() : (!to ? to.error() : every.error());
  wanted.from = *from;
  wanted.to = *to;
  wanted.every = every->value_or(microseconds{0});
  wanted.limit = given.limit;
  if (given.follow)
    wanted.covers = *from ? model::coverage::history_then_live : model::coverage::live;
  else
    wanted.covers = model::coverage::history;
  if (!given.overflow.empty()) {
    auto policy = model::parse_overflow_policy(given.overflow);
    if (!policy)
      return policy.error();
    wanted.overflow = *policy;
  }
  return wanted;
}

int query_node(const arguments& given, const apps::signals& incoming) {
  auto wanted = request_of(given);
  auto span = span_of(given.duration);
  if (!wanted || !span)
    return refuse(wanted ? span.error() : wanted.error());
  apps::query_options how;
  how.socket = given.socket;
  how.wanted = *wanted;
  how.out = format_of(given);
  how.duration = *span;
  how.show_progress = ::isatty(STDERR_FILENO) != 0;
  how.rows_show_progress = ::isatty(STDOUT_FILENO) != 0;
  const system_clock time;
  return apps::run_query(
      how, time, [&] { return is_over(incoming); }, std::cout, std::cerr);
}

int watch_node(const arguments& given, const apps::signals& incoming) {
  auto span = span_of(given.duration);
  auto period = parse_duration(given.period);
  if (!span || !period)
    return refuse(span ? period.error() : span.error());
  apps::top_options how;
  how.socket = given.socket;
  how.duration = *span;
  how.period = std::max<microseconds>(*period, refresh_period_min);
  if (apps::size_of_terminal(STDOUT_FILENO))
    how.screen = [] {
      return apps::size_of_terminal(STDOUT_FILENO).value_or(apps::terminal_size{});
    };
  apps::key_input keys{STDIN_FILENO};
  const auto ended = [&](milliseconds patience) {
    const auto key = keys.wait(patience);
    return key == 'q' || is_over(incoming);
  };
  const system_clock time;
  return apps::run_top(how, time, ended, std::cout, std::cerr);
}

int validate_here(const arguments& given) {
  const system_clock time;
  apps::progress shown{std::cerr, time, ::isatty(STDERR_FILENO) != 0};
  return apps::validate({given.files.begin(), given.files.end()}, *known_plugins(), std::cout,
                        shown);
}

void add_local_commands(CLI::App& program, arguments& given, action& chosen,
                        const apps::signals& incoming) {
  auto* run = program.add_subcommand("run", "run virtual sensor files in the foreground");
  run->add_option("files", given.files, "virtual sensor files")->required();
  run->add_option("--clock", given.clock, "wall, or fast: as fast as it can be computed")
      ->check(CLI::IsMember({"wall", "fast"}));
  run->add_option("--for", given.duration, "end after, e.g. 20s");
  run->add_flag("--until-end", given.until_end, "end when every source has ended");
  run->add_option("--only", given.only, "print only these virtual sensors");
  run->add_flag("--verbose", given.verbose, "log what happens to standard error");
  run->callback([&] { chosen = [&] { return run_here(given, incoming); }; });

  auto* validate = program.add_subcommand("validate", "check virtual sensor files");
  validate->add_option("files", given.files, "files or folders")->required();
  validate->callback([&] { chosen = [&] { return validate_here(given); }; });

  auto* completion = program.add_subcommand("completion", "print a completion script for bash");
  completion->callback([&] { chosen = [] { return apps::print_completion(std::cout); }; });
}

void add_virtual_sensor_commands(CLI::App& program, arguments& given, action& chosen) {
  auto* vs = program.add_subcommand("vs", "virtual sensors of a node");
  vs->require_subcommand(1);
  vs->add_subcommand("list", "list them")->callback([&] {
    chosen = [&] { return apps::list_virtual_sensors(node_options(given), std::cout, std::cerr); };
  });
  auto* show = vs->add_subcommand("show", "everything about one");
  show->add_option("name", given.name)->required();
  show->callback([&] {
    chosen = [&] {
      return apps::show_virtual_sensor(node_options(given), given.name, std::cout, std::cerr);
    };
  });
  auto* deploy = vs->add_subcommand("deploy", "put a file into the node's folder and start it");
  deploy->add_option("file", given.file)->required()->check(CLI::ExistingFile);
  deploy->callback([&] {
    chosen = [&] {
      return apps::deploy_virtual_sensor(node_options(given), given.file, std::cout, std::cerr);
    };
  });
  auto* undeploy = vs->add_subcommand("undeploy", "stop one and remove its file");
  undeploy->add_option("name", given.name)->required();
  undeploy->callback([&] {
    chosen = [&] {
      return apps::undeploy_virtual_sensor(node_options(given), given.name, std::cout, std::cerr);
    };
  });
}

void add_node_commands(CLI::App& program, arguments& given, action& chosen,
                       const apps::signals& incoming) {
  const auto plain =
      [&](const char* verb, const char* about,
          int (*show)(const apps::node_command_options&, std::ostream&, std::ostream&)) {
        program.add_subcommand(verb, about)->callback([&given, &chosen, show] {
          chosen = [&given, show] { return show(node_options(given), std::cout, std::cerr); };
        });
      };
  plain("status", "how a node is doing", apps::show_status);
  plain("sensors", "its sensors and their latest readings", apps::show_sensors);
  plain("requests", "the requests it serves", apps::list_requests);
  plain("reload", "have it read its settings again", apps::reload_node);
  plain("flush", "have it sync history now", apps::flush_node);
  add_virtual_sensor_commands(program, given, chosen);

  auto* query = program.add_subcommand("query", "SQL over history, or --follow live elements");
  query->add_option("sql", given.sql, "SELECT ... FROM <virtual sensor> ...")->required();
  query->add_option("--from", given.from, "not before: ISO time or epoch ms");
  query->add_option("--to", given.to, "not after");
  query->add_flag("--follow", given.follow, "go on with live elements; with --from history first");
  query->add_option("--every", given.every, "least time between two elements");
  query->add_option("--for", given.duration, "stop following after");
  query->add_option("--limit", given.limit, "at most so many elements");
  query->add_option("--overflow", given.overflow, "latest, buffer or drop_oldest");
  query->callback([&] { chosen = [&] { return query_node(given, incoming); }; });

  auto* top = program.add_subcommand("top", "watch a node at work; q ends it");
  top->add_option("--for", given.duration, "end after");
  top->add_option("--every", given.period, "refresh period");
  top->callback([&] { chosen = [&] { return watch_node(given, incoming); }; });
}

} // namespace

int main(int count, char** values) {
  const apps::signals incoming; // before any thread
  CLI::App program{"plexus: virtual sensors from the command line"};
  arguments given;
  action chosen;
  program.require_subcommand(1);
  program.fallthrough();
  program.set_version_flag("--version", "plexus " PLEXUS_VERSION);
  program.add_option("--socket", given.socket, "control socket of the node")
      ->envname("PLEXUS_SOCKET")
      ->capture_default_str();
  program.add_option("--out", given.out, "table, csv or json")
      ->check(CLI::IsMember({"table", "csv", "json"}));
  add_local_commands(program, given, chosen, incoming);
  add_node_commands(program, given, chosen, incoming);
  try {
    program.parse(count, values);
  } catch (const CLI::ParseError& thrown) {
    return program.exit(thrown) == 0 ? apps::exit_ok : apps::exit_usage;
  }
  return chosen();
}
