// SPDX-License-Identifier: Apache-2.0
#include "runtime/codec/json_codec.hpp"

#include "runtime/base/duration.hpp"
#include "runtime/codec/json_text.hpp"
#include "runtime/model/batch_builder.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>
#include <utility>

namespace plexus::codec {

using nlohmann::json;
using nlohmann::ordered_json;

namespace {

error malformed(std::string what, std::string where) {
  return fail(errc::malformed_json, std::move(what), std::move(where));
}

// The double whose shortest text is that of the float.
double shortest_float(double number) {
  const auto read = model::parse_value(
      model::to_text(model::value{number}, model::value_type::float32), model::value_type::float64);
  return read ? std::get<double>(*read) : number;
}

json value_to_json(const model::value& v, model::value_type type) {
  if (const auto* truth = std::get_if<bool>(&v))
    return *truth;
  if (const auto* number = std::get_if<std::int64_t>(&v))
    return *number;
  if (const auto* number = std::get_if<double>(&v)) {
    if (std::isfinite(*number))
      return type == model::value_type::float32 ? shortest_float(*number) : *number;
    return std::isnan(*number) ? "NaN" : (*number > 0 ? "Infinity" : "-Infinity");
  }
  if (model::is_null(v))
    return nullptr;
  return model::to_text(v);
}

result<model::value> text_value(const std::string& text, model::value_type type) {
  if (type == model::value_type::binary)
    return model::parse_value(text, type);
  if (model::is_floating(type)) {
    if (text == "NaN")
      return model::value{std::numeric_limits<double>::quiet_NaN()};
    if (text == "Infinity" || text == "-Infinity")
      return model::value{text[0] == '-' ? -std::numeric_limits<double>::infinity()
                                         : std::numeric_limits<double>::infinity()};
  }
  return model::value{text};
}

result<model::value> value_from_json(const json& from, model::value_type type) {
  switch (from.type()) {
    case json::value_t::null:
      return model::value{};
    case json::value_t::boolean:
      return model::value{from.get<bool>()};
    case json::value_t::number_integer:
    case json::value_t::number_unsigned:
      if (const auto number = whole_number(from))
        return model::value{*number};
      if (model::is_floating(type))
        return model::value{from.get<double>()};
      return fail(errc::value_out_of_range, "is outside int64");
    case json::value_t::number_float:
      return model::value{from.get<double>()};
    case json::value_t::string:
      return text_value(from.get_ref<const std::string&>(), type);
    default:
      return malformed("is neither a number, a text, a truth value nor null", {});
  }
}

std::string row_place(std::size_t row) { return "/" + std::to_string(row); }

status read_row(const json& from, std::size_t row, model::batch_builder& into) {
  const auto fields = into.layout()->size();
  if (!from.is_array() || from.size() != fields + 1 || !whole_number(from[0]))
    return malformed("is not [timed, value, ...] with one value per field", row_place(row));
  if (into.full())
    return fail(errc::limit_exceeded, "more rows than a batch holds", row_place(row));
  into.begin_row(from_microseconds(*whole_number(from[0])));
  for (std::size_t column = 0; column < fields; ++column) {
    const auto where = row_place(row) + "/" + std::to_string(column + 1);
    auto read = value_from_json(from[column + 1], (*into.layout())[column].type);
    if (!read)
      return fail(read.error().code, read.error().what, where);
    if (auto done = into.set(column, *read); !done)
      return fail(done.error().code, done.error().what, where);
  }
  return {};
}

result<model::field> read_field(const json& from, std::size_t index) {
  const auto where = row_place(index);
  if (!from.is_object())
    return malformed("a field is an object", where);
  model::field read;
  for (const auto& [key, content] : from.items()) {
    std::string* text = key == "name"                ? &read.name
                        : key == "unit"              ? &read.unit
                        : key == "description"       ? &read.description
                        : key == "observed_property" ? &read.observed_property
                        : key == "mime_type"         ? &read.mime_type
                                                     : nullptr;
    if (text != nullptr && content.is_string())
      *text = content.get<std::string>();
    else if (key == "length_max" && content.is_number_unsigned() &&
             content.get<std::uint64_t>() <= std::numeric_limits<std::uint32_t>::max())
      read.length_max = content.get<std::uint32_t>();
    else if (key == "type" && content.is_string()) {
      auto type = model::parse_value_type(content.get<std::string>());
      if (!type)
        return fail(type.error().code, type.error().what, where);
      read.type = *type;
    } else {
      return malformed("'" + key + "' is unknown or of the wrong kind", where);
    }
  }
  return read;
}

} // namespace

std::string to_json(const model::schema& layout) {
  auto all = ordered_json::array();
  for (const auto& field : layout.fields()) {
    ordered_json one{{"name", field.name}, {"type", model::name_of(field.type)}};
    const std::pair<const char*, const std::string*> texts[] = {
        {"unit", &field.unit},
        {"description", &field.description},
        {"observed_property", &field.observed_property},
        {"mime_type", &field.mime_type}};
    for (const auto& [key, text] : texts)
      if (!text->empty())
        one[key] = *text;
    if (field.length_max > 0)
      one["length_max"] = field.length_max;
    all.push_back(std::move(one));
  }
  return dump_json(all);
}

result<model::schema_ptr> schema_from_json(std::string_view text) {
  auto parsed = parse_json(text);
  if (!parsed)
    return std::move(parsed).error();
  if (!parsed->is_array())
    return malformed("a schema is an array of fields", {});
  std::vector<model::field> fields;
  for (std::size_t i = 0; i < parsed->size(); ++i) {
    auto read = read_field((*parsed)[i], i);
    if (!read)
      return std::move(read).error();
    fields.push_back(std::move(*read));
  }
  return model::schema::make(std::move(fields));
}

std::string rows_to_json(const model::batch& rows) {
  auto all = json::array();
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    auto one = json::array({rows.timestamps()[row]});
    for (std::size_t column = 0; column < rows.layout().size(); ++column)
      one.push_back(value_to_json(rows.get(column, row), rows.layout()[column].type));
    all.push_back(std::move(one));
  }
  return dump_json(all);
}

result<model::batch_ptr> rows_from_json(const model::schema_ptr& layout, std::string_view text) {
  auto parsed = parse_json(text);
  if (!parsed)
    return std::move(parsed).error();
  if (!parsed->is_array())
    return malformed("rows are an array", {});
  model::batch_builder into{layout};
  for (std::size_t row = 0; row < parsed->size(); ++row)
    if (auto done = read_row((*parsed)[row], row, into); !done)
      return done.error();
  return into.finish();
}

} // namespace plexus::codec
