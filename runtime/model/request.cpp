// SPDX-License-Identifier: Apache-2.0
#include "runtime/model/request.hpp"

#include "runtime/model/batch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace plexus::model {

namespace {

constexpr std::size_t text_bytes_max = 65'536;
constexpr std::size_t source_bytes_max = 200;

template <class Kind, std::size_t Count>
using names = std::array<std::pair<Kind, std::string_view>, Count>;

constexpr names<overflow_policy, 3> overflow_names{{{overflow_policy::latest, "latest"},
                                                    {overflow_policy::buffer, "buffer"},
                                                    {overflow_policy::drop_oldest, "drop_oldest"}}};
constexpr names<delivery, 2> delivery_names{{{delivery::push, "push"}, {delivery::pull, "pull"}}};
constexpr names<coverage, 3> coverage_names{{{coverage::history, "history"},
                                             {coverage::live, "live"},
                                             {coverage::history_then_live, "history_then_live"}}};

template <class Kind, std::size_t Count>
std::string_view find_name(const names<Kind, Count>& all, Kind wanted) {
  for (const auto& [kind, name] : all)
    if (kind == wanted)
      return name;
  return "unknown";
}

template <class Kind, std::size_t Count>
result<Kind> find_kind(const names<Kind, Count>& all, std::string_view text) {
  std::string known;
  for (const auto& [kind, name] : all) {
    if (name == text)
      return kind;
    known += known.empty() ? "" : ", ";
    known += name;
  }
  std::string what{"'"};
  what.append(text.substr(0, 80)).append("' is none of ").append(known);
  return fail(errc::invalid_request, std::move(what));
}

error refuse(std::string why) { return fail(errc::invalid_request, std::move(why)); }

status check_what(const request& wanted) {
  if (wanted.sql.empty() == wanted.source.empty())
    return refuse("wants either sql or a source");
  if (!wanted.sql.empty() && (!wanted.fields.empty() || !wanted.filter.empty()))
    return refuse("fields and filter go with a source, not with sql");
  if (wanted.sql.size() > text_bytes_max || wanted.filter.size() > text_bytes_max)
    return refuse("sql and filter have at most 64 KiB");
  if (wanted.source.size() > source_bytes_max)
    return refuse("the source's name has at most 200 bytes");
  return {};
}

status check_names(const request& wanted) {
  if (wanted.fields.size() > fields_max)
    return refuse("no stream has so many fields");
  if (!std::all_of(wanted.fields.begin(), wanted.fields.end(), is_identifier))
    return refuse("fields are names of fields");
  if (!wanted.change_field.empty() && !is_identifier(wanted.change_field))
    return refuse("the minimum change is of a field");
  const auto is_change_field = [&](const std::string& field) {
    return to_lower(field) == to_lower(wanted.change_field);
  };
  if (!wanted.change_field.empty() && !wanted.fields.empty() &&
      std::none_of(wanted.fields.begin(), wanted.fields.end(), is_change_field))
    return refuse("the minimum change is of a field that is asked for");
  return {};
}

} // namespace

status validate(const request& wanted) {
  if (auto done = check_what(wanted); !done)
    return done;
  if (auto done = check_names(wanted); !done)
    return done;
  if (wanted.from && wanted.to && *wanted.from > *wanted.to)
    return refuse("from is after to");
  if (wanted.every.count() < 0 || wanted.batch_linger.count() < 0)
    return refuse("every and linger are not negative");
  if (wanted.minimum_change != 0 && wanted.change_field.empty())
    return refuse("minimum change needs the field it applies to");
  if (!std::isfinite(wanted.minimum_change) || wanted.minimum_change < 0)
    return refuse("minimum change is a number from 0");
  if (wanted.batch_rows == 0 || wanted.queue_rows_max == 0)
    return refuse("batch and queue hold at least one element");
  if (wanted.batch_rows > batch_rows_max)
    return refuse("a delivery has at most " + std::to_string(batch_rows_max) + " elements");
  if (wanted.expires_after && wanted.expires_after->count() <= 0)
    return refuse("expiry lies in the future");
  if (wanted.covers == coverage::history && wanted.overflow == overflow_policy::latest)
    return refuse("history has no latest element to keep; leave overflow away");
  return {};
}

std::string_view name_of(overflow_policy policy) noexcept {
  return find_name(overflow_names, policy);
}
result<overflow_policy> parse_overflow_policy(std::string_view text) {
  return find_kind(overflow_names, text);
}
std::string_view name_of(delivery mode) noexcept { return find_name(delivery_names, mode); }
result<delivery> parse_delivery(std::string_view text) { return find_kind(delivery_names, text); }
std::string_view name_of(coverage part) noexcept { return find_name(coverage_names, part); }
result<coverage> parse_coverage(std::string_view text) { return find_kind(coverage_names, text); }

} // namespace plexus::model
