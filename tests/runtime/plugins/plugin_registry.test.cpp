// SPDX-License-Identifier: Apache-2.0
#include "runtime/plugins/plugin_registry.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::plugins;

namespace {

class silent_plugin final : public plugin {
public:
  status configure(const model::parameters&) override { return {}; }
  const model::schema_ptr& data_structure() const noexcept override { return layout_; }
  microseconds poll_period() const noexcept override { return seconds{1}; }
  result<readings> poll() override { return readings{}; }

private:
  model::schema_ptr layout_ = model::schema::empty();
};

plugin_manifest some_manifest() {
  return {"Some-Thing", "A test.", {{"port", "", true, ""}, {"rate", "", false, "1000"}}, false};
}

plugin_registry some_registry() {
  plugin_registry registry;
  registry.add(some_manifest(),
               [](const plugin_context&) { return std::make_unique<silent_plugin>(); });
  registry.describe({"elsewhere", "Made by the node.", {}, true});
  return registry;
}

} // namespace

TEST_CASE("the registry makes plugins by name, without case") {
  const auto registry = some_registry();
  const manual_clock time;
  const plugin_context context{.time = time};

  CHECK(registry.create("some-thing", context).has_value());
  CHECK(registry.create("SOME-THING", context).has_value());
  REQUIRE(registry.find("sOme-thing") != nullptr);
  CHECK(registry.find("sOme-thing")->name == "Some-Thing");
  CHECK(registry.find("nothing") == nullptr);
  const auto missing = registry.create("nothing", context);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == errc::unknown_plugin);
}

TEST_CASE("a described name is listed but never made") {
  const auto registry = some_registry();
  const manual_clock time;
  const auto made = registry.create("elsewhere", plugin_context{.time = time});
  REQUIRE_FALSE(made);
  CHECK(made.error().code == errc::unknown_plugin);
  CHECK(made.error().where == "elsewhere");
  const auto all = registry.manifests();
  REQUIRE(all.size() == 2);
  CHECK(all[0]->name == "elsewhere");
  CHECK(all[1]->name == "Some-Thing");
}

TEST_CASE("parameters are checked against the manifest") {
  auto manifest = some_manifest();
  CHECK(check_parameters(manifest, {{"port", "1"}, {"rate", "2"}}).empty());
  CHECK(check_parameters(manifest, {{"PORT", "1"}}).empty());
  CHECK(check_parameters(manifest, {{"rate", "2"}}).size() == 1);
  CHECK(check_parameters(manifest, {{"port", "1"}, {"rates", "2"}}).size() == 1);
  CHECK(check_parameters(manifest, {{"rates", "2"}}).size() == 2);
  manifest.open_parameters = true;
  CHECK(check_parameters(manifest, {{"port", "1"}, {"rates", "2"}}).empty());
}
