// SPDX-License-Identifier: Apache-2.0
#include "apps/plexus/node_command.hpp"

#include "apps/plexus/exit_code.hpp"
#include "apps/plexus/node_session.hpp"
#include "apps/plexus/progress.hpp"
#include "apps/plexus/text_table.hpp"
#include "runtime/base/duration.hpp"

#include <fstream>
#include <functional>
#include <iterator>

namespace plexus::apps {

using nlohmann::json;

namespace {

/// Asks the node; prints its answer as JSON or through `print`.
int ask_and_print(const node_command_options& how, const std::string& verb, json members,
                  std::ostream& out, std::ostream& err,
                  const std::function<void(const json&)>& print) {
  auto session = node_session::connect(how.socket);
  const system_clock time;
  progress shown{err, time, how.show_progress};
  if (session)
    session->on_wait([&] { shown.tell([] { return "waiting for the node"; }); });
  auto answer = session ? session->command(verb, std::move(members))
                        : result<json>{std::move(session).error()};
  shown.clear();
  if (!answer) {
    err << "plexus: " << answer.error().to_string() << '\n';
    return exit_code_for(answer.error());
  }
  if (how.out == output_format::json) {
    out << answer->dump(2) << '\n';
    return exit_ok;
  }
  try {
    print(*answer);
  } catch (const json::exception& wrong) { // a node of another version
    err << "plexus: the node's answer cannot be read: " << wrong.what() << '\n';
    return exit_failed;
  }
  return exit_ok;
}

std::string counter(const json& of, const char* key) {
  return cell(of.value("counters", json::object()).value(key, json(0)));
}

void print_status(const json& node, std::ostream& out) {
  const auto& storage = node.at("storage");
  const auto& process = node.at("process");
  const auto& states = node.at("virtual_sensors");
  out << "node " << cell(node.at("node")) << ", pid " << cell(process.at("pid")) << ", up "
      << format_duration(
             microseconds{node.at("uptime_us").get<std::int64_t>() / 1'000'000 * 1'000'000})
      << "\n"
      << "virtual sensors: " << cell(states.at("running")) << " running, "
      << cell(states.at("waiting")) << " waiting, " << cell(states.at("failed"))
      << " failed; sensors: " << cell(node.at("sensors"))
      << "; requests: " << cell(node.at("requests")) << "\n"
      << "elements: " << cell(node.at("elements_sensed")) << " sensed, "
      << counter(node, "published") << " published, " << counter(node, "late") << " late, "
      << counter(node, "dropped") << " dropped, " << counter(node, "failed") << " failed\n"
      << "storage: " << bytes_text(storage.at("bytes_on_disk").get<double>()) << " on disk, "
      << cell(storage.at("pending_elements")) << " elements not yet synced, "
      << cell(storage.at("commits")) << " commits, " << cell(storage.at("commits_failed"))
      << " failed\n"
      << "memory: " << bytes_text(process.at("resident_bytes").get<double>()) << '\n';
  if (storage.contains("last_error"))
    out << "storage error: " << cell(storage.at("last_error").at("what")) << '\n';
}

void print_virtual_sensors(const json& all, std::size_t columns_max, std::ostream& out) {
  text_table table{{"NAME", "STATE", "PUBLISHED", "STORED", "FAILED", "LATEST"}};
  for (const auto& one : all) {
    const auto state = cell(one.at("state"));
    const auto reason = cell(one.at("reason"));
    table.add({cell(one.at("name")), state, counter(one, "published"), cell(one.at("stored")),
               counter(one, "failed"),
               state == "running" ? latest_text(one.at("latest")) : reason});
  }
  table.print(out, columns_max);
}

void print_sensors(const json& all, std::size_t columns_max, std::ostream& out) {
  text_table table{{"SENSOR", "PLUGIN", "STATE", "ELEMENTS", "POLLS", "FAILED", "LATEST"}};
  for (const auto& one : all)
    table.add({cell(one.at("name")), cell(one.at("plugin")), cell(one.at("state")),
               counter(one, "published"), cell(one.at("polls")), cell(one.at("polls_failed")),
               latest_text(one.at("latest"))});
  table.print(out, columns_max);
}

void print_virtual_sensor(const json& one, std::size_t columns_max, std::ostream& out) {
  out << cell(one.at("name")) << ": " << cell(one.at("state"));
  if (!one.at("reason").get<std::string>().empty())
    out << " (" << cell(one.at("reason")) << ")";
  out << "\nfile: " << cell(one.at("file")) << "\n";
  if (!one.at("description").get<std::string>().empty())
    out << cell(one.at("description")) << "\n";
  out << "\nfields:\n";
  text_table fields{{"  NAME", "TYPE", "UNIT", "DESCRIPTION"}};
  for (const auto& field : one.at("schema"))
    fields.add({"  " + cell(field.at("name")), cell(field.at("type")), field.value("unit", ""),
                field.value("description", "")});
  fields.print(out, columns_max);
  out << "\nsources:\n";
  text_table sources{{"  ALIAS", "WRAPPER", "WINDOW", "SLIDE", "QUERY"}};
  for (const auto& source : one.at("sources"))
    sources.add({"  " + cell(source.at("alias")), source.value("wrapper", "-"),
                 cell(source.at("window")), cell(source.at("slide")), cell(source.at("query"))});
  sources.print(out, columns_max);
  out << "\nreceived " << counter(one, "received") << ", published " << counter(one, "published")
      << ", late " << counter(one, "late") << ", sampled out " << counter(one, "sampled_out")
      << ", dropped " << counter(one, "dropped") << ", failed " << counter(one, "failed")
      << ", stored " << cell(one.at("stored")) << "\n";
  if (!one.at("last_error").get<std::string>().empty())
    out << "last error: " << cell(one.at("last_error")) << "\n";
  for (const auto& warning : one.value("warnings", json::array()))
    out << "warning: " << cell(warning) << "\n";
  out << "latest: " << latest_text(one.at("latest")) << "\n";
}

} // namespace

int show_status(const node_command_options& how, std::ostream& out, std::ostream& err) {
  return ask_and_print(how, "status", {}, out, err,
                       [&](const json& answer) { print_status(answer, out); });
}

int show_sensors(const node_command_options& how, std::ostream& out, std::ostream& err) {
  return ask_and_print(how, "sensors", {}, out, err,
                       [&](const json& answer) { print_sensors(answer, how.columns_max, out); });
}

int list_virtual_sensors(const node_command_options& how, std::ostream& out, std::ostream& err) {
  return ask_and_print(how, "vs.list", {}, out, err, [&](const json& answer) {
    print_virtual_sensors(answer, how.columns_max, out);
  });
}

int show_virtual_sensor(const node_command_options& how, const std::string& name, std::ostream& out,
                        std::ostream& err) {
  return ask_and_print(how, "vs.show", {{"name", name}}, out, err, [&](const json& answer) {
    print_virtual_sensor(answer, how.columns_max, out);
  });
}

int deploy_virtual_sensor(const node_command_options& how, const std::filesystem::path& file,
                          std::ostream& out, std::ostream& err) {
  std::ifstream in{file, std::ios::binary};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  if (!in.is_open() || in.bad()) {
    err << "plexus: " << file.string() << ": cannot be read\n";
    return exit_failed;
  }
  return ask_and_print(how, "vs.deploy", {{"file", file.filename().string()}, {"text", text}}, out,
                       err, [&](const json& answer) {
                         for (const auto& warning : answer.at("warnings"))
                           err << cell(warning) << '\n';
                         out << "deployed " << cell(answer.at("virtual_sensor")) << " in "
                             << cell(answer.at("path")) << '\n';
                       });
}

int undeploy_virtual_sensor(const node_command_options& how, const std::string& name,
                            std::ostream& out, std::ostream& err) {
  return ask_and_print(how, "vs.undeploy", {{"name", name}}, out, err,
                       [&](const json&) { out << "undeployed " << name << '\n'; });
}

int list_requests(const node_command_options& how, std::ostream& out, std::ostream& err) {
  return ask_and_print(how, "requests", {}, out, err, [&](const json& answer) {
    text_table table{{"REQUEST", "DELIVERED", "FILTERED", "DROPPED", "QUEUED", "WANTED"}};
    for (const auto& one : answer)
      table.add({cell(one.at("request")), counter(one, "delivered"), counter(one, "filtered"),
                 counter(one, "dropped"), cell(one.at("queued")),
                 one.at("wanted").value("sql", one.at("wanted").value("source", ""))});
    table.print(out, how.columns_max);
  });
}

int reload_node(const node_command_options& how, std::ostream& out, std::ostream& err) {
  return ask_and_print(how, "reload", {}, out, err,
                       [&](const json& answer) { out << cell(answer.at("changed")) << '\n'; });
}

int flush_node(const node_command_options& how, std::ostream& out, std::ostream& err) {
  return ask_and_print(how, "flush", {}, out, err,
                       [&](const json&) { out << "history is synced\n"; });
}

} // namespace plexus::apps
