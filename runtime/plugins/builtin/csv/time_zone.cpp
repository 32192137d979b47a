// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/csv/time_zone.hpp"

#include "runtime/plugins/builtin/csv/posix_zone_rule.hpp"
#include "runtime/plugins/builtin/machine_file.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>
#include <utility>

namespace plexus::plugins {

namespace {

/// Rules of the last line are written out up to here; later times keep the last offset.
constexpr std::int32_t last_year = 2200;
constexpr std::int64_t offset_max = 26 * 3600; // RFC 8536, 3.2: expected range
/// Beyond any year of std::chrono, so that adding an offset never overflows.
constexpr std::int64_t end_of_time = std::int64_t{1} << 52;

struct change {
  std::int64_t at;
  std::int64_t offset;
};

std::int64_t big_endian(const char* from, std::size_t size) {
  std::uint64_t value = static_cast<signed char>(from[0]) < 0 ? ~std::uint64_t{0} : 0;
  for (std::size_t i = 0; i < size; ++i)
    value = value << 8 | static_cast<unsigned char>(from[i]);
  return static_cast<std::int64_t>(value);
}

/// One of the two blocks of a TZif file: header and data.
struct block {
  static constexpr std::size_t header_bytes = 44;

  std::size_t utc_marks = 0;
  std::size_t standard_marks = 0;
  std::size_t leaps = 0;
  std::size_t times = 0;
  std::size_t types = 0;
  std::size_t characters = 0;

  std::size_t data_bytes(std::size_t time_bytes) const {
    return times * (time_bytes + 1) + types * 6 + characters + leaps * (time_bytes + 4) +
           standard_marks + utc_marks;
  }
};

std::optional<block> read_header(std::string_view content) {
  if (content.size() < block::header_bytes || content.substr(0, 4) != "TZif")
    return std::nullopt;
  std::array<std::size_t, 6> counts{};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto count = big_endian(content.data() + 20 + i * 4, 4);
    if (count < 0 || count > 100'000)
      return std::nullopt;
    counts[i] = static_cast<std::size_t>(count);
  }
  return block{counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]};
}

/// The changes of one block, the first being what holds from the beginning of time.
std::optional<std::vector<change>> read_changes(std::string_view data, const block& sizes,
                                                std::size_t time_bytes) {
  const auto* times = data.data();
  const auto* types = times + sizes.times * time_bytes;
  const auto* offsets = types + sizes.times;
  const auto offset_of = [&](std::size_t type) { return big_endian(offsets + type * 6, 4); };
  for (std::size_t type = 0; type < sizes.types; ++type)
    if (std::abs(offset_of(type)) > offset_max)
      return std::nullopt;
  if (sizes.types == 0)
    return std::nullopt;
  std::vector<change> changes{{-end_of_time, offset_of(0)}};
  for (std::size_t i = 0; i < sizes.times; ++i) {
    const auto at = big_endian(times + i * time_bytes, time_bytes);
    const auto type = static_cast<unsigned char>(types[i]);
    if (type >= sizes.types || at > end_of_time)
      return std::nullopt;
    if (at <= -end_of_time) // some writers mark the beginning of time with a change
      changes.back().offset = offset_of(type);
    else if (at <= changes.back().at)
      return std::nullopt;
    else
      changes.push_back({at, offset_of(type)});
  }
  return changes;
}

std::int32_t year_of(std::int64_t at) {
  using namespace std::chrono;
  const auto day = floor<days>(sys_seconds{seconds{at}});
  return static_cast<int>(year_month_day{day}.year());
}

/// Writes the rule out behind the listed changes.
void append_rule(const posix_zone_rule& rule, std::vector<change>& changes) {
  if (!rule.has_summer) {
    if (changes.size() == 1)
      changes.back().offset = rule.standard_offset;
    return;
  }
  const auto last_listed = changes.back().at;
  const auto from = changes.size() == 1 ? 1900 : year_of(last_listed);
  std::vector<change> later;
  for (auto year = from; year <= last_year; ++year) {
    later.push_back({rule.to_summer.in_year(year) - rule.standard_offset, rule.summer_offset});
    later.push_back({rule.to_standard.in_year(year) - rule.summer_offset, rule.standard_offset});
  }
  std::sort(later.begin(), later.end(), [](auto& a, auto& b) { return a.at < b.at; });
  for (const auto& one : later)
    if (one.at > changes.back().at && one.offset != changes.back().offset)
      changes.push_back(one);
}

bool is_zone_name(std::string_view id) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '+' || c == '-' || c == '/';
  };
  return !id.empty() && id.size() <= 64 && id.front() != '/' &&
         std::all_of(id.begin(), id.end(), fits);
}

/// "+hh:mm", "+hhmm" or "+hh" with either sign.
std::optional<std::chrono::seconds> fixed_offset(std::string_view id) {
  if (id.size() < 3 || (id[0] != '+' && id[0] != '-'))
    return std::nullopt;
  std::string digits;
  for (std::size_t i = 1; i < id.size(); ++i) {
    if (id[i] == ':' && i == 3 && id.size() == 6)
      continue;
    if (id[i] < '0' || id[i] > '9')
      return std::nullopt;
    digits.push_back(id[i]);
  }
  if (digits.size() != 2 && digits.size() != 4)
    return std::nullopt;
  const auto hours = (digits[0] - '0') * 10 + (digits[1] - '0');
  const auto minutes = digits.size() == 4 ? (digits[2] - '0') * 10 + (digits[3] - '0') : 0;
  if (hours > 23 || minutes > 59)
    return std::nullopt;
  const std::chrono::seconds offset{(hours * 60 + minutes) * 60};
  return id[0] == '-' ? -offset : offset;
}

} // namespace

time_zone::time_zone(std::chrono::seconds fixed_offset)
    : stretches_{{-end_of_time, std::numeric_limits<std::int64_t>::max(), fixed_offset.count()}} {}

time_zone::time_zone(std::vector<stretch> stretches) : stretches_(std::move(stretches)) {}

result<time_zone> time_zone::load(std::string_view id, const std::filesystem::path& folder) {
  if (id == "UTC" || id == "GMT" || id == "Z" || id == "Etc/UTC" || id == "Etc/GMT")
    return time_zone{};
  if (const auto offset = fixed_offset(id))
    return time_zone{*offset};
  if (!is_zone_name(id))
    return fail(errc::invalid_argument, "not the name of a time zone", std::string{id});
  const auto content = read_machine_file(folder / id);
  if (!content)
    return fail(errc::not_found, "no such time zone: " + content.error().to_string(),
                std::string{id});
  auto zone = parse(*content);
  if (!zone)
    return fail(zone.error().code, zone.error().what, std::string{id});
  return zone;
}

result<time_zone> time_zone::parse(std::string_view content) {
  const auto malformed = [] { return fail(errc::invalid_argument, "not a TZif file"); };
  auto sizes = read_header(content);
  if (!sizes)
    return malformed();
  const auto version = content[4];
  std::size_t time_bytes = 4;
  content.remove_prefix(block::header_bytes);
  if (version >= '2') { // the second block repeats the first with times of 64 bits
    if (content.size() < sizes->data_bytes(4))
      return malformed();
    content.remove_prefix(sizes->data_bytes(4));
    sizes = read_header(content);
    if (!sizes)
      return malformed();
    content.remove_prefix(block::header_bytes);
    time_bytes = 8;
  }
  if (content.size() < sizes->data_bytes(time_bytes))
    return malformed();
  auto changes = read_changes(content, *sizes, time_bytes);
  if (!changes)
    return malformed();
  content.remove_prefix(sizes->data_bytes(time_bytes));
  if (version >= '2' && content.size() > 2 && content.front() == '\n') {
    content.remove_prefix(1);
    const auto rule = parse_posix_zone_rule(content.substr(0, content.find('\n')));
    if (!rule)
      return malformed();
    append_rule(*rule, *changes);
  }
  std::vector<stretch> stretches;
  for (std::size_t i = 0; i < changes->size(); ++i) {
    const auto& one = (*changes)[i];
    const auto end = i + 1 < changes->size() ? (*changes)[i + 1].at + one.offset
                                             : std::numeric_limits<std::int64_t>::max();
    stretches.push_back({one.at, end, one.offset});
  }
  return time_zone{std::move(stretches)};
}

time_zone::utc_time time_zone::to_utc(std::chrono::local_seconds local, std::size_t& hint) const {
  const auto wanted = local.time_since_epoch().count();
  const auto belongs = [&](std::size_t i) {
    return wanted < stretches_[i].local_end && (i == 0 || wanted >= stretches_[i - 1].local_end);
  };
  if (hint >= stretches_.size() || !belongs(hint)) {
    // The first stretch that is not over yet: of a time that happened twice, the earlier one.
    const auto found = std::find_if(stretches_.begin(), stretches_.end(),
                                    [&](const stretch& one) { return wanted < one.local_end; });
    hint = found == stretches_.end() ? stretches_.size() - 1
                                     : static_cast<std::size_t>(found - stretches_.begin());
  }
  const auto& here = stretches_[hint];
  const bool skipped = hint > 0 && wanted < here.start + here.offset;
  const auto offset = skipped ? stretches_[hint - 1].offset : here.offset;
  return {std::chrono::sys_seconds{std::chrono::seconds{wanted - offset}}, skipped};
}

time_zone::utc_time time_zone::to_utc(std::chrono::local_seconds local) const {
  std::size_t hint = 0;
  return to_utc(local, hint);
}

std::chrono::seconds time_zone::offset_at(std::chrono::sys_seconds at) const {
  const auto wanted = at.time_since_epoch().count();
  const auto after =
      std::upper_bound(stretches_.begin() + 1, stretches_.end(), wanted,
                       [](std::int64_t value, const stretch& one) { return value < one.start; });
  return std::chrono::seconds{(after - 1)->offset};
}

} // namespace plexus::plugins
