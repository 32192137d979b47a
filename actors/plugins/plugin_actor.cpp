// SPDX-License-Identifier: Apache-2.0
#include "actors/plugins/plugin_actor.hpp"

#include <exception>
#include <utility>

namespace plexus::actors {

using messages::acknowledge_plugin;
using messages::plugin_readings;
using messages::poll_plugin;

void plugin_state::start(plugin_settings settings) { settings_ = std::move(settings); }

plugin_readings plugin_state::poll() {
  auto read = checked_poll();
  if (!read)
    return {{}, std::move(read).error()};
  return {std::move(*read), {}};
}

result<plugins::readings> plugin_state::checked_poll() {
  try {
    auto read = settings_.driver->poll();
    if (read && read->elements &&
        !read->elements->layout().same_layout(*settings_.driver->data_structure()))
      return fail(errc::plugin_schema, "elements do not have the plugin's data structure",
                  settings_.name);
    return read;
  } catch (const std::exception& thrown) {
    return fail(errc::plugin_failed, thrown.what(), settings_.name);
  }
}

void plugin_state::acknowledge(const std::string& checkpoint) {
  try {
    if (auto done = settings_.driver->acknowledge(checkpoint); !done)
      settings_.log.warn("plugin.checkpoint-failed", done.error().to_string(),
                         {{"plugin", settings_.name}});
  } catch (const std::exception& thrown) {
    settings_.log.warn("plugin.checkpoint-failed", thrown.what(), {{"plugin", settings_.name}});
  }
}

messages::plugin_actor::behavior_type
plugin(messages::plugin_actor::stateful_pointer<plugin_state> self, plugin_settings settings) {
  self->state.start(std::move(settings));
  return {
      [self](const poll_plugin&) { return self->state.poll(); },
      [self](const acknowledge_plugin& upto) { self->state.acknowledge(upto.checkpoint); },
  };
}

} // namespace plexus::actors
