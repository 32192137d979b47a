// SPDX-License-Identifier: Apache-2.0
#include "actors/sensors/virtual_sensor_unit.hpp"

#include "actors/plugins/plugin_actor.hpp"
#include "actors/sensors/local_feed_actor.hpp"
#include "actors/sensors/sensor_actor.hpp"
#include "runtime/base/duration.hpp"
#include "runtime/query/request_filter.hpp"

#include <caf/actor_system.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <utility>

namespace plexus::actors {

namespace {

constexpr std::string_view local_wrapper = "local";
constexpr std::uint32_t source_credit = 4; // deliveries of one source on the way

std::string trimmed_lower(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  const auto end = text.find_last_not_of(" \t\r\n");
  return begin == std::string_view::npos ? std::string{}
                                         : model::to_lower(text.substr(begin, end - begin + 1));
}

/// As in GSN, `query` comes before `name`.
result<query::local_query> taken_from(const model::source_address& address) {
  if (const auto* sql = model::find_parameter(address.predicates, "query"))
    return query::parse_local_query(*sql);
  const auto* name = model::find_parameter(address.predicates, "name");
  return query::local_query{name == nullptr ? std::string{} : trimmed_lower(*name), {}, {}};
}

result<std::optional<timestamp>> start_time(const model::source_address& address) {
  const auto* given = model::find_parameter(address.predicates, "start-time");
  if (given == nullptr || trimmed_lower(*given).empty())
    return std::optional<timestamp>{};
  auto read = parse_timestamp(*given);
  if (!read)
    return fail(errc::plugin_configuration, "start-time is a date and time (ISO 8601)");
  return std::optional{*read};
}

/// What becomes of one source before anything runs.
struct prepared_source {
  query::source_binding binding;
  messages::publisher_actor local;         // set for a virtual sensor
  std::optional<local_feed_settings> feed; // set where not all of it is taken from now on
  std::shared_ptr<plugins::plugin> driver; // set for a device
  const model::source_address* address = nullptr;
  std::string name;
};

/// Everything that start_unit carries from step to step.
struct unit_builder {
  caf::actor_system& node;
  const unit_environment& world;
  const model::virtual_sensor_descriptor& descriptor;
  const find_local& find;

  std::string source_name(const model::stream& stream, const model::source& source) const {
    if (descriptor.streams.size() == 1)
      return descriptor.name + "." + source.alias;
    return descriptor.name + "." + stream.name + "." + source.alias;
  }

  /// Here rather than when its SUBSCRIBER starts, where nobody would wait for the answer.
  status check_condition(const query::local_query& takes, const model::schema_ptr& all) const {
    if (takes.sql.empty())
      return {};
    model::request wanted;
    wanted.sql = takes.sql;
    auto made =
        query::request_filter::make(wanted, takes.publisher, all, *world.time, world.limits);
    return made ? status{} : status{std::move(made).error()};
  }

  result<prepared_source> prepare_local(const model::source_address& address) const {
    const auto refuse = [&](const error& why) {
      return fail(errc::plugin_configuration, why.what, address.position.to_string());
    };
    auto takes = taken_from(address);
    if (!takes)
      return refuse(takes.error());
    const auto from = start_time(address);
    if (!from)
      return refuse(from.error());
    auto found = find(takes->publisher);
    if (!found)
      return fail(errc::source_unavailable, "waits for virtual sensor '" + takes->publisher + "'",
                  address.position.to_string());
    auto layout = takes->layout_of(found->layout);
    if (!layout)
      return refuse(layout.error());
    if (auto runs = check_condition(*takes, found->layout); !runs)
      return refuse(runs.error());
    prepared_source made;
    made.binding = {*layout, found->unique_timestamps, 0};
    made.local = found->from;
    made.address = &address;
    if (takes->sql.empty() && takes->columns.empty() && !*from)
      return made;
    const auto known = world.history->info(found->stream);
    made.feed = local_feed_settings{descriptor.name,
                                    *std::move(takes),
                                    *std::move(layout),
                                    *from,
                                    known ? known->last : 0,
                                    {{}, found->from, found->layout, true, found->stream},
                                    world.history,
                                    world.limits,
                                    world.time,
                                    world.log};
    return made;
  }

  result<prepared_source> prepare_device(const model::source_address& address,
                                         std::string name) const {
    auto instance = name;
    std::replace(instance.begin(), instance.end(), '.', '_');
    const auto folder = std::filesystem::path{descriptor.position.file}.parent_path();
    auto driver = world.plugins->create(
        address.wrapper, {*world.time, world.log, world.machine_root,
                          folder.empty() ? std::filesystem::path{"."} : folder, world.state_folder,
                          instance, descriptor.compat.value_or(world.compat), world.until_end});
    if (!driver)
      return fail(driver.error().code, driver.error().what, address.position.to_string());
    if (auto done = (*driver)->configure(address.predicates); !done)
      return fail(done.error().code, done.error().message(), address.position.to_string());
    std::shared_ptr<plugins::plugin> owned = std::move(*driver);
    prepared_source made;
    made.binding = {owned->data_structure(), owned->has_unique_timestamps(), 0};
    made.driver = std::move(owned);
    made.address = &address;
    made.name = std::move(name);
    return made;
  }

  /// The first alternative that can be had; the error of the last one otherwise.
  result<prepared_source> prepare(const model::stream& stream, const model::source& source) const {
    result<prepared_source> outcome =
        fail(errc::source_unavailable, "has no address", source.position.to_string());
    for (std::size_t i = 0; i < source.alternatives.size() && !outcome; ++i) {
      const auto& address = source.alternatives[i];
      outcome = address.wrapper == local_wrapper
                    ? prepare_local(address)
                    : prepare_device(address, source_name(stream, source));
      if (outcome)
        outcome->binding.alternative = i;
    }
    return outcome;
  }

  sensor_unit spawn_device(const prepared_source& source) const {
    sensor_unit unit;
    unit.name = source.name;
    unit.layout = source.binding.layout;
    unit.plugin = node.spawn(plugin, plugin_settings{source.driver, source.name, world.log});
    model::sensor_descriptor about;
    about.name = source.name;
    about.plugin = source.address->wrapper;
    about.description = descriptor.description;
    about.layout = source.binding.layout;
    about.where = model::place_from(descriptor.addressing);
    unit.sensor = node.spawn(sensor, sensor_settings{std::move(about), world.time});
    wrapper_settings settings;
    settings.name = source.name;
    settings.plugin = unit.plugin;
    settings.sensor = unit.sensor;
    settings.driver = source.driver;
    settings.layout = source.binding.layout;
    settings.period = source.driver->poll_period();
    settings.history = world.history;
    settings.time = world.time;
    settings.log = world.log;
    unit.wrapper = node.spawn(wrapper, std::move(settings));
    return unit;
  }

  result<std::shared_ptr<virtual_sensor_settings>>
  make_settings(const std::vector<std::vector<query::source_binding>>& bindings) const {
    auto settings = std::make_shared<virtual_sensor_settings>();
    settings->descriptor = descriptor;
    settings->engine = std::make_unique<query::sql_engine>(*world.time, world.limits);
    auto made = query::virtual_sensor_pipeline::make(descriptor, bindings, *settings->engine,
                                                     *world.time, descriptor.name);
    if (!made)
      return std::move(made).error();
    settings->pipeline = std::move(*made);
    auto opened = world.history->open_stream(descriptor.name, settings->pipeline->output_layout(),
                                             {descriptor.history, descriptor.unique_timestamps});
    if (!opened)
      return std::move(opened).error();
    settings->history = world.history;
    settings->stream = *opened;
    settings->time = world.time;
    settings->log = world.log;
    return settings;
  }
};

void add_warnings(const model::source_address& address, const plugins::plugin_registry& known,
                  std::vector<std::string>& into) {
  if (const auto* manifest = known.find(address.wrapper))
    for (const auto& text : plugins::check_parameters(*manifest, address.predicates))
      into.push_back(address.position.to_string() + ": " + text);
}

/// On behalf of the virtual sensor. As messages of one sender arrive in order, this is ahead of
/// whatever the caller has the source do next.
void subscribe_to(const messages::publisher_actor& source, std::uint64_t number,
                  const messages::virtual_sensor_actor& on_behalf_of) {
  system::tell(source, messages::subscribe{{on_behalf_of.id(), number},
                                           caf::actor_cast<messages::subscriber_port>(on_behalf_of),
                                           source_credit});
}

} // namespace

std::string local_name(const model::source_address& address) {
  const auto takes = taken_from(address);
  return takes ? takes->publisher : std::string{};
}

std::set<std::string> local_names(const model::virtual_sensor_descriptor& descriptor) {
  std::set<std::string> names;
  for (const auto& stream : descriptor.streams)
    for (const auto& source : stream.sources)
      for (const auto& address : source.alternatives)
        if (address.wrapper == local_wrapper)
          names.insert(local_name(address));
  return names;
}

result<virtual_sensor_unit> start_unit(caf::actor_system& node, const unit_environment& world,
                                       const model::virtual_sensor_descriptor& descriptor,
                                       const find_local& find) {
  const unit_builder builder{node, world, descriptor, find};
  std::vector<std::vector<prepared_source>> prepared;
  std::vector<std::vector<query::source_binding>> bindings;
  for (const auto& stream : descriptor.streams) {
    prepared.emplace_back();
    bindings.emplace_back();
    for (const auto& source : stream.sources) {
      auto ready = builder.prepare(stream, source);
      if (!ready)
        return std::move(ready).error();
      bindings.back().push_back(ready->binding);
      prepared.back().push_back(std::move(*ready));
    }
  }
  auto settings = builder.make_settings(bindings);
  if (!settings)
    return std::move(settings).error();

  virtual_sensor_unit unit;
  for (const auto& stream : prepared)
    for (const auto& source : stream)
      add_warnings(*source.address, *world.plugins, unit.warnings);
  std::vector<std::pair<std::uint64_t, messages::publisher_actor>> locals;
  for (std::size_t s = 0; s < prepared.size(); ++s)
    for (std::size_t i = 0; i < prepared[s].size(); ++i) {
      auto from = prepared[s][i].local;
      if (!from) {
        unit.sources.push_back(builder.spawn_device(prepared[s][i]));
        unit.sources.back().subscription = (*settings)->sources.size();
        from = unit.sources.back().wrapper;
      } else {
        if (prepared[s][i].feed) {
          unit.feeds.push_back(node.spawn(local_feed, *std::move(prepared[s][i].feed)));
          from = unit.feeds.back();
        }
        locals.emplace_back((*settings)->sources.size(), from);
      }
      (*settings)->sources.push_back({{s, i}, from});
    }
  unit.layout = (*settings)->pipeline->output_layout();
  unit.stream = (*settings)->stream;
  unit.sensor = node.spawn(virtual_sensor, *settings);
  for (const auto& [number, from] : locals)
    subscribe_to(from, number, unit.sensor);
  return unit;
}

void begin_unit(const virtual_sensor_unit& unit) {
  for (const auto& source : unit.sources)
    subscribe_to(source.wrapper, source.subscription, unit.sensor);
}

void end_unit(const virtual_sensor_unit& unit) {
  const auto reason = caf::exit_reason::user_shutdown;
  caf::anon_send_exit(unit.sensor, reason);
  for (const auto& feed : unit.feeds)
    caf::anon_send_exit(feed, reason);
  for (const auto& source : unit.sources) {
    caf::anon_send_exit(source.wrapper, reason);
    caf::anon_send_exit(source.plugin, reason);
    caf::anon_send_exit(source.sensor, reason);
  }
}

} // namespace plexus::actors
