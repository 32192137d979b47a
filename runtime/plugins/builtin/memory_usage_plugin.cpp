// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/memory_usage_plugin.hpp"

#include "runtime/model/batch_builder.hpp"
#include "runtime/plugins/builtin/driver_layout.hpp"
#include "runtime/plugins/builtin/machine_file.hpp"
#include "runtime/plugins/builtin/parameter_reader.hpp"

#include <algorithm>
#include <charconv>
#include <malloc.h>
#include <unistd.h>

namespace plexus::plugins {

namespace {

model::schema_ptr make_layout() {
  using enum model::value_type;
  return fixed_layout(
      {make_field("heap", int64, "By", "memory", "bytes handed out by the allocator"),
       make_field("non_heap", int64, "By", "memory", "rest of the resident set"),
       make_field("pending_finalization_count", int32, "1", "", "always 0")});
}

} // namespace

plugin_manifest memory_usage_plugin::manifest() {
  return {"memory-usage",
          "Memory of the node's own process.",
          {{"sampling-rate", "milliseconds between two elements", false, "1000"}},
          false};
}

memory_usage_plugin::memory_usage_plugin(const plugin_context& context)
    : context_(context), layout_(make_layout()) {}

status memory_usage_plugin::configure(const model::parameters& wanted) {
  parameter_reader read{wanted};
  const auto period = read.span("sampling-rate", milliseconds{1000});
  if (const auto ok = read.done(); !ok)
    return ok;
  period_ = period;
  return {};
}

result<readings> memory_usage_plugin::poll() {
  const auto file = context_.machine_root / "proc/self/statm";
  const auto content = read_machine_file(file);
  if (!content)
    return content.error();
  const auto pages = token_at(*content, 1); // proc(5): size resident shared ...
  std::int64_t resident = 0;
  if (!pages ||
      std::from_chars(pages->data(), pages->data() + pages->size(), resident).ec != std::errc{})
    return fail(errc::bad_reading, "no resident set size", file.string());
  resident *= ::sysconf(_SC_PAGESIZE);
  const auto arenas = ::mallinfo2();
  const auto heap = static_cast<std::int64_t>(arenas.uordblks + arenas.hblkhd);

  model::batch_builder rows{layout_};
  rows.begin_row(context_.time.now());
  rows.set_integer(0, heap);
  rows.set_integer(1, std::max<std::int64_t>(0, resident - heap));
  rows.set_integer(2, 0);
  readings out;
  out.elements = rows.finish();
  return out;
}

} // namespace plexus::plugins
