// SPDX-License-Identifier: Apache-2.0
// Rows of a CSV file as batches, from where the last call or an earlier run stopped. What the csv
// and the replay driver share; when to read, and when to remember, is theirs.
#pragma once

#include "runtime/model/batch_builder.hpp"
#include "runtime/plugins/builtin/csv/csv_checkpoint.hpp"
#include "runtime/plugins/builtin/csv/csv_format.hpp"
#include "runtime/plugins/builtin/csv/csv_splitter.hpp"
#include "runtime/plugins/builtin/csv/file_follower.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace plexus::plugins {

struct csv_reading_rules {
  /// Follow the file: a last line without its line end waits for it, replacement is noticed. Else
  /// the file is taken as finished.
  bool follow = true;
  /// GSN: a last line without its line end is taken; within one run, too, rows not after the newest
  /// one are left out; one bad row fails the whole call, which then repeats.
  bool strict = false;
  /// The place in the file is kept by counting rows, not by time.
  bool counts = false;
};

class csv_reader {
public:
  csv_reader(csv_format format, std::filesystem::path file, csv_reading_rules rules);

  struct chunk {
    model::batch_ptr rows;
    std::uint64_t bad = 0;
    std::string last_bad;
    bool at_end = false; // nothing more to read now
  };
  /// At most `rows_max` rows. `now` is the time of the first row if the file has none; further rows
  /// then follow a microsecond apart, so that each has its own. Errors: device_unavailable,
  /// io_failed, bad_reading (strict).
  result<chunk> read(std::size_t rows_max, timestamp now);

  /// To be called before the first read: goes on where an earlier run stopped. If the file is not
  /// the one of then, rows that are not newer are left out (by time) or all rows are new
  /// (counting); GSN's checkpoints have no place, then the file is searched from its start.
  void resume(const csv_checkpoint& earlier) { earlier_ = earlier; }
  /// How far the rows given out so far go. Errors: io_failed.
  result<csv_checkpoint> checkpoint() const;

  /// Starts again at the beginning; every row is new.
  void rewind();

  const csv_format& format() const noexcept { return format_; }

private:
  status open();
  void start_over();
  result<bool> step(chunk& out, timestamp now);
  result<bool> more_text();
  status take_row(chunk& out, timestamp now);
  status note_bad(chunk& out, std::string why);

  csv_format format_;
  csv_splitter splitter_;
  file_follower file_;
  csv_reading_rules rules_;
  model::batch_builder builder_;
  std::optional<csv_checkpoint> earlier_;
  std::uint64_t rows_ = 0;
  std::uint64_t lines_ = 0;
  std::uint64_t rows_to_skip_ = 0;
  std::optional<timestamp> newest_;
  std::optional<timestamp> newest_known_; // rows up to it are left out
  std::optional<timestamp> last_stamp_;   // given to a row without time
  bool last_text_ = false;                // the unread text is all there is of the file
  std::uint64_t generation_ = 0;          // counts beginnings of a file
};

} // namespace plexus::plugins
