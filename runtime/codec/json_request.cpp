// SPDX-License-Identifier: Apache-2.0
#include "runtime/base/duration.hpp"
#include "runtime/codec/json_codec.hpp"
#include "runtime/codec/json_text.hpp"

#include <functional>
#include <limits>
#include <map>
#include <utility>

namespace plexus::codec {

using model::request;
using nlohmann::json;

namespace {

error wrong(const std::string& key, const char* kind) {
  return fail(errc::invalid_request, "is not " + std::string{kind}, key);
}

status read(const std::string& key, const json& from, std::string& into) {
  if (!from.is_string())
    return wrong(key, "a text");
  into = from.get<std::string>();
  return {};
}

status read(const std::string& key, const json& from, std::vector<std::string>& into) {
  if (!from.is_array())
    return wrong(key, "a list of texts");
  for (const auto& one : from) {
    if (!one.is_string())
      return wrong(key, "a list of texts");
    into.push_back(one.get<std::string>());
  }
  return {};
}

status read(const std::string& key, const json& from, std::optional<timestamp>& into) {
  const auto number = whole_number(from);
  if (!number)
    return wrong(key, "a number of microseconds since the epoch");
  into = from_microseconds(*number);
  return {};
}

status read(const std::string& key, const json& from, microseconds& into) {
  if (!from.is_string())
    return wrong(key, "a duration such as \"500ms\"");
  auto span = parse_duration(from.get<std::string>());
  if (!span)
    return fail(span.error().code, span.error().what, key);
  into = *span;
  return {};
}

status read(const std::string& key, const json& from, double& into) {
  if (!from.is_number())
    return wrong(key, "a number");
  into = from.get<double>();
  return {};
}

template <class Unsigned>
status read_count(const std::string& key, const json& from, Unsigned& into) {
  if (!from.is_number_unsigned() ||
      from.get<std::uint64_t>() > std::numeric_limits<Unsigned>::max())
    return wrong(key, "a number from 0");
  into = from.get<Unsigned>();
  return {};
}

template <class Kind>
status read_kind(const std::string& key, const json& from, Kind& into,
                 result<Kind> (*parse)(std::string_view)) {
  if (!from.is_string())
    return wrong(key, "a text");
  auto kind = parse(from.get<std::string>());
  if (!kind)
    return fail(kind.error().code, kind.error().what, key);
  into = *kind;
  return {};
}

using reader = std::function<status(const std::string&, const json&, request&)>;

template <class Member>
reader plain(Member request::*member) {
  return [member](const std::string& key, const json& from, request& into) {
    return read(key, from, into.*member);
  };
}

template <class Member>
reader count(Member request::*member) {
  return [member](const std::string& key, const json& from, request& into) {
    return read_count(key, from, into.*member);
  };
}

template <class Kind>
reader kind(Kind request::*member, result<Kind> (*parse)(std::string_view)) {
  return [member, parse](const std::string& key, const json& from, request& into) {
    return read_kind(key, from, into.*member, parse);
  };
}

std::map<std::string, reader, std::less<>> readers() {
  return {
      {"sql", plain(&request::sql)},
      {"source", plain(&request::source)},
      {"fields", plain(&request::fields)},
      {"filter", plain(&request::filter)},
      {"covers", kind(&request::covers, model::parse_coverage)},
      {"from", plain(&request::from)},
      {"to", plain(&request::to)},
      {"limit", count(&request::limit)},
      {"every", plain(&request::every)},
      {"change_field", plain(&request::change_field)},
      {"minimum_change", plain(&request::minimum_change)},
      {"batch_rows", count(&request::batch_rows)},
      {"batch_linger", plain(&request::batch_linger)},
      {"queue_rows_max", count(&request::queue_rows_max)},
      {"overflow", kind(&request::overflow, model::parse_overflow_policy)},
      {"mode", kind(&request::mode, model::parse_delivery)},
      {"expires_after",
       [](const std::string& key, const json& from, request& into) {
         return read(key, from, into.expires_after.emplace());
       }},
  };
}

} // namespace

std::string to_json(const request& wanted) {
  const request usual;
  json made = json::object();
  const auto put = [&](const char* key, const auto& content, const auto& without) {
    if (content != without)
      made[key] = content;
  };
  const auto put_span = [&](const char* key, microseconds span) {
    if (span.count() != 0)
      made[key] = format_duration(span);
  };
  put("sql", wanted.sql, usual.sql);
  put("source", wanted.source, usual.source);
  put("fields", wanted.fields, usual.fields);
  put("filter", wanted.filter, usual.filter);
  made["covers"] = model::name_of(wanted.covers);
  if (wanted.from)
    made["from"] = to_microseconds(*wanted.from);
  if (wanted.to)
    made["to"] = to_microseconds(*wanted.to);
  put("limit", wanted.limit, usual.limit);
  put_span("every", wanted.every);
  put("change_field", wanted.change_field, usual.change_field);
  put("minimum_change", wanted.minimum_change, usual.minimum_change);
  put("batch_rows", wanted.batch_rows, usual.batch_rows);
  put_span("batch_linger", wanted.batch_linger);
  put("queue_rows_max", wanted.queue_rows_max, usual.queue_rows_max);
  made["overflow"] = model::name_of(wanted.overflow);
  made["mode"] = model::name_of(wanted.mode);
  if (wanted.expires_after)
    made["expires_after"] = format_duration(*wanted.expires_after);
  return dump_json(made);
}

result<request> request_from_json(std::string_view text) {
  auto parsed = parse_json(text);
  if (!parsed)
    return std::move(parsed).error();
  if (!parsed->is_object())
    return fail(errc::malformed_json, "a request is an object");
  const auto known = readers();
  request wanted;
  for (const auto& [key, content] : parsed->items()) {
    const auto found = known.find(key);
    if (found == known.end())
      return fail(errc::invalid_request, "is no member of a request", key);
    if (auto done = found->second(key, content, wanted); !done)
      return done.error();
  }
  return wanted;
}

} // namespace plexus::codec
