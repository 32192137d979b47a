// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/csv/csv_format.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <utility>

namespace plexus::plugins {

namespace {

constexpr std::int64_t stamp_us_max = std::int64_t{253'402'300'800} * 1'000'000; // year 10000

template <class T>
bool read_number(std::string_view cell, T& into) {
  if (cell.starts_with('+') && cell.size() > 1 && cell[1] != '-')
    cell.remove_prefix(1);
  const auto* end = cell.data() + cell.size();
  const auto [stop, code] = std::from_chars(cell.data(), end, into);
  return code == std::errc{} && stop == end;
}

bool equals_ignoring_case(std::string_view text, std::string_view lower) noexcept {
  return text.size() == lower.size() &&
         std::equal(text.begin(), text.end(), lower.begin(), [](char have, char want) {
           return (have >= 'A' && have <= 'Z' ? static_cast<char>(have - 'A' + 'a') : have) == want;
         });
}

std::int32_t year_of(timestamp at) {
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(at)};
  return static_cast<int>(day.year());
}

/// Milliseconds since the epoch; false outside of the years that have four digits.
bool to_stamp(double ms, timestamp& into) {
  if (!(std::abs(ms) * 1000 < static_cast<double>(stamp_us_max)))
    return false;
  into = from_microseconds(std::llround(ms * 1000));
  return true;
}

} // namespace

std::vector<parameter_description> csv_format::parameters() {
  return {
      {"file", "path of the file", true, ""},
      {"fields", "names of the columns, comma-separated; `timed` is the element's time", true, ""},
      {"formats",
       "as many formats: numeric, bigint, string, timestamp(<pattern>), timestampl(<pattern>)",
       true, ""},
      {"separator", "one character, or \\t or tab", false, ","},
      {"quote", "one character; empty = no quoting", false, "\""},
      {"skip-first-lines", "lines before the data", false, "0"},
      {"bad-values", "comma-separated texts that mean null, in any case", false, ""},
      {"timezone", "zone of the timestamps: a name of the zone database or +hh:mm", false, "UTC"},
  };
}

csv_format csv_format::from(parameter_reader& read, timestamp now, model::compatibility compat,
                            const std::filesystem::path& zones) {
  csv_format made;
  made.read_columns(read, now);
  made.read_dialect(read, compat);
  for (auto& token : comma_list(read.text("bad-values")))
    made.bad_values_.push_back(model::to_lower(token));
  auto zone = time_zone::load(read.text("timezone", "UTC"), zones);
  if (zone)
    made.zone_ = *std::move(zone);
  else
    read.refuse("timezone", zone.error().to_string());
  made.refuse_skipped_times_ = compat == model::compatibility::strict;
  return made;
}

void csv_format::read_columns(parameter_reader& read, timestamp now) {
  const auto names = comma_list(read.required_text("fields"));
  const auto formats = comma_list(read.required_text("formats"));
  if (names.size() != formats.size())
    return read.refuse("formats", std::to_string(formats.size()) + " formats for " +
                                      std::to_string(names.size()) + " fields");
  std::vector<model::field> fields;
  for (std::size_t i = 0; i < names.size(); ++i) {
    column one;
    one.name = model::to_lower(names[i]);
    std::string why;
    if (!read_format(formats[i], year_of(now), one, why))
      return read.refuse("formats", "'" + formats[i] + "': " + why);
    const auto earlier = std::find_if(columns_.begin(), columns_.end(),
                                      [&](const column& other) { return other.name == one.name; });
    if (earlier != columns_.end()) {
      if (earlier->kind != cell_kind::stamp || one.kind != cell_kind::stamp)
        return read.refuse("fields", "'" + one.name +
                                         "' comes twice; only columns of a timestamp are joined");
      one.target = earlier->target;
      one.first_part = false;
    } else if (one.name != model::timed_name) {
      one.target = fields.size();
      model::field made;
      made.name = one.name;
      made.type = one.kind == cell_kind::real   ? model::value_type::float64
                  : one.kind == cell_kind::text ? model::value_type::string
                                                : model::value_type::int64;
      if (one.kind == cell_kind::stamp)
        made.unit = "ms", made.description = "milliseconds since 1970-01-01 UTC";
      fields.push_back(std::move(made));
    } else if (one.kind == cell_kind::text) {
      return read.refuse("formats", "'timed' cannot be a string");
    }
    if (one.name == model::timed_name)
      time_columns_.push_back(i);
    columns_.push_back(std::move(one));
  }
  auto layout = model::schema::make(std::move(fields));
  if (!layout)
    return read.refuse("fields", layout.error().to_string());
  layout_ = *std::move(layout);
}

bool csv_format::read_format(std::string_view text, std::int32_t this_year, column& into,
                             std::string& why) {
  const auto lower = model::to_lower(text);
  if (lower == "numeric" || lower == "double") {
    into.kind = cell_kind::real;
    return true;
  }
  if (lower == "bigint" || lower == "int64") {
    into.kind = cell_kind::whole;
    return true;
  }
  if (lower == "string") {
    into.kind = cell_kind::text;
    return true;
  }
  into.padded = lower.starts_with("timestampl(");
  if ((!into.padded && !lower.starts_with("timestamp(")) || !lower.ends_with(')')) {
    why = "not a format";
    return false;
  }
  into.kind = cell_kind::stamp;
  text.remove_prefix(text.find('(') + 1);
  text.remove_suffix(1);
  auto pattern = date_time_pattern::compile(trimmed(text), this_year);
  if (!pattern) {
    why = pattern.error().what;
    return false;
  }
  into.pattern = patterns_.size();
  patterns_.push_back(*std::move(pattern));
  return true;
}

void csv_format::read_dialect(parameter_reader& read, model::compatibility compat) {
  separator_ = read_symbol(read, "separator", ',', compat);
  quote_ = '"';
  if (const auto* given = read.raw("quote"); given != nullptr)
    quote_ = trimmed(*given).empty() ? '\0' : read_symbol(read, "quote", '"', compat);
  if (separator_ == quote_)
    read.refuse("quote", "the same as the separator");
  skip_lines_ = static_cast<std::uint64_t>(read.integer("skip-first-lines", 0, 0, 1'000'000'000));
}

/// GSN takes a comma for a separator of any other length than one.
char csv_format::read_symbol(parameter_reader& read, std::string_view key, char otherwise,
                             model::compatibility compat) {
  const auto* given = read.raw(key);
  if (given == nullptr || given->empty())
    return otherwise;
  std::string_view text = *given;
  if (text.size() > 1)
    text = trimmed(text);
  char symbol = otherwise;
  if (const auto lower = model::to_lower(text); lower == "\\t" || lower == "tab")
    symbol = '\t';
  else if (text.size() == 1)
    symbol = text[0];
  else if (compat == model::compatibility::intended && !text.empty())
    read.refuse(key, "more than one character");
  if (symbol == '\n' || symbol == '\r')
    read.refuse(key, "a line end cannot be used");
  return symbol;
}

bool csv_format::is_null(std::string_view cell) const {
  const auto text = trimmed(cell);
  if (text.empty())
    return true;
  return std::any_of(bad_values_.begin(), bad_values_.end(),
                     [&](const std::string& token) { return equals_ignoring_case(text, token); });
}

std::string_view csv_format::cell_of(std::span<const std::string_view> cells,
                                     std::size_t index) const {
  return index < cells.size() ? cells[index] : std::string_view{};
}

bool csv_format::all_null(std::span<const std::string_view> cells) const {
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (!is_null(cell_of(cells, i)))
      return false;
  return true;
}

void csv_format::complain(std::size_t index, std::string_view cell) {
  constexpr std::size_t shown_bytes = 40;
  complaint_ =
      columns_[index].name + ": '" + std::string{trimmed(cell).substr(0, shown_bytes)} + "'";
}

csv_format::found csv_format::read_stamp(std::span<const std::string_view> cells, std::size_t index,
                                         timestamp& into) {
  date_time_parts parts;
  for (auto i = index; i < columns_.size(); ++i) {
    const auto& one = columns_[i];
    if (i != index && (one.first_part || one.name != columns_[index].name))
      continue;
    const auto cell = cell_of(cells, i);
    if (is_null(cell))
      return found::null;
    const auto& pattern = patterns_[one.pattern];
    auto text = trimmed(cell);
    if (one.padded && text.size() < pattern.length()) {
      padded_text_.assign(pattern.length() - text.size(), '0');
      padded_text_.append(text);
      text = padded_text_;
    }
    if (!pattern.parse(text, parts))
      return complain(i, cell), found::bad;
  }
  const auto moment = parts.moment();
  if (!moment)
    return complain(index, cell_of(cells, index)), found::bad;
  if (parts.off) {
    into = timestamp{moment->time_since_epoch() - *parts.off};
    return found::value;
  }
  const auto whole = std::chrono::floor<seconds>(*moment);
  const auto utc = zone_.to_utc(whole, zone_hint_);
  if (utc.skipped && refuse_skipped_times_)
    return complain(index, cell_of(cells, index)), found::bad;
  into = timestamp{utc.at} + (*moment - whole);
  return found::value;
}

csv_format::found csv_format::read_time(std::span<const std::string_view> cells, timestamp& into) {
  const auto index = time_columns_.front();
  const auto cell = cell_of(cells, index);
  auto state = found::value;
  double ms = 0;
  if (columns_[index].kind == cell_kind::stamp)
    state = read_stamp(cells, index, into);
  else if (is_null(cell))
    state = found::null;
  else if (!read_number(trimmed(cell), ms) || !to_stamp(ms, into))
    state = found::bad;
  if (state != found::value)
    complain(index, cell);
  return state;
}

csv_format::found csv_format::add_cell(std::span<const std::string_view> cells, std::size_t index,
                                       model::batch_builder& into) {
  const auto& one = columns_[index];
  const auto cell = cell_of(cells, index);
  if (one.kind == cell_kind::stamp) {
    timestamp at;
    const auto state = read_stamp(cells, index, at);
    if (state == found::value)
      into.set_integer(one.target, std::chrono::floor<milliseconds>(at).time_since_epoch().count());
    return state;
  }
  if (is_null(cell))
    return found::null;
  bool fits = true;
  if (one.kind == cell_kind::real) {
    double number = 0;
    fits = read_number(trimmed(cell), number);
    if (fits && std::isnan(number))
      return found::null;
    if (fits)
      into.set_floating(one.target, number);
  } else if (one.kind == cell_kind::whole) {
    std::int64_t number = 0;
    fits = read_number(trimmed(cell), number);
    if (fits)
      into.set_integer(one.target, number);
  } else {
    fits = into.set_bytes(one.target, cell).has_value();
  }
  if (!fits)
    complain(index, cell);
  return fits ? found::value : found::bad;
}

csv_format::outcome csv_format::add(std::span<const std::string_view> cells, timestamp now,
                                    std::optional<timestamp> newest_known,
                                    model::batch_builder& into) {
  auto at = now;
  bool any = false;
  if (has_time()) {
    const auto state = read_time(cells, at);
    if (state == found::null)
      return all_null(cells) ? outcome::empty : outcome::bad;
    if (state == found::bad)
      return outcome::bad;
    if (newest_known && at <= *newest_known)
      return outcome::old;
    any = true;
  }
  into.begin_row(at);
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].target == npos || !columns_[i].first_part)
      continue;
    const auto state = add_cell(cells, i, into);
    if (state == found::bad) {
      into.abandon_row();
      return outcome::bad;
    }
    any = any || state == found::value;
  }
  if (!any) {
    into.abandon_row();
    return outcome::empty;
  }
  return outcome::added;
}

} // namespace plexus::plugins
