// SPDX-License-Identifier: Apache-2.0
// A plugin that does what a test wrote down: each poll takes the next line of its script; with the
// script at its end it has nothing new.
#pragma once

#include "runtime/model/batch_builder.hpp"
#include "runtime/plugins/plugin_registry.hpp"
#include "tests/support/field_of.hpp"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace plexus::test {

struct script {
  model::schema_ptr layout = *model::schema::make({field_of("value", model::value_type::float64)});
  microseconds period{1'000'000};
  std::deque<result<plugins::readings>> polls;
  status configured;
  std::size_t polled = 0;
  std::vector<std::string> acknowledged;

  /// Rows of (epoch seconds, value).
  static model::batch_ptr rows(const model::schema_ptr& layout,
                               const std::vector<std::pair<double, double>>& content) {
    model::batch_builder builder{layout};
    for (const auto& [at, value] : content) {
      builder.begin_row(from_microseconds(static_cast<std::int64_t>(at * 1e6)));
      builder.set_floating(0, value);
    }
    return builder.finish();
  }

  script& then(const std::vector<std::pair<double, double>>& content, std::string checkpoint = {},
               bool ended = false) {
    plugins::readings read;
    read.elements = rows(layout, content);
    read.checkpoint = std::move(checkpoint);
    read.ended = ended;
    polls.emplace_back(std::move(read));
    return *this;
  }
  script& then_fail(errc code) {
    polls.emplace_back(fail(code, "as written"));
    return *this;
  }
};

class scripted_plugin final : public plugins::plugin {
public:
  explicit scripted_plugin(std::shared_ptr<script> lines) : lines_(std::move(lines)) {}

  status configure(const model::parameters&) override { return lines_->configured; }
  const model::schema_ptr& data_structure() const noexcept override { return lines_->layout; }
  microseconds poll_period() const noexcept override { return lines_->period; }
  result<plugins::readings> poll() override {
    ++lines_->polled;
    if (lines_->polls.empty())
      return plugins::readings{};
    auto next = std::move(lines_->polls.front());
    lines_->polls.pop_front();
    return next;
  }
  status acknowledge(const std::string& checkpoint) override {
    lines_->acknowledged.push_back(checkpoint);
    return {};
  }

private:
  std::shared_ptr<script> lines_;
};

/// Plugins by the name of their script; add scripts before the plugin is created.
class scripted_plugins {
public:
  std::shared_ptr<script> add(const std::string& name, bool takes_any_parameter = true) {
    auto lines = std::make_shared<script>();
    registry_->add(
        {.name = name, .description = {}, .parameters = {}, .open_parameters = takes_any_parameter},
        [lines](const plugins::plugin_context&) {
          return std::make_unique<scripted_plugin>(lines);
        });
    return lines;
  }
  std::shared_ptr<const plugins::plugin_registry> registry() const { return registry_; }

private:
  std::shared_ptr<plugins::plugin_registry> registry_ =
      std::make_shared<plugins::plugin_registry>();
};

} // namespace plexus::test
