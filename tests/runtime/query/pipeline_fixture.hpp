// SPDX-License-Identifier: Apache-2.0
// A virtual sensor's pipeline on a stepped clock, written in as few words as a test wants to read.
// Only for the tests of this folder.
#pragma once

#include "runtime/base/clock.hpp"
#include "runtime/model/batch_builder.hpp"
#include "runtime/query/sql_engine.hpp"
#include "runtime/query/virtual_sensor_pipeline.hpp"
#include "tests/support/field_of.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace plexus::test {

/// Fields v (double) and n (int64) and s (string).
inline model::schema_ptr input_layout() {
  return model::schema::make({field_of("v"), field_of("n", model::value_type::int64),
                              field_of("s", model::value_type::string)})
      .value();
}

struct reading {
  std::int64_t timed; // milliseconds
  double v = 0;
  std::int64_t n = 0;
  std::string s = "";
};

inline model::batch_ptr batch_of(const std::vector<reading>& readings) {
  model::batch_builder rows{input_layout()};
  for (const auto& one : readings) {
    rows.begin_row(timestamp{milliseconds{one.timed}});
    rows.set_floating(0, one.v);
    rows.set_integer(1, one.n);
    if (!rows.set_bytes(2, one.s))
      return {};
  }
  return rows.finish();
}

inline model::source source_of(std::string alias, model::window_spec window = {},
                               std::string query = "") {
  model::source made;
  made.alias = std::move(alias);
  made.window = window;
  made.query = std::move(query);
  made.alternatives.resize(1);
  return made;
}

inline model::virtual_sensor_descriptor
sensor_of(std::vector<model::source> sources, std::string query, std::vector<model::field> output) {
  model::virtual_sensor_descriptor made;
  made.name = "tested";
  made.output = std::move(output);
  model::stream one;
  one.name = "input";
  one.sources = std::move(sources);
  one.query = std::move(query);
  made.streams.push_back(std::move(one));
  return made;
}

/// Owns clock, engine and pipeline; `put` hands elements to a source of the first stream.
struct pipeline_fixture {
  manual_clock time{timestamp{seconds{1'000'000}}};
  query::sql_engine engine{time};
  std::unique_ptr<query::virtual_sensor_pipeline> tested;

  result<std::unique_ptr<query::virtual_sensor_pipeline>>
  make(const model::virtual_sensor_descriptor& wanted, bool unique_timestamps = true) {
    std::vector<std::vector<query::source_binding>> bindings;
    for (const auto& stream : wanted.streams)
      bindings.emplace_back(stream.sources.size(),
                            query::source_binding{input_layout(), unique_timestamps, 0});
    return query::virtual_sensor_pipeline::make(wanted, bindings, engine, time, "vs1");
  }

  void start(const model::virtual_sensor_descriptor& wanted) { tested = make(wanted).value(); }

  model::batch_ptr put(const std::vector<reading>& readings, std::size_t source = 0) {
    return tested->on_elements({0, source}, batch_of(readings));
  }
};

/// The first column of a batch that holds numbers; empty for no batch.
inline std::vector<double> numbers(const model::batch_ptr& rows, std::size_t column = 0) {
  std::vector<double> found;
  for (std::size_t i = 0; rows && i < rows->rows(); ++i)
    found.push_back(model::is_floating(rows->layout()[column].type)
                        ? rows->floating(column, i)
                        : static_cast<double>(rows->integer(column, i)));
  return found;
}

/// The stamps of a batch in milliseconds.
inline std::vector<std::int64_t> stamps_of(const model::batch_ptr& rows) {
  std::vector<std::int64_t> found;
  if (rows)
    for (const auto timed : rows->timestamps())
      found.push_back(timed / 1000);
  return found;
}

} // namespace plexus::test
