// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/host_plugin.hpp"

#include "runtime/model/batch_builder.hpp"
#include "runtime/plugins/builtin/host/host_subjects.hpp"
#include "runtime/plugins/builtin/machine_file.hpp"
#include "runtime/plugins/builtin/parameter_reader.hpp"

#include <algorithm>
#include <utility>

namespace plexus::plugins {

namespace {

std::string subject_names() {
  std::string names;
  for (const auto& subject : host_subjects())
    names += std::string{subject.name} + ", ";
  return names + "all";
}

/// The channels of the named subjects in the order of the table.
host_channels find_channels(const std::vector<std::string>& wanted,
                            const std::filesystem::path& root, std::string_view device) {
  host_channels found;
  for (const auto& subject : host_subjects()) {
    const bool is_wanted = std::any_of(wanted.begin(), wanted.end(), [&](const auto& name) {
      return name == "all" || name == subject.name;
    });
    if (!is_wanted)
      continue;
    for (auto& channel : subject.find(root, device))
      if (device.empty() || channel.device == device)
        found.push_back(std::move(channel));
  }
  make_names_unique(found);
  return found;
}

result<model::schema_ptr> layout_of(const host_channels& channels) {
  std::vector<model::field> fields;
  fields.reserve(channels.size());
  for (const auto& channel : channels)
    fields.push_back(channel.field);
  return model::schema::make(std::move(fields));
}

struct missing_channels {
  std::uint64_t count = 0;
  error last;
};

/// Reads all channels as one row, each file once.
missing_channels read_row(const host_channels& channels, model::batch_builder& rows) {
  missing_channels missing;
  const std::filesystem::path* open = nullptr;
  result<std::string> content{std::string{}};
  for (std::size_t column = 0; column < channels.size(); ++column) {
    const auto& channel = channels[column];
    if (open == nullptr || *open != channel.file) {
      open = &channel.file;
      content = read_machine_file(channel.file);
    }
    if (content && read_channel(channel, *content, column, rows))
      continue;
    ++missing.count;
    missing.last = content ? fail(errc::device_unavailable, "no value of " + channel.field.name,
                                  channel.file.string())
                           : content.error();
  }
  return missing;
}

} // namespace

plugin_manifest host_plugin::manifest() {
  return {"host",
          "Sensors and counters of this Linux machine.",
          {{"source", "what to read, comma-separated: " + subject_names(), false, "all"},
           {"device", "only this device: an interface, disk, chip, zone type or supply", false, ""},
           {"sampling", "milliseconds between two elements", false, "1000"}},
          false};
}

status host_plugin::configure(const model::parameters& wanted) {
  parameter_reader read{wanted};
  const auto sources = comma_list(model::to_lower(read.text("source", "all")));
  const auto device = read.text("device");
  const auto period = read.span("sampling", milliseconds{1000});
  for (const auto& source : sources) {
    const auto subjects = host_subjects();
    if (source != "all" && std::none_of(subjects.begin(), subjects.end(),
                                        [&](const auto& one) { return one.name == source; }))
      read.refuse("source", "'" + source + "' is none of " + subject_names());
  }
  if (const auto ok = read.done(); !ok)
    return ok;

  auto found = find_channels(sources, context_.machine_root, device);
  host_channels readable; // a device that has no value now is left out rather than always null
  for (auto& channel : found) {
    const auto layout = layout_of({channel});
    if (!layout)
      return fail(errc::plugin_configuration, layout.error().what, channel.file.string());
    model::batch_builder probe{*layout};
    probe.begin_row(context_.time.now());
    const auto content = read_machine_file(channel.file);
    if (content && read_channel(channel, *content, 0, probe))
      readable.push_back(std::move(channel));
  }
  if (readable.empty())
    return fail(errc::device_unavailable, "this machine has nothing of the kind",
                context_.machine_root.string());
  auto layout = layout_of(readable);
  if (!layout)
    return fail(errc::plugin_configuration,
                "choose fewer sources or one device: " + layout.error().to_string(), "source");
  layout_ = *std::move(layout);
  channels_ = std::move(readable);
  period_ = period;
  return {};
}

result<readings> host_plugin::poll() {
  if (channels_.empty())
    return fail(errc::plugin_configuration, "not configured", "host");
  model::batch_builder rows{layout_};
  rows.begin_row(context_.time.now());
  const auto missing = read_row(channels_, rows);
  if (missing.count == channels_.size())
    return missing.last;
  readings out;
  out.elements = rows.finish();
  out.bad = missing.count;
  if (missing.count > 0)
    out.last_bad = missing.last.to_string();
  return out;
}

} // namespace plexus::plugins
