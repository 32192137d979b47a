// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/csv/csv_reader.hpp"

#include <algorithm>
#include <utility>

namespace plexus::plugins {

namespace {

/// Bounds one call that finds nothing but old, empty or bad rows.
constexpr std::uint64_t bytes_per_read_max = 16u << 20;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

} // namespace

csv_reader::csv_reader(csv_format format, std::filesystem::path file, csv_reading_rules rules)
    : format_(std::move(format)), splitter_(format_.separator(), format_.quote()),
      file_(std::move(file)), rules_(rules), builder_(format_.layout()) {}

/// Opens the file at its beginning, or where an earlier run stopped.
status csv_reader::open() {
  if (const auto opened = file_.open(); !opened)
    return opened;
  start_over();
  if (!earlier_)
    return {};
  const auto earlier = *std::exchange(earlier_, std::nullopt);
  newest_ = earlier.newest;
  if (earlier.place && file_.resume(*earlier.place)) {
    rows_ = earlier.rows;
    lines_ = earlier.lines;
    newest_known_ = rules_.strict ? newest_ : std::nullopt;
  } else if (!rules_.counts) {
    newest_known_ = newest_;
  } else if (!earlier.place) {
    rows_to_skip_ = earlier.rows;
  }
  return {};
}

void csv_reader::start_over() {
  splitter_.reset();
  file_.seek(0);
  rows_ = 0;
  lines_ = 0;
  rows_to_skip_ = 0;
  last_text_ = false;
  ++generation_;
  newest_known_ = rules_.counts ? std::nullopt : newest_;
}

void csv_reader::rewind() {
  file_.close();
  newest_.reset();
  earlier_.reset();
}

result<csv_reader::chunk> csv_reader::read(std::size_t rows_max, timestamp now) {
  rows_max = std::clamp<std::size_t>(rows_max, 1, model::batch_rows_max);
  if (!file_.is_open()) {
    if (const auto opened = open(); !opened)
      return opened.error();
  } else if (rules_.follow && file_.look() == file_follower::change::truncated) {
    start_over();
  }
  if (rules_.strict && newest_)
    newest_known_ = newest_;
  chunk out;
  const auto from = file_.offset();
  const auto rows_before = rows_;
  const auto lines_before = lines_;
  const auto generation = generation_;
  while (builder_.rows() < rows_max && file_.offset() - from < bytes_per_read_max) {
    const auto moved = step(out, now);
    if (!moved) {
      builder_.finish(); // nothing of this call goes out; the next one meets the same rows
      file_.seek(from);
      splitter_.reset();
      rows_ = rows_before;
      lines_ = lines_before;
      return moved.error();
    }
    if (!*moved) {
      out.at_end = true;
      break;
    }
    if (generation_ != generation) // another file has begun: what was read is enough for one call
      break;
  }
  out.rows = builder_.finish();
  for (const auto at : out.rows->timestamps())
    newest_ = std::max(newest_.value_or(from_microseconds(at)), from_microseconds(at));
  return out;
}

/// One row, or more text. False when there is nothing more now.
result<bool> csv_reader::step(chunk& out, timestamp now) {
  if (file_.offset() == 0 && file_.unread().starts_with(byte_order_mark))
    file_.consume(byte_order_mark.size());
  const auto taken = splitter_.next(file_.unread(), last_text_);
  switch (taken.kind) {
    case csv_splitter::step_kind::unfinished:
      return more_text();
    case csv_splitter::step_kind::malformed:
      if (lines_ < format_.skip_lines())
        break;
      if (const auto noted = note_bad(out, "the row is too long or a quote is not closed"); !noted)
        return noted.error();
      break;
    case csv_splitter::step_kind::skipped:
      break;
    case csv_splitter::step_kind::row:
      if (const auto added = take_row(out, now); !added)
        return added.error();
      if (taken.lines == 0 && rules_.follow)
        splitter_.drop_line(); // what may still be written of it is no row
  }
  file_.consume(taken.bytes);
  lines_ += taken.lines;
  return true;
}

status csv_reader::take_row(chunk& out, timestamp now) {
  if (lines_ < format_.skip_lines())
    return {};
  const auto stamp = last_stamp_ ? std::max(now, *last_stamp_ + microseconds{1}) : now;
  switch (format_.add(splitter_.cells(), stamp, newest_known_, builder_)) {
    case csv_format::outcome::empty:
    case csv_format::outcome::old:
      return {};
    case csv_format::outcome::bad:
      return note_bad(out, format_.complaint());
    case csv_format::outcome::added:
      ++rows_;
      if (!format_.has_time())
        last_stamp_ = stamp;
      if (rows_ <= rows_to_skip_)
        builder_.abandon_row();
  }
  return {};
}

status csv_reader::note_bad(chunk& out, std::string why) {
  auto where = file_.file().filename().string() + ':' + std::to_string(lines_ + 1);
  if (rules_.strict)
    return fail(errc::bad_reading, std::move(why), std::move(where));
  ++out.bad;
  out.last_bad = where + ": " + why;
  return {};
}

/// The unread text is not a whole row: read on, or see what has become of the file.
result<bool> csv_reader::more_text() {
  const auto filled = file_.fill();
  if (!filled)
    return filled.error();
  if (*filled) {
    last_text_ = false;
    return true;
  }
  const bool ended = std::exchange(last_text_, false);
  const bool rest = !ended && !file_.unread().empty();
  if (!rules_.follow)
    return last_text_ = rest;
  switch (file_.look()) {
    case file_follower::change::replaced:
      if (rest)
        return last_text_ = true; // nobody will finish that line
      if (const auto opened = open(); !opened)
        return opened.error();
      return true;
    case file_follower::change::truncated:
      start_over();
      return true;
    case file_follower::change::gone: // kept open: it may have been moved away to be replaced
      if (!builder_.empty())
        return false;
      return fail(errc::device_unavailable, "the file is gone", file_.file().string());
    case file_follower::change::none:
      return last_text_ = rest && rules_.strict;
  }
  return false;
}

result<csv_checkpoint> csv_reader::checkpoint() const {
  csv_checkpoint made;
  made.rows = rows_;
  made.lines = lines_;
  made.newest = newest_;
  if (file_.is_open()) {
    const auto place = file_.place();
    if (!place)
      return place.error();
    made.place = *place;
  }
  return made;
}

} // namespace plexus::plugins
