// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/replay_plugin.hpp"

#include "runtime/plugins/builtin/parameter_reader.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace plexus::plugins {

namespace {

constexpr std::int64_t default_rows_per_poll = 1024;
constexpr double pause_us_max = 366.0 * 24 * 3600 * 1e6;
constexpr std::size_t tail_bytes_per_poll = 16u << 20; // well below what a batch may hold

void copy_fields(const model::batch& from, std::size_t row, model::batch_builder& into) {
  for (std::size_t column = 0; column < from.layout().size(); ++column) {
    if (from.is_null(column, row))
      continue;
    const auto type = from.layout()[column].type;
    if (model::is_floating(type))
      into.set_floating(column, from.floating(column, row));
    else if (model::is_integer(type))
      into.set_integer(column, from.integer(column, row));
    else // A batch that was within its bounds cannot put a part of itself over them.
      PLEXUS_ASSERT(into.set_bytes(column, from.text(column, row)).has_value());
  }
}

} // namespace

plugin_manifest replay_plugin::manifest() {
  plugin_manifest made{"replay", "Plays a recorded CSV file.", csv_format::parameters(), false};
  made.parameters.insert(
      made.parameters.end(),
      {{"speed", "how many times faster than recorded; 0 or max = as fast as polled", false, "1"},
       {"gap-max", "longest pause between two rows, after the division by speed", false, ""},
       {"restamp", "give rows the time of the replay instead of the recorded one", false, "false"},
       {"loop", "start again at the end; needs restamp", false, "false"},
       {"rows-per-poll", "rows given out at once", false, "1024"}});
  return made;
}

status replay_plugin::configure(const model::parameters& wanted) {
  parameter_reader read{wanted};
  auto file = read.path("file", context_.base_folder, true);
  auto format = csv_format::from(read, context_.time.now(), context_.compat);
  const bool fastest = model::to_lower(read.text("speed")) == "max";
  const auto speed = fastest ? 0.0 : read.number("speed", 1, 0, 1e12);
  const auto gap_max = read.span("gap-max", microseconds{0}, microseconds{0});
  const bool restamp = read.truth("restamp", false);
  const bool loop = read.truth("loop", false);
  const auto rows =
      read.integer("rows-per-poll", default_rows_per_poll, 1, std::int64_t{model::batch_rows_max});
  if (read.done() && !format.has_time())
    read.refuse("fields", "a replay needs a column named timed");
  if (loop && !restamp)
    read.refuse("loop", "needs restamp = true, since recorded times would repeat");
  if (const auto ok = read.done(); !ok)
    return ok;
  now_ = {};
  speed_ = speed;
  restamp_ = restamp;
  loop_ = loop && !context_.until_end;
  gap_max_.reset();
  if (!read.text("gap-max").empty())
    gap_max_ = gap_max;
  rows_per_poll_ = static_cast<std::size_t>(rows);
  layout_ = format.layout();
  builder_.emplace(layout_);
  csv_reading_rules rules;
  rules.follow = false;
  reader_.emplace(std::move(format), std::move(file), rules);
  return {};
}

bool replay_plugin::finished() const {
  const bool given_out = !now_.loaded || now_.head == now_.loaded->rows();
  return given_out && now_.file_ended && !(loop_ && now_.round_had_rows);
}

result<readings> replay_plugin::poll() {
  if (!reader_)
    return fail(errc::plugin_configuration, "not configured", "replay");
  readings out;
  const auto now = context_.time.monotonic();
  while (builder_->rows() < rows_per_poll_ && builder_->tail_bytes() < tail_bytes_per_poll) {
    const auto loaded = load(out);
    if (!loaded)
      return loaded.error();
    if (!*loaded)
      break;
    if (speed_ == 0 && !restamp_ && now_.head == 0 && builder_->empty()) {
      out.elements = now_.loaded; // as it was read
      now_.head = now_.loaded->rows();
      break;
    }
    schedule_head(now);
    if (*now_.due > now)
      break;
    emit_head(now);
  }
  if (!out.elements)
    out.elements = builder_->finish();
  out.ended = finished();
  if (!out.ended) {
    const auto pause = now_.due ? std::max(nanoseconds{0}, *now_.due - now) : nanoseconds{0};
    out.more = pause == nanoseconds{0};
    out.next_poll = std::chrono::ceil<microseconds>(pause);
  }
  return out;
}

result<bool> replay_plugin::load(readings& out) {
  if (now_.loaded && now_.head < now_.loaded->rows())
    return true;
  if (finished())
    return false;
  if (now_.file_ended) {
    reader_->rewind();
    now_.file_ended = false;
    now_.round_had_rows = false;
    now_.last_recorded.reset();
  }
  auto got = reader_->read(rows_per_poll_, context_.time.now());
  if (!got) {
    if (!builder_->empty()) // what is due goes first; the failure comes again
      return false;
    const auto& why = got.error();
    return why.code == errc::io_failed ? fail(errc::plugin_failed, why.what, why.where) : why;
  }
  out.bad += got->bad;
  if (got->bad > 0)
    out.last_bad = std::move(got->last_bad);
  now_.file_ended = got->at_end;
  now_.loaded = std::move(got->rows);
  now_.head = 0;
  now_.round_had_rows = now_.round_had_rows || now_.loaded->rows() > 0;
  return now_.loaded->rows() > 0;
}

microseconds replay_plugin::pause_before(timestamp recorded) const {
  if (speed_ == 0 || !now_.last_due)
    return microseconds{0};
  const auto gap = now_.last_recorded ? recorded - *now_.last_recorded : now_.last_gap;
  const auto scaled = std::clamp(static_cast<double>(gap.count()) / speed_, 0.0, pause_us_max);
  const microseconds pause{std::llround(scaled)};
  return gap_max_ ? std::min(pause, *gap_max_) : pause;
}

void replay_plugin::schedule_head(nanoseconds now) {
  if (now_.due)
    return;
  const auto recorded = now_.loaded->at(now_.head);
  now_.due = now_.last_due.value_or(now) + pause_before(recorded);
  if (now_.last_recorded)
    now_.last_gap = std::max(microseconds{0}, recorded - *now_.last_recorded);
  now_.last_recorded = recorded;
}

void replay_plugin::emit_head(nanoseconds now) {
  auto stamp = now_.loaded->at(now_.head);
  if (restamp_) {
    const auto behind = speed_ == 0 ? nanoseconds{0} : now - *now_.due;
    stamp = context_.time.now() - std::chrono::duration_cast<microseconds>(behind);
    if (now_.last_stamp)
      stamp = std::max(stamp, *now_.last_stamp + microseconds{1});
    now_.last_stamp = stamp;
  }
  builder_->begin_row(stamp);
  copy_fields(*now_.loaded, now_.head, *builder_);
  now_.last_due = std::exchange(now_.due, std::nullopt);
  ++now_.head;
}

} // namespace plexus::plugins
