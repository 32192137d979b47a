// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/gsn_field_type.hpp"

#include "runtime/config/text_file.hpp"
#include "runtime/model/schema.hpp"

#include <array>
#include <limits>
#include <optional>

namespace plexus::config {

namespace {

using model::value_type;

struct spelling {
  std::string_view name;
  value_type type;
};

constexpr std::array plain_types{
    spelling{"tinyint", value_type::int8},   spelling{"smallint", value_type::int16},
    spelling{"int", value_type::int32},      spelling{"integer", value_type::int32},
    spelling{"bigint", value_type::int64},   spelling{"float", value_type::float32},
    spelling{"double", value_type::float64}, spelling{"numeric", value_type::float64},
    spelling{"string", value_type::string},
};

error refused(std::string_view text, std::string_view why) {
  return fail(errc::invalid_value_type, "'" + std::string{text} + "' " + std::string{why});
}

// Takes "(n)" off the front; 0 when there is none, nothing when it is malformed.
std::optional<std::uint32_t> take_length(std::string_view& text) {
  text = trim(text);
  if (text.empty() || text.front() != '(')
    return 0;
  const auto end = text.find(')');
  if (end == std::string_view::npos)
    return std::nullopt;
  const auto number = to_integer(trim(text.substr(1, end - 1)));
  if (!number || *number < 1 || *number > std::numeric_limits<std::uint32_t>::max())
    return std::nullopt;
  text = trim(text.substr(end + 1));
  return static_cast<std::uint32_t>(*number);
}

// Takes ":type/subtype" off the front of what follows binary.
bool take_mime_type(std::string_view& text, std::string& mime_type) {
  if (text.empty())
    return true;
  if (text.front() != ':')
    return false;
  const auto name = trim(text.substr(1));
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789!#$&-^_.+/";
  if (name.empty() || name.find_first_not_of(allowed) != std::string_view::npos)
    return false;
  mime_type = name;
  text = {};
  return true;
}

} // namespace

result<gsn_field_type> parse_gsn_field_type(std::string_view text) {
  const auto lower = model::to_lower(trim(text));
  std::string_view rest = lower;
  for (const auto& plain : plain_types) {
    if (rest == plain.name)
      return gsn_field_type{plain.type, 0, {}};
  }
  if (rest == "time")
    return refused(text, "is not stored by GSN and not supported; use bigint or varchar(n)");
  const auto name = rest.substr(0, rest.find_first_not_of("abcdefghijklmnopqrstuvwxyz"));
  rest.remove_prefix(name.size());
  if (name == "varchar" || name == "char") {
    const auto length = take_length(rest);
    if (!length || *length == 0 || !rest.empty())
      return refused(text, "needs a length, e.g. varchar(50); or use string");
    return gsn_field_type{value_type::string, *length, {}};
  }
  if (name == "binary" || name == "blob") {
    gsn_field_type out{value_type::binary, 0, {}};
    if (!take_length(rest) || !take_mime_type(rest, out.mime_type))
      return refused(text, "is not binary, binary(n) or binary:type/subtype");
    return out;
  }
  return refused(text, "is no field type; there are tinyint, smallint, integer, bigint, float, "
                       "double, numeric, varchar(n), char(n), string, binary[:mime/type]");
}

} // namespace plexus::config
