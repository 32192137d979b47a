// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/descriptor_checks.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::config;

namespace {

const file_place here{3, "here"};

// The codes of what a check reports; errors as they are, warnings negative.
template <class Check>
std::vector<int> codes_of(Check check) {
  problem_list problems{"f"};
  check(problems);
  std::vector<int> codes;
  for (const auto& found : problems.take())
    codes.push_back(static_cast<int>(found.code) * (found.is_error ? 1 : -1));
  return codes;
}

std::vector<int> error_of(errc code) { return {static_cast<int>(code)}; }
std::vector<int> warning_of(errc code) { return {-static_cast<int>(code)}; }

model::source_address multiformat() {
  model::source_address address;
  address.wrapper = "multiformat";
  return address;
}

model::source source_called(std::string alias) {
  model::source source;
  source.alias = std::move(alias);
  source.alternatives.push_back(multiformat());
  return source;
}

} // namespace

TEST_CASE("names are identifiers") {
  const auto check = [](const std::string& name) {
    return codes_of([&](auto& problems) { check_name(name, here, problems); });
  };
  CHECK(check("a_1").empty());
  for (const auto* name : {"", "1a", "a-b", "a b", "\xc3\xbc"})
    CHECK(check(name) == error_of(errc::invalid_name));
  CHECK(check(std::string(65, 'a')) == error_of(errc::invalid_name));
}

TEST_CASE("fields are lower-cased, 'timed' is left out") {
  problem_list problems{"f"};
  std::vector<placed_field> fields(3);
  fields[0].what.name = "A";
  fields[1].what.name = "Timed";
  fields[2].what.name = "b";
  const auto kept = checked_fields(fields, here, problems);
  REQUIRE(kept.size() == 2);
  CHECK(kept[0].name == "a");
  CHECK(kept[1].name == "b");
  CHECK_FALSE(problems.has_errors());
  CHECK(problems.take().size() == 1);
  fields[2].what.name = "a";
  CHECK(codes_of([&](auto& list) {
          checked_fields({fields[0], fields[2]}, here, list);
        }) == error_of(errc::duplicate_field));
  std::vector<placed_field> many(model::fields_max + 1);
  for (std::size_t i = 0; i < many.size(); ++i)
    many[i].what.name = "f" + std::to_string(i);
  CHECK(codes_of([&](auto& list) { checked_fields(many, here, list); }) ==
        error_of(errc::limit_exceeded));
}

TEST_CASE("windows are above zero and bounded") {
  const auto check = [](model::extent wanted) {
    return codes_of([&](auto& problems) { check_extent(wanted, here, problems); });
  };
  CHECK(check(model::element_count{1}).empty());
  CHECK(check(model::element_count{window_count_max}).empty());
  CHECK(check(model::element_count{0}) == error_of(errc::invalid_window));
  CHECK(check(model::element_count{window_count_max + 1}) == error_of(errc::invalid_window));
  CHECK(check(model::time_span{microseconds{1}}).empty());
  CHECK(check(model::time_span{span_max}).empty());
  CHECK(check(model::time_span{microseconds{0}}) == error_of(errc::invalid_window));
  CHECK(check(model::time_span{microseconds::max()}) == error_of(errc::invalid_window));
}

TEST_CASE("history, rate and sampling rate have bounds") {
  const auto history = [](model::retention kept) {
    return codes_of([&](auto& problems) { check_history(kept, here, problems); });
  };
  using model::retention_kind;
  CHECK(history({}).empty());
  CHECK(history({retention_kind::count, 0, {}}) == warning_of(errc::invalid_setting));
  CHECK(history({retention_kind::age, 0, microseconds::max()}) == error_of(errc::invalid_duration));
  const auto rate = [](microseconds wanted) {
    return codes_of([&](auto& problems) { check_rate(wanted, here, problems); });
  };
  CHECK(rate({}).empty());
  CHECK(rate(microseconds{-1}) == error_of(errc::invalid_duration));
  CHECK(rate(microseconds::max()) == error_of(errc::invalid_duration));
  const auto sampling = [](double wanted, double taken) {
    return codes_of(
        [&](auto& problems) { CHECK(checked_sampling_rate(wanted, here, problems) == taken); });
  };
  CHECK(sampling(0.5, 0.5).empty());
  CHECK(sampling(1, 1).empty());
  CHECK(sampling(1000, 1) == warning_of(errc::invalid_setting));
  CHECK(sampling(0, 0) == warning_of(errc::invalid_setting));
  CHECK(sampling(-1, 0) == error_of(errc::invalid_setting));
  CHECK(sampling(std::numeric_limits<double>::quiet_NaN(), 0) == error_of(errc::invalid_setting));
}

TEST_CASE("parameters have keys, once each") {
  const auto check = [](model::parameters all) {
    return codes_of([&](auto& problems) { check_parameters(all, here, problems); });
  };
  CHECK(check({{"a", ""}, {"b", ""}}).empty());
  CHECK(check({{"", "x"}}) == error_of(errc::missing_setting));
  CHECK(check({{"a", "1"}, {"a", "2"}}) == warning_of(errc::duplicate_name));
  model::parameters many;
  for (std::size_t i = 0; i <= parameters_max; ++i)
    many.push_back({std::to_string(i), {}});
  CHECK(check(many) == error_of(errc::limit_exceeded));
}

TEST_CASE("a place that is none is warned about") {
  const auto check = [](std::string key, std::string value) {
    return codes_of([&](auto& problems) {
      check_addressing({{std::move(key), std::move(value)}}, here, problems);
    });
  };
  CHECK(check("latitude", " -46.5 ").empty());
  CHECK(check("place", "anything").empty());
  CHECK(check("latitude", "91") == warning_of(errc::invalid_setting));
  CHECK(check("longitude", "-181") == warning_of(errc::invalid_setting));
  CHECK(check("altitude", "high") == warning_of(errc::invalid_setting));
}

TEST_CASE("time zones have the letters of IANA names") {
  problem_list problems{"f"};
  CHECK(checked_time_zone(" Europe/Berlin ", here, problems) == "Europe/Berlin");
  CHECK(checked_time_zone("Etc/GMT+1", here, problems) == "Etc/GMT+1");
  CHECK(problems.take().empty());
  CHECK(checked_time_zone("../../$x", here, problems).empty());
  CHECK(problems.take().size() == 1);
}

TEST_CASE("an address names a plugin, and local a virtual sensor") {
  const auto check = [](std::string wrapper, model::parameters predicates) {
    model::source_address address;
    address.wrapper = std::move(wrapper);
    address.predicates = std::move(predicates);
    return codes_of([&](auto& problems) { check_address(address, here, problems); });
  };
  CHECK(check("csv", {}).empty());
  CHECK(check("", {}) == error_of(errc::missing_setting));
  CHECK(check("local", {}) == error_of(errc::missing_setting));
  CHECK(check("local", {{"name", "x"}}).empty());
  CHECK(check("local", {{"query", "select * from x"}}).empty());
}

TEST_CASE("a source has a name and somewhere to read from") {
  const auto check = [](const model::source& source) {
    return codes_of([&](auto& problems) { check_source(source, here, problems); });
  };
  auto source = source_called("a");
  CHECK(check(source).empty());
  source.query = std::string(query_bytes_max + 1, 'x');
  CHECK(check(source) == error_of(errc::limit_exceeded));
  source = source_called("a b");
  CHECK(check(source) == error_of(errc::invalid_name));
  source = source_called("a");
  source.alternatives.clear();
  CHECK(check(source) == error_of(errc::missing_setting));
  source.alternatives.assign(alternatives_max + 1, multiformat());
  CHECK(check(source) == error_of(errc::limit_exceeded));
}

TEST_CASE("a stream has sources of different names, and a query") {
  const auto check = [](const model::stream& stream) {
    const std::vector<file_place> places(stream.sources.size(), here);
    return codes_of([&](auto& problems) { check_stream(stream, here, places, problems); });
  };
  model::stream stream;
  stream.name = "s";
  stream.query = "select * from a";
  CHECK(check(stream) == error_of(errc::missing_setting));
  stream.sources = {source_called("a"), source_called("b")};
  CHECK(check(stream).empty());
  stream.sources.push_back(source_called("a"));
  CHECK(check(stream) == error_of(errc::duplicate_name));
  stream.sources.pop_back();
  stream.query = " \n";
  CHECK(check(stream) == error_of(errc::missing_setting));
  stream.query = "select 1";
  for (std::size_t i = 0; i < sources_max; ++i)
    stream.sources.push_back(source_called("s" + std::to_string(i)));
  CHECK(check(stream) == error_of(errc::limit_exceeded));
}

TEST_CASE("streams have different names, and no sensor reads itself") {
  const auto check = [](const model::virtual_sensor_descriptor& sensor) {
    const std::vector<file_place> places(sensor.streams.size(), here);
    return codes_of([&](auto& problems) { check_streams(sensor, here, places, problems); });
  };
  model::virtual_sensor_descriptor sensor;
  sensor.name = "me";
  CHECK(check(sensor) == warning_of(errc::missing_setting));
  model::stream stream;
  stream.name = "s";
  stream.sources.push_back(source_called("a"));
  sensor.streams = {stream};
  CHECK(check(sensor).empty());
  sensor.streams.push_back(stream);
  CHECK(check(sensor) == error_of(errc::duplicate_name));
  sensor.streams.pop_back();
  auto& address = sensor.streams[0].sources[0].alternatives[0];
  address.wrapper = "local";
  address.predicates = {{"name", " ME "}};
  CHECK(check(sensor) == error_of(errc::dependency_cycle));
  address.predicates = {{"name", "other"}};
  CHECK(check(sensor).empty());
}
