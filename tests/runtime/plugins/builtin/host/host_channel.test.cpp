// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/builtin/host/host_channel.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::plugins;

namespace {

/// The value of a channel in a content as text, or "none".
std::string read(model::value_type type, std::string_view content, std::size_t token = 0,
                 std::string key = {}, std::int64_t factor = 1) {
  host_channel channel;
  channel.field.name = "x";
  channel.field.type = type;
  channel.token = token;
  channel.line_key = std::move(key);
  channel.factor = factor;
  model::batch_builder row{*model::schema::make({channel.field})};
  row.begin_row(from_microseconds(0));
  if (!read_channel(channel, content, 0, row))
    return "none";
  return model::to_text(row.finish()->get(0, 0));
}

constexpr auto whole = model::value_type::int64;
constexpr auto real = model::value_type::float64;
constexpr auto text = model::value_type::string;

} // namespace

TEST_CASE("names become identifiers") {
  CHECK(host_field_name({"thermal", "CPU die (0)", "celsius"}) == "thermal_cpu_die_0_celsius");
  CHECK(host_field_name({"net", "eth0.100", "rx_bytes"}) == "net_eth0_100_rx_bytes");
  CHECK(host_field_name({"8250"}) == "_8250");
  CHECK(host_field_name({"°"}) == "_");
  CHECK(model::is_identifier(host_field_name({std::string(500, 'x')})));
}

TEST_CASE("values are found by line and token") {
  CHECK(read(whole, "12\n") == "12");
  CHECK(read(whole, "a 1\nb 2 3\n", 2, "b") == "3");
  CHECK(read(whole, "a 1\n", 1, "b") == "none");
  CHECK(read(whole, "a 1\n", 2, "a") == "none");
  CHECK(read(whole, "") == "none");
  CHECK(read(whole, "3", 0, "", 512) == "1536");
  CHECK(read(real, "1.5") == "1.5");
  CHECK(read(text, "Not charging\n") == "Not charging");
  CHECK(read(text, "\n") == "none");
}

TEST_CASE("what is no number is not read") {
  CHECK(read(whole, "1.5") == "none");
  CHECK(read(whole, "12kB") == "none");
  CHECK(read(whole, "9223372036854775807", 0, "", 512) == "none");
  CHECK(read(whole, "99999999999999999999") == "none");
  CHECK(read(real, "nan") == "none");
  CHECK(read(real, "inf") == "none");
  CHECK(read(real, "abc") == "none");
}

TEST_CASE("equal names get numbers within their length") {
  host_channels channels(3);
  for (auto& one : channels)
    one.field.name = std::string(64, 'x');
  make_names_unique(channels);
  CHECK(channels[0].field.name == std::string(64, 'x'));
  CHECK(channels[1].field.name == std::string(62, 'x').append("_2"));
  CHECK(channels[2].field.name == std::string(62, 'x').append("_3"));
}
