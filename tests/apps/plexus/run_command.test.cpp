// SPDX-License-Identifier: Apache-2.0
// With stepped time; wall speed is compared with it in tests/e2e.
#include "apps/plexus/run_command.hpp"

#include "apps/plexus/exit_code.hpp"
#include "runtime/plugins/builtin/builtin_plugins.hpp"
#include "tests/support/scratch_folder.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace plexus;
namespace fs = std::filesystem;

namespace {

constexpr const char* recording = R"(name = "recording"

[output]
n = "int64"

[source.file]
plugin = "replay"
file = "rows.csv"
fields = "timed, n"
formats = "bigint, bigint"
)";

constexpr const char* scaled = R"(name = "scaled"

[output]
n = "double"

[source.r]
plugin = "local"
name = "recording"
window = 1
sql = "select n * 10.5 as n, timed from wrapper"
)";

struct outcome {
  int code = 0;
  std::string out;
  std::string err;
};

outcome run(apps::run_options how) {
  auto known = std::make_shared<plugins::plugin_registry>();
  plugins::builtin_plugins(*known);
  how.fast = true;
  how.out = apps::output_format::csv;
  std::ostringstream out;
  std::ostringstream err;
  const auto code = apps::run_files(
      how, known, logger{}, [] { return false; }, out, err);
  return {code, out.str(), err.str()};
}

struct run_fixture {
  run_fixture() { place.write("rows.csv", "1000,1\n2000,3\n3000,5\n"); }
  apps::run_options of(std::vector<fs::path> files) const {
    apps::run_options how;
    how.files = std::move(files);
    return how;
  }
  test::scratch_folder place;
};

} // namespace

TEST_CASE_METHOD(run_fixture, "a recording runs to its end", "[run_command]") {
  const auto done = run(of({place.write("r.toml", recording)}));
  CHECK(done.err.empty());
  CHECK(done.code == apps::exit_ok);
  CHECK(done.out == "timed,n\n1000,1\n2000,3\n3000,5\n");
}

TEST_CASE_METHOD(run_fixture, "only what nobody takes from is printed", "[run_command]") {
  const auto r = place.write("r.toml", recording);
  const auto s = place.write("s.toml", scaled);
  const std::string expected = "timed,n\n1000,10.5\n2000,31.5\n3000,52.5\n";
  CHECK(run(of({r, s})).out == expected);
  CHECK(run(of({s, r})).out == expected);
  auto how = of({r, s});
  how.only = {"recording"};
  CHECK(run(how).out == "timed,n\n1000,1\n2000,3\n3000,5\n");
}

TEST_CASE_METHOD(run_fixture, "a recording without rows has its header", "[run_command]") {
  place.write("rows.csv", "");
  const auto done = run(of({place.write("r.toml", recording)}));
  CHECK(done.code == apps::exit_ok);
  CHECK(done.out == "timed,n\n");
}

TEST_CASE_METHOD(run_fixture, "it ends after a span of its own time", "[run_command]") {
  auto how = of({place.write("r.toml", recording)});
  how.duration = microseconds{1'500'000};
  const auto done = run(how);
  CHECK(done.code == apps::exit_ok);
  CHECK(done.out == "timed,n\n1000,1\n2000,3\n");
}

TEST_CASE_METHOD(run_fixture, "what cannot run is told before anything is printed",
                 "[run_command]") {
  const auto bad = run(of({place.write("r.toml", recording), place.write("bad.toml", "name = ")}));
  CHECK(bad.code == apps::exit_failed);
  CHECK(bad.out.empty());
  CHECK(bad.err.find("bad.toml:1: error") != std::string::npos);
  const auto alone = run(of({place.write("s.toml", scaled)}));
  CHECK(alone.code == apps::exit_failed);
  CHECK(alone.out.empty());
  CHECK(alone.err.find("scaled") != std::string::npos);
}
