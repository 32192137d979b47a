// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/free_disk_space_plugin.hpp"

#include "runtime/model/batch_builder.hpp"
#include "runtime/plugins/builtin/driver_layout.hpp"
#include "runtime/plugins/builtin/parameter_reader.hpp"

#include <cerrno>
#include <cstring>
#include <sys/statvfs.h>

namespace plexus::plugins {

namespace {

model::schema_ptr make_layout() {
  using enum model::value_type;
  return fixed_layout({make_field("free_space", int64, "By", "free disk space",
                                  "bytes that can still be written")});
}

} // namespace

plugin_manifest free_disk_space_plugin::manifest() {
  return {"free-disk-space",
          "Free bytes of a file system.",
          {{"sampling-rate", "milliseconds between two elements", false, "1000"},
           {"directory", "any directory of the file system", false, "/"}},
          false};
}

free_disk_space_plugin::free_disk_space_plugin(const plugin_context& context)
    : context_(context), layout_(make_layout()) {}

status free_disk_space_plugin::configure(const model::parameters& wanted) {
  parameter_reader read{wanted};
  const auto period = read.span("sampling-rate", milliseconds{1000});
  auto directory = read.path("directory", context_.base_folder);
  if (const auto ok = read.done(); !ok)
    return ok;
  period_ = period;
  directory_ = directory.empty() ? context_.machine_root : std::move(directory);
  return {};
}

result<readings> free_disk_space_plugin::poll() {
  struct statvfs info {};
  if (::statvfs(directory_.c_str(), &info) != 0)
    return fail(errc::device_unavailable, std::strerror(errno), directory_.string());
  model::batch_builder rows{layout_};
  rows.begin_row(context_.time.now());
  rows.set_integer(0, static_cast<std::int64_t>(info.f_bavail * info.f_frsize));
  readings out;
  out.elements = rows.finish();
  return out;
}

} // namespace plexus::plugins
