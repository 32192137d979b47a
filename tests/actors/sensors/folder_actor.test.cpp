// SPDX-License-Identifier: Apache-2.0
#include "actors/sensors/folder_actor.hpp"

#include "runtime/config/virtual_sensor_file.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/fake_folder_watch.hpp"
#include "tests/support/scratch_folder.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace plexus;
using namespace plexus::messages;
using texts = std::vector<std::string>;

namespace {

/// A VIRTUAL SENSOR FOLDER whose DEPLOYMENT writes down what it is told.
class folder_fixture : public test::actor_fixture {
public:
  ~folder_fixture() {
    stop(folder);
    stop(deployment);
  }
  void start(bool with_folder = true) {
    deployment = spawn([this](deployment_actor::pointer) -> deployment_actor::behavior_type {
      return {
          [this](const deploy& what) {
            told.push_back("deploy " + what.wanted.name);
            return answer_to(what.wanted.name);
          },
          [this](const undeploy& what) {
            told.push_back("undeploy " + what.name);
            return outcome{};
          },
          [](list_atom) { return deployment_list{}; },
          [](const find_publisher&) { return found_publisher{}; },
          [](const query_limits&) {},
          [](stop_atom) { return ok_v; },
      };
    });
    actors::folder_settings settings;
    if (with_folder)
      settings.folders = {place.path()};
    settings.watch = watch;
    settings.deployment = deployment;
    settings.log = log;
    folder = spawn(actors::folder, settings);
    run();
  }
  std::string path(const std::string& file) const { return (place.path() / file).string(); }
  static std::string text(const std::string& name, const std::string& from = "clock") {
    return "name = \"" + name + "\"\n[output]\nvalue = \"double\"\n[source.s]\nplugin = \"" + from +
           "\"\nwindow = 1\n" + (from == "local" ? "name = \"room\"\n" : "");
  }
  void write(const std::string& file, const std::string& content) {
    place.write(file, content);
    watch->change(path(file));
  }
  void remove(const std::string& file) {
    std::filesystem::remove(path(file));
    watch->remove(path(file));
  }
  /// What the DEPLOYMENT was told since the last look, after one look of the folder at its files.
  texts news() {
    advance(milliseconds{250});
    return std::exchange(told, {});
  }
  file_report report(const std::string& file) {
    const auto all = ask<file_list>(folder, list_v);
    REQUIRE(all);
    for (const auto& each : all->files)
      if (each.path == path(file))
        return each;
    FAIL("not listed: " << file);
    return {};
  }
  std::size_t listed() { return ask<file_list>(folder, list_v).value().files.size(); }
  deploy_file_answer deploy_text(const std::string& file, const std::string& content) {
    const auto done = ask<deploy_file_answer>(folder, deploy_file{file, content});
    REQUIRE(done);
    return *done;
  }
  errc code_of_deploy(const std::string& file, const std::string& content) {
    const auto done = deploy_text(file, content);
    return done.failure ? done.failure->code : errc{};
  }

  test::scratch_folder place;
  std::shared_ptr<config::testing::fake_folder_watch> watch =
      std::make_shared<config::testing::fake_folder_watch>();
  texts told;
  std::set<std::string> refused; // virtual sensors that the DEPLOYMENT refuses
  deployment_actor deployment;
  folder_actor folder;

private:
  outcome answer_to(const std::string& name) const {
    if (refused.contains(name))
      return {fail(errc::plugin_configuration, "refused", name)};
    return {};
  }
};

} // namespace

TEST_CASE_METHOD(folder_fixture, "files that are there are deployed, followers first",
                 "[folder_actor]") {
  write("a.toml", text("room"));
  write("b.toml", text("mean", "local"));
  start();
  CHECK(std::exchange(told, {}) == texts{"deploy mean", "deploy room"});
  CHECK(news().empty());
  CHECK(listed() == 2);
  CHECK(report("a.toml").virtual_sensor == "room");
  CHECK(report("a.toml").errors.empty());
}

TEST_CASE_METHOD(folder_fixture, "changes and deletions follow", "[folder_actor]") {
  start();
  write("a.toml", text("room"));
  CHECK(news() == texts{"deploy room"});
  write("a.toml", text("room") + "sql = \"select value from wrapper\"\n");
  CHECK(news() == texts{"deploy room"});
  write("a.toml", text("yard")); // the same file now defines another
  CHECK(news() == texts{"undeploy room", "deploy yard"});
  remove("a.toml");
  CHECK(news() == texts{"undeploy yard"});
  CHECK(listed() == 0);
  remove("never_there.toml");
  CHECK(news().empty());
}

TEST_CASE_METHOD(folder_fixture, "a bad file is reported and disturbs nobody", "[folder_actor]") {
  write("bad.toml", "name = ");
  write("good.toml", text("room"));
  start();
  CHECK(std::exchange(told, {}) == texts{"deploy room"});
  CHECK_FALSE(report("bad.toml").errors.empty());
  CHECK(report("bad.toml").virtual_sensor.empty());
  CHECK(lines->count("folder.file-rejected") == 1);
  write("bad.toml", text("yard"));
  CHECK(news() == texts{"deploy yard"});
  CHECK(report("bad.toml").errors.empty());
}

TEST_CASE_METHOD(folder_fixture, "a file that becomes bad leaves the last good state running",
                 "[folder_actor]") {
  write("a.toml", text("room"));
  start();
  told.clear();
  write("a.toml", "nonsense");
  CHECK(news().empty());
  CHECK_FALSE(report("a.toml").errors.empty());
  remove("a.toml");
  CHECK(news() == texts{"undeploy room"});
}

TEST_CASE_METHOD(folder_fixture, "of two files with one name the second waits its turn",
                 "[folder_actor]") {
  write("a.toml", text("room"));
  write("b.toml", text("room"));
  start();
  CHECK(std::exchange(told, {}) == texts{"deploy room"});
  CHECK(report("a.toml").errors.empty());
  CHECK(report("b.toml").errors.size() == 1);
  remove("a.toml");
  CHECK(news() == texts{"undeploy room", "deploy room"});
  CHECK(report("b.toml").errors.empty());
}

TEST_CASE_METHOD(folder_fixture, "a refusal of the deployment stands in the report",
                 "[folder_actor]") {
  refused = {"room"};
  write("a.toml", text("room"));
  start();
  REQUIRE(report("a.toml").errors.size() == 1);
  refused.clear();
  write("a.toml", text("room"));
  news();
  CHECK(report("a.toml").errors.empty());
}

TEST_CASE_METHOD(folder_fixture, "a flush looks at once and waits for the deployment",
                 "[folder_actor]") {
  start();
  write("a.toml", text("room"));
  REQUIRE(ask<ok_atom>(folder, flush_v));
  CHECK(told == texts{"deploy room"});
  REQUIRE(ask<ok_atom>(folder, flush_v)); // with nothing to wait for
}

TEST_CASE_METHOD(folder_fixture, "a deployed text becomes a file", "[folder_actor]") {
  start();
  const auto done = deploy_text("room.toml", text("room"));
  CHECK_FALSE(done.failure);
  CHECK(done.report.virtual_sensor == "room");
  CHECK(told == texts{"deploy room"});
  const auto read = config::load_virtual_sensor_file(path("room.toml"));
  REQUIRE(read.descriptor);
  CHECK(read.descriptor->name == "room");
  CHECK(std::distance(std::filesystem::directory_iterator{place.path()}, {}) == 1); // no draft
  CHECK(code_of_deploy("room.toml", text("room")) == errc{}); // again is a change
}

TEST_CASE_METHOD(folder_fixture, "a text that cannot be deployed leaves no file",
                 "[folder_actor]") {
  write("a.toml", text("room"));
  start();
  told.clear();
  CHECK(code_of_deploy("x.toml", "name = ") == errc::malformed_toml);
  CHECK(code_of_deploy("x.toml", text("room")) == errc::already_deployed);
  for (const auto* name : {"../x.toml", "sub/x.toml", "/tmp/x.toml", "x.txt", "x", "", ".x.toml"}) {
    INFO(name);
    CHECK(code_of_deploy(name, text("other")) == errc::invalid_name);
  }
  CHECK(told.empty());
  CHECK_FALSE(std::filesystem::exists(path("x.toml")));
  CHECK(listed() == 1);
}

TEST_CASE_METHOD(folder_fixture, "a folder that cannot be written is an error", "[folder_actor]") {
  start();
  std::filesystem::remove(place.path());
  CHECK(code_of_deploy("x.toml", text("room")) == errc::io_failed);
  CHECK(told.empty());
}

TEST_CASE_METHOD(folder_fixture, "without a folder nothing can be deployed", "[folder_actor]") {
  start(false);
  CHECK(code_of_deploy("x.toml", text("room")) == errc::unreadable_file);
}

TEST_CASE_METHOD(folder_fixture, "a refused deployment is answered and the file stays",
                 "[folder_actor]") {
  refused = {"room"};
  start();
  CHECK(code_of_deploy("x.toml", text("room")) == errc::plugin_configuration);
  CHECK(std::filesystem::exists(path("x.toml")));
}

TEST_CASE_METHOD(folder_fixture, "undeploying removes the file", "[folder_actor]") {
  write("a.toml", text("room"));
  start();
  told.clear();
  auto gone = ask<outcome>(folder, undeploy_file{"ROOM"});
  REQUIRE(gone);
  CHECK_FALSE(gone->failure);
  CHECK(told == texts{"undeploy room"});
  CHECK_FALSE(std::filesystem::exists(path("a.toml")));
  gone = ask<outcome>(folder, undeploy_file{"room"});
  REQUIRE(gone);
  REQUIRE(gone->failure);
  CHECK(gone->failure->code == errc::unknown_virtual_sensor);
}

TEST_CASE_METHOD(folder_fixture, "after a stop changes are not looked for", "[folder_actor]") {
  start();
  REQUIRE(ask<ok_atom>(folder, stop_v));
  write("a.toml", text("room"));
  advance(seconds{10});
  CHECK(told.empty());
}

TEST_CASE_METHOD(folder_fixture, "how often the folders are read whole can be changed",
                 "[folder_actor]") {
  start();
  advance(seconds{6});
  CHECK(watch->rescans == 2);
  tell(folder, rescan_every{seconds{1}});
  advance(seconds{6});
  CHECK(watch->rescans == 8);
  tell(folder, rescan_every{});
  advance(seconds{6});
  CHECK(watch->rescans == 8);
}
