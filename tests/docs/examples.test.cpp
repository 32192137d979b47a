// SPDX-License-Identifier: Apache-2.0
// The virtual sensors shown in README.md and docs/ are read as a node would read them.
#include "runtime/config/text_file.hpp"
#include "runtime/config/virtual_sensor_file.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

using namespace plexus;

namespace {

namespace fs = std::filesystem;

struct example {
  std::string place; // file:line
  std::string text;
};

/// The blocks between "```toml" and "```" that begin with a virtual sensor's name.
std::vector<example> examples_in(const fs::path& file) {
  std::vector<example> all;
  std::istringstream page{*config::read_text_file(file)};
  std::string line;
  bool inside = false;
  for (int number = 1; std::getline(page, line); ++number) {
    if (!inside && line == "```toml") {
      inside = true;
      all.push_back({file.filename().string() + ":" + std::to_string(number), ""});
    } else if (inside && line == "```") {
      inside = false;
    } else if (inside) {
      all.back().text += line + "\n";
    }
  }
  std::erase_if(all, [](const example& each) { return !each.text.starts_with("name ="); });
  return all;
}

std::vector<example> all_examples() {
  const fs::path root{PLEXUS_SOURCE_DIR};
  auto all = examples_in(root / "README.md");
  for (const auto& entry : fs::recursive_directory_iterator{root / "docs"})
    if (entry.path().extension() == ".md")
      for (auto& each : examples_in(entry.path()))
        all.push_back(std::move(each));
  return all;
}

} // namespace

TEST_CASE("the virtual sensors shown in the documents are accepted without a remark") {
  const auto examples = all_examples();
  REQUIRE(!examples.empty());
  for (const auto& each : examples) {
    INFO(each.place);
    const auto outcome = config::parse_virtual_sensor(each.text, each.place);
    for (const auto& remark : outcome.diagnostics)
      FAIL_CHECK(remark.to_string());
    CHECK(outcome.descriptor.has_value());
  }
}
