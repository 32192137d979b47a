// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/csv_plugin.hpp"

#include "runtime/plugins/builtin/parameter_reader.hpp"

#include <utility>

namespace plexus::plugins {

namespace {

constexpr std::int64_t gsn_rows_per_poll = 251;
constexpr milliseconds store_period{100};

} // namespace

plugin_manifest csv_plugin::manifest() {
  plugin_manifest made{"csv", "Follows a CSV file that grows.", csv_format::parameters(), false};
  made.parameters.insert(
      made.parameters.end(),
      {{"sampling", "milliseconds between two looks at the file", false, "10000"},
       {"check-point-directory", "where to remember how far the file was read", false,
        "csv-check-points in the node's state folder"},
       {"use-counter-for-check-point", "remember a number of rows instead of a time", false,
        "false"},
       {"rows-per-poll", "rows of one look; more follow at once", false, "251"}});
  return made;
}

csv_plugin::~csv_plugin() {
  if (!acknowledged_.empty()) {
    if (const auto stored = store(); !stored)
      context_.log.warn("csv.checkpoint-lost", stored.error().to_string());
  }
}

status csv_plugin::configure(const model::parameters& wanted) {
  parameter_reader read{wanted};
  auto file = read.path("file", context_.base_folder, true);
  auto format = csv_format::from(read, context_.time.now(), context_.compat);
  const auto period = read.span("sampling", milliseconds{10'000});
  auto folder = read.path("check-point-directory", context_.base_folder);
  const bool counts = read.truth("use-counter-for-check-point", false) || !format.has_time();
  const auto rows =
      read.integer("rows-per-poll", gsn_rows_per_poll, 1, std::int64_t{model::batch_rows_max});
  if (const auto ok = read.done(); !ok)
    return ok;
  if (!acknowledged_.empty()) // of the settings until now
    if (const auto stored = store(); !stored)
      return stored;
  if (folder.empty() && !context_.state_folder.empty())
    folder = context_.state_folder / "csv-check-points";
  checkpoint_file_ =
      folder.empty() ? std::filesystem::path{} : folder / checkpoint_name(context_.instance, file);
  period_ = period;
  rows_per_poll_ = static_cast<std::size_t>(rows);
  counts_ = counts;
  layout_ = format.layout();
  csv_reading_rules rules;
  rules.follow = !context_.until_end;
  rules.strict = context_.compat == model::compatibility::strict;
  rules.counts = counts;
  reader_.emplace(std::move(format), std::move(file), rules);
  stored_at_.reset();
  more_ = false;
  load_earlier();
  return {};
}

void csv_plugin::load_earlier() {
  if (checkpoint_file_.empty())
    return;
  const auto earlier = load_checkpoint(checkpoint_file_, counts_);
  if (earlier)
    reader_->resume(*earlier);
  else if (earlier.error().code != errc::not_found)
    context_.log.warn("csv.checkpoint-unreadable",
                      "reading from the start: " + earlier.error().to_string());
}

result<readings> csv_plugin::poll() {
  if (!reader_)
    return fail(errc::plugin_configuration, "not configured", "csv");
  auto got = reader_->read(rows_per_poll_, context_.time.now());
  if (!got) {
    const auto& why = got.error();
    return why.code == errc::io_failed ? fail(errc::plugin_failed, why.what, why.where) : why;
  }
  more_ = !got->at_end;
  readings out;
  if (!checkpoint_file_.empty()) {
    if (const auto reached = reader_->checkpoint(); reached)
      out.checkpoint = format_checkpoint(*reached, counts_);
    else
      context_.log.warn("csv.checkpoint-lost", reached.error().to_string());
  }
  out.elements = std::move(got->rows);
  out.bad = got->bad;
  out.last_bad = std::move(got->last_bad);
  out.more = more_;
  out.ended = context_.until_end && !more_;
  return out;
}

status csv_plugin::acknowledge(const std::string& checkpoint) {
  if (checkpoint_file_.empty() || checkpoint.empty())
    return {};
  acknowledged_ = checkpoint;
  const auto now = context_.time.monotonic();
  if (more_ && stored_at_ && now - *stored_at_ < store_period)
    return {};
  stored_at_ = now;
  return store();
}

status csv_plugin::store() {
  const auto stored = store_checkpoint(checkpoint_file_, std::exchange(acknowledged_, {}));
  if (!stored)
    return fail(errc::plugin_failed, stored.error().what, stored.error().where);
  return {};
}

} // namespace plexus::plugins
