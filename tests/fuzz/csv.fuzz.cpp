// SPDX-License-Identifier: Apache-2.0
// CSV files, the patterns of their timestamps, zone files and checkpoints. The first byte chooses
// by its remainder of 5 (the corpus uses the letters d to h). A text that arrives in pieces, as in
// a growing file, must give the same rows as the whole.
#include "runtime/plugins/builtin/csv/csv_checkpoint.hpp"
#include "runtime/plugins/builtin/csv/csv_format.hpp"
#include "runtime/plugins/builtin/csv/csv_splitter.hpp"
#include "runtime/plugins/builtin/csv/posix_zone_rule.hpp"

#include <algorithm>
#include <vector>

using namespace plexus;
using namespace plexus::plugins;

namespace {

using row = std::vector<std::string>;

/// All rows of a text that arrives in pieces of `piece` bytes.
std::vector<row> split(std::string_view text, char quote, std::size_t piece) {
  csv_splitter splitter{',', quote};
  std::vector<row> rows;
  std::size_t arrived = std::min(piece, text.size());
  std::size_t taken = 0;
  for (;;) {
    const auto step = splitter.next(text.substr(taken, arrived - taken), arrived == text.size());
    PLEXUS_ASSERT(step.bytes <= arrived - taken);
    if (step.kind == csv_splitter::step_kind::unfinished) {
      PLEXUS_ASSERT(step.bytes == 0);
      if (arrived == text.size())
        return rows;
      arrived = std::min(arrived + piece, text.size());
      continue;
    }
    PLEXUS_ASSERT(step.bytes > 0);
    taken += step.bytes;
    if (step.kind == csv_splitter::step_kind::row)
      rows.emplace_back(splitter.cells().begin(), splitter.cells().end());
    else if (step.kind == csv_splitter::step_kind::malformed)
      rows.push_back({"malformed"});
  }
}

void read_rows(std::string_view text) {
  const model::parameters given{
      {"fields", "timed,timed,a,b,c,d"},
      {"formats",
       "timestamp(dd/MM/yy),timestampl(HHmmss),numeric,bigint,string,timestamp(MMM y Z)"},
      {"bad-values", "-200,null"},
      {"timezone", "+01:00"}};
  parameter_reader read{given};
  auto format = csv_format::from(read, from_microseconds(0), model::compatibility::intended);
  PLEXUS_ASSERT(read.done().has_value());
  model::batch_builder rows{format.layout()};
  csv_splitter splitter{',', '"'};
  while (!rows.full()) {
    const auto step = splitter.next(text, true);
    if (step.bytes == 0)
      break;
    text.remove_prefix(step.bytes);
    if (step.kind != csv_splitter::step_kind::row)
      continue;
    const auto before = rows.rows();
    const auto what = format.add(splitter.cells(), from_microseconds(0), {}, rows);
    PLEXUS_ASSERT(rows.rows() == before + (what == csv_format::outcome::added ? 1 : 0));
  }
  rows.finish();
}

void read_pattern(std::string_view text) {
  const auto middle = std::min(text.find('\n'), text.size());
  const auto pattern = date_time_pattern::compile(text.substr(0, middle), 2026);
  date_time_parts parts;
  if (pattern && pattern->parse(text.substr(std::min(middle + 1, text.size())), parts))
    parts.moment();
}

void read_zone(std::string_view text) {
  std::size_t hint = 0;
  if (const auto zone = time_zone::parse(text)) {
    for (const std::int64_t at : {-5'000'000'000L, 0L, 1'269'742'500L, 9'000'000'000L}) {
      const std::chrono::local_seconds local{seconds{at}};
      PLEXUS_ASSERT(zone->to_utc(local, hint).at == zone->to_utc(local).at);
    }
  }
  if (const auto rule = parse_posix_zone_rule(text)) {
    rule->to_summer.in_year(2000);
    rule->to_standard.in_year(2001);
  }
}

void read_checkpoint(std::string_view text) {
  for (const bool counts : {false, true}) {
    const auto read = parse_checkpoint(text, counts);
    if (!read || !read->place)
      continue;
    const auto again = parse_checkpoint(format_checkpoint(*read, counts), counts);
    PLEXUS_ASSERT(again.has_value() && *again == *read);
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0)
    return 0;
  const std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
  switch (data[0] % 5) {
    case 0: {
      const auto whole = split(text, '"', text.size() + 1);
      PLEXUS_ASSERT(whole == split(text, '"', 1) && whole == split(text, '"', 7));
      PLEXUS_ASSERT(split(text, '\0', text.size() + 1) == split(text, '\0', 3));
      break;
    }
    case 1:
      read_rows(text);
      break;
    case 2:
      read_pattern(text);
      break;
    case 3:
      read_zone(text);
      break;
    default:
      read_checkpoint(text);
  }
  return 0;
}
