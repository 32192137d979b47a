// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/host/host_channel.hpp"

#include "runtime/plugins/builtin/machine_file.hpp"
#include "runtime/plugins/builtin/parameter_reader.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <set>

namespace plexus::plugins {

namespace {

constexpr std::size_t name_bytes_max = 64;

template <class T>
bool read_number(std::string_view token, T& into) {
  const auto* end = token.data() + token.size();
  const auto [stop, code] = std::from_chars(token.data(), end, into);
  return code == std::errc{} && stop == end;
}

bool times_fits(std::int64_t number, std::int64_t factor) {
  return std::abs(static_cast<double>(number)) * static_cast<double>(factor) <
         static_cast<double>(std::numeric_limits<std::int64_t>::max());
}

} // namespace

std::string host_field_name(std::initializer_list<std::string_view> parts) {
  std::string name;
  bool gap = false;
  for (const auto part : parts) {
    for (const char c : model::to_lower(part)) {
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        if (gap && !name.empty())
          name.push_back('_');
        gap = false;
        name.push_back(c);
      } else {
        gap = true;
      }
    }
    gap = true;
  }
  if (name.empty() || (name[0] >= '0' && name[0] <= '9'))
    name.insert(0, "_");
  name.resize(std::min(name.size(), name_bytes_max));
  return name;
}

bool read_channel(const host_channel& channel, std::string_view content, std::size_t column,
                  model::batch_builder& into) {
  const auto line = line_of(content, channel.line_key);
  if (!line)
    return false;
  if (channel.field.type == model::value_type::string) {
    const auto text = trimmed(*line);
    return !text.empty() && into.set_bytes(column, text).has_value();
  }
  const auto token = token_at(*line, channel.token);
  if (!token)
    return false;
  if (channel.field.type == model::value_type::int64) {
    std::int64_t number = 0;
    if (!read_number(*token, number) || !times_fits(number, channel.factor))
      return false;
    into.set_integer(column, number * channel.factor);
    return true;
  }
  double number = 0;
  if (!read_number(*token, number) || !std::isfinite(number))
    return false;
  into.set_floating(column, (number + channel.offset) * channel.scale / channel.divisor);
  return true;
}

void make_names_unique(host_channels& channels) {
  std::set<std::string> taken;
  for (auto& channel : channels) {
    const auto wanted = channel.field.name;
    for (int number = 2; !taken.insert(channel.field.name).second; ++number) {
      const auto mark = '_' + std::to_string(number);
      channel.field.name = wanted.substr(0, name_bytes_max - mark.size()) + mark;
    }
  }
}

} // namespace plexus::plugins
