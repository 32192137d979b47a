// SPDX-License-Identifier: Apache-2.0
#include "transports/control/control_actor.hpp"

#include "runtime/codec/json_codec.hpp"
#include "runtime/codec/json_text.hpp"
#include "transports/control/process_figures.hpp"
#include "transports/control/report_json.hpp"

#include <utility>

namespace plexus::control {

using namespace messages;
using nlohmann::json;

namespace {

/// The text member of a command, or an error that names it.
result<std::string> text_of(const json& command, const char* key) {
  const auto found = command.find(key);
  if (found == command.end() || !found->is_string())
    return fail(errc::bad_command, "the command needs a text", key);
  return found->get<std::string>();
}

json totals_of(const deployment_list& list) {
  model::stream_counters counters;
  std::map<std::string, std::uint64_t> states{{"running", 0}, {"waiting", 0}, {"failed", 0}};
  std::uint64_t sensors = 0;
  std::uint64_t sensed = 0;
  for (const auto& entry : list.entries) {
    counters += entry.sensor.counters;
    ++states[std::string{name_of(entry.state)}];
    sensors += entry.sources.size();
    for (const auto& source : entry.sources)
      sensed += source.health.counters.published;
  }
  return {{"virtual_sensors", states},
          {"sensors", sensors},
          {"elements_sensed", sensed},
          {"counters", to_json(counters)}};
}

} // namespace

control_state::control_state(control_actor::pointer self) : self_(self) {}

void control_state::start(control_settings settings) {
  settings_ = std::move(settings);
  started_ = settings_.time->now();
}

const std::map<std::string, control_state::verb, std::less<>>& control_state::verbs() {
  static const std::map<std::string, verb, std::less<>> table{
      {"status", &control_state::status},    {"sensors", &control_state::sensors},
      {"vs.list", &control_state::list},     {"vs.show", &control_state::show},
      {"vs.deploy", &control_state::deploy}, {"vs.undeploy", &control_state::undeploy},
      {"query", &control_state::query},      {"close", &control_state::close},
      {"pull", &control_state::pull},        {"requests", &control_state::requests},
      {"flush", &control_state::flush},      {"reload", &control_state::reload},
  };
  return table;
}

void control_state::line(const control_line& received) {
  caller from{received.connection, 0};
  connections_.insert(received.connection);
  auto command = codec::parse_json(received.text);
  if (!command)
    return refuse(from, command.error());
  if (!command->is_object())
    return refuse(from, fail(errc::bad_command, "a command is an object"));
  if (const auto id = command->find("id"); id != command->end() && id->is_number_integer())
    from.id = id->get<std::int64_t>();
  auto name_wanted = text_of(*command, "verb");
  if (!name_wanted)
    return refuse(from, name_wanted.error());
  const auto found = verbs().find(*name_wanted);
  if (found == verbs().end())
    return refuse(from, fail(errc::bad_command, "is no verb of this node", *name_wanted));
  (this->*found->second)(from, *command);
}

void control_state::with_deployments(const caller& from,
                                     std::function<json(const deployment_list&)> make) {
  system::ask(self_, settings_.deployment, settings_.ask_deadline, list_v)
      .then([this, from,
             make = std::move(make)](const deployment_list& all) { answer(from, make(all)); },
            [this, from](const error& why) { refuse(from, why); });
}

void control_state::status(const caller& from, const json&) {
  system::ask(self_, settings_.storage, settings_.ask_deadline, describe_v)
      .then(
          [this, from](const storage_report& stored) {
            with_deployments(from, [this, stored](const deployment_list& all) {
              auto made = totals_of(all);
              made["node"] = settings_.node_name;
              made["uptime_us"] = (settings_.time->now() - started_).count();
              made["storage"] = to_json(stored);
              made["requests"] = open_.size();
              made["answered"] = {{"commands", settings_.totals->commands.load()},
                                  {"requests", settings_.totals->requests.load()},
                                  {"elements", settings_.totals->elements.load()}};
              made["process"] = process_figures();
              return made;
            });
          },
          [this, from](const error& why) { refuse(from, why); });
}

void control_state::sensors(const caller& from, const json&) {
  with_deployments(from, [](const deployment_list& all) {
    auto made = json::array();
    for (const auto& entry : all.entries)
      for (const auto& sensor : entry.sources)
        made.push_back(to_json(sensor));
    return made;
  });
}

void control_state::list(const caller& from, const json&) {
  with_deployments(from, [](const deployment_list& all) {
    auto made = json::array();
    for (const auto& entry : all.entries)
      made.push_back(to_json(entry, false));
    return made;
  });
}

void control_state::show(const caller& from, const json& command) {
  auto wanted = text_of(command, "name");
  if (!wanted)
    return refuse(from, wanted.error());
  system::ask(self_, settings_.deployment, settings_.ask_deadline, list_v)
      .then(
          [this, from, name_wanted = model::to_lower(*wanted)](const deployment_list& all) {
            for (const auto& entry : all.entries)
              if (entry.descriptor.name == name_wanted)
                return answer(from, to_json(entry, true));
            refuse(from, fail(errc::unknown_virtual_sensor, "is not deployed", name_wanted));
          },
          [this, from](const error& why) { refuse(from, why); });
}

void control_state::deploy(const caller& from, const json& command) {
  auto file = text_of(command, "file");
  auto text = text_of(command, "text");
  if (!file || !text)
    return refuse(from, file ? text.error() : file.error());
  system::ask(self_, settings_.folder, settings_.ask_deadline, deploy_file{*file, *text})
      .then(
          [this, from](const deploy_file_answer& done) {
            if (done.failure)
              return refuse(from, *done.failure);
            answer(from, to_json(done.report));
          },
          [this, from](const error& why) { refuse(from, why); });
}

void control_state::undeploy(const caller& from, const json& command) {
  auto wanted = text_of(command, "name");
  if (!wanted)
    return refuse(from, wanted.error());
  system::ask(self_, settings_.folder, settings_.ask_deadline, undeploy_file{*wanted})
      .then(
          [this, from](const outcome& done) {
            if (done.failure)
              return refuse(from, *done.failure);
            answer(from, json::object());
          },
          [this, from](const error& why) { refuse(from, why); });
}

void control_state::query(const caller& from, const json& command) {
  const auto wanted = command.find("request");
  if (wanted == command.end())
    return refuse(from, fail(errc::bad_command, "the command needs a request", "request"));
  auto read = codec::request_from_json(codec::dump_json(*wanted));
  if (!read)
    return refuse(from, read.error());
  system::ask(self_, settings_.requests, settings_.ask_deadline,
              open_request{*read, caf::actor_cast<consumer_port>(self_)})
      .then(
          [this, from](const opened_request& opened) {
            if (opened.failure)
              return refuse(from, *opened.failure);
            if (!connections_.contains(from.connection)) // it did not wait for the answer
              return system::tell(settings_.requests, close_request{opened.request});
            open_[opened.request] = {from, {}};
            ++settings_.totals->requests;
            answer(from, {{"request", opened.request}});
          },
          [this, from](const error& why) { refuse(from, why); });
}

result<request_id> control_state::own_request(const caller& from, const json& command) const {
  const auto wanted = command.find("request");
  if (wanted == command.end() || !wanted->is_number_unsigned())
    return fail(errc::bad_command, "the command needs a number", "request");
  const auto found = open_.find(wanted->get<request_id>());
  if (found == open_.end() || found->second.to.connection != from.connection)
    return fail(errc::unknown_request, "is not open on this connection");
  return found->first;
}

void control_state::close(const caller& from, const json& command) {
  const auto wanted = own_request(from, command);
  if (!wanted)
    return refuse(from, wanted.error());
  system::tell(settings_.requests, close_request{*wanted});
  answer(from, json::object());
}

void control_state::pull(const caller& from, const json& command) {
  const auto wanted = own_request(from, command);
  if (!wanted)
    return refuse(from, wanted.error());
  pull_request portion{*wanted};
  if (const auto rows = command.find("rows"); rows != command.end()) {
    if (!rows->is_number_unsigned() || *rows < 1 || *rows > model::batch_rows_max)
      return refuse(from, fail(errc::bad_command,
                               "is from 1 to " + std::to_string(model::batch_rows_max), "rows"));
    portion.rows_max = rows->get<std::uint32_t>();
  }
  system::tell(settings_.requests, portion);
  answer(from, json::object());
}

void control_state::requests(const caller& from, const json&) {
  system::ask(self_, settings_.requests, settings_.ask_deadline, list_v)
      .then(
          [this, from](const request_list& all) {
            auto made = json::array();
            for (const auto& entry : all.entries)
              made.push_back(to_json(entry));
            answer(from, std::move(made));
          },
          [this, from](const error& why) { refuse(from, why); });
}

void control_state::flush(const caller& from, const json&) {
  system::ask(self_, settings_.storage, settings_.ask_deadline, flush_v)
      .then(
          [this, from](const outcome& done) {
            if (done.failure)
              return refuse(from, *done.failure);
            answer(from, json::object());
          },
          [this, from](const error& why) { refuse(from, why); });
}

void control_state::reload(const caller& from, const json&) {
  auto done = settings_.reload();
  if (!done)
    return refuse(from, done.error());
  answer(from, {{"changed", *done}});
}

// A portion can arrive before the answer to open_request was handled only if the numbering broke:
// the REQUEST MANAGER answers first. One without a connection belongs to a client that left.
void control_state::data(const request_data& portion) {
  const auto found = open_.find(portion.request);
  if (found == open_.end()) {
    system::tell(settings_.requests, close_request{portion.request});
    return;
  }
  auto& open = found->second;
  json document{{"id", open.to.id}, {"request", portion.request}};
  if (portion.rows) {
    const auto& layout = portion.rows->layout_ptr();
    if (!open.told || !open.told->same_layout(*layout)) {
      document["schema"] = to_json(*layout);
      open.told = layout;
    }
    settings_.totals->elements += portion.rows->rows();
  }
  if (portion.ended) {
    document["ended"] = true;
    document["counters"] = to_json(portion.counters);
    if (portion.failure)
      document["error"] = to_json(*portion.failure);
  }
  auto line = codec::dump_json(document);
  if (portion.rows) // as text into the object: rows are many
    line.insert(line.size() - 1, ",\"rows\":" + codec::rows_to_json(*portion.rows));
  const auto whom = caf::actor_cast<control_actor>(self_);
  settings_.send(open.to.connection, std::move(line),
                 [whom, done = control_written{portion.request, portion.number}] {
                   system::tell(whom, done);
                 });
  if (portion.ended)
    open_.erase(found);
}

void control_state::written(const control_written& portion) {
  system::tell(settings_.requests, request_taken{portion.request, portion.number});
}

void control_state::closed(const control_closed& ended) {
  connections_.erase(ended.connection);
  for (auto next = open_.begin(); next != open_.end();) {
    if (next->second.to.connection == ended.connection) {
      system::tell(settings_.requests, close_request{next->first});
      next = open_.erase(next);
    } else {
      ++next;
    }
  }
}

void control_state::answer(const caller& to, json what) {
  ++settings_.totals->commands;
  send(to, {{"id", to.id}, {"ok", true}, {"result", std::move(what)}});
}

void control_state::refuse(const caller& to, const error& why) {
  ++settings_.totals->commands;
  settings_.log.debug("control.refused", why.to_string());
  send(to, {{"id", to.id}, {"ok", false}, {"error", to_json(why)}});
}

void control_state::send(const caller& to, const json& document) {
  settings_.send(to.connection, codec::dump_json(document), {});
}

control_actor::behavior_type control(control_actor::stateful_pointer<control_state> self,
                                     control_settings settings) {
  self->state.start(std::move(settings));
  return {
      [self](const request_data& portion) { self->state.data(portion); },
      [self](const control_line& received) { self->state.line(received); },
      [self](const control_closed& ended) { self->state.closed(ended); },
      [self](const control_written& portion) { self->state.written(portion); },
  };
}

} // namespace plexus::control
