// SPDX-License-Identifier: Apache-2.0
#include "actors/sensors/folder_actor.hpp"

#include "actors/sensors/virtual_sensor_unit.hpp"
#include "runtime/config/virtual_sensor_file.hpp"

#include <algorithm>
#include <fstream>
#include <system_error>
#include <utility>

namespace plexus::actors {

using namespace messages;

namespace {

file_report report_of(const std::string& path, const config::descriptor_outcome& outcome) {
  file_report report;
  report.path = path;
  if (outcome.descriptor)
    report.virtual_sensor = outcome.descriptor->name;
  for (const auto& found : outcome.diagnostics)
    (found.is_error ? report.errors : report.warnings).push_back(found.to_string());
  return report;
}

/// By way of a name that the watch ignores, so that nobody reads half a file.
status write_whole(const std::filesystem::path& target, const std::string& text) {
  const auto draft = target.parent_path() / ("." + target.filename().string() + ".new");
  {
    std::ofstream out{draft, std::ios::binary | std::ios::trunc};
    out << text;
    out.flush();
    if (!out)
      return fail(errc::io_failed, "cannot be written", draft.string());
  }
  std::error_code failure;
  std::filesystem::rename(draft, target, failure);
  if (failure)
    return fail(errc::io_failed, failure.message(), target.string());
  return {};
}

} // namespace

folder_state::folder_state(folder_actor::pointer self) : self_(self) {}

void folder_state::start(folder_settings settings) {
  settings_ = std::move(settings);
  std::vector<path_text> paths;
  for (const auto& path : settings_.watch->scan())
    paths.push_back(path.string());
  read(paths);
  poll_timer_ = system::every(self_, settings_.poll_period, [this] { poll(); });
  rescan_every(settings_.rescan_period);
}

void folder_state::rescan_every(microseconds period) {
  rescan_timer_.cancel();
  if (period.count() > 0)
    rescan_timer_ = system::every(self_, period, [this] { rescan(); });
}

void folder_state::poll() { take(settings_.watch->poll_changes()); }

void folder_state::rescan() { take(settings_.watch->rescan()); }

void folder_state::take(const std::vector<config::file_change>& changes) {
  std::vector<path_text> changed;
  for (const auto& change : changes) {
    if (change.kind == config::file_change_kind::removed)
      remove(change.path.string());
    else
      changed.push_back(change.path.string());
  }
  read(changed);
}

// Those that take from another go first and wait for it: they start with it and miss none of its
// elements.
void folder_state::read(const std::vector<path_text>& paths) {
  std::vector<std::pair<path_text, config::descriptor_outcome>> files;
  for (const auto& path : paths)
    files.emplace_back(path, config::load_virtual_sensor_file(path));
  std::ranges::stable_partition(files, [](const auto& file) {
    return file.second.descriptor && !local_names(*file.second.descriptor).empty();
  });
  for (auto& [path, outcome] : files)
    use(path, std::move(outcome));
}

// A file that became bad leaves what it deployed before running: the last good state serves on.
void folder_state::use(const path_text& path, config::descriptor_outcome outcome) {
  auto& file = files_[path];
  file.report = report_of(path, outcome);
  if (!outcome.descriptor)
    return report_problems(file.report);
  const auto& wanted = outcome.descriptor->name;
  if (const auto* owner = owner_of(wanted); owner != nullptr && *owner != path) {
    file.report.errors.push_back(path + ": virtual sensor '" + wanted + "' is already defined in " +
                                 *owner);
    return report_problems(file.report);
  }
  report_problems(file.report);
  if (!file.deployed.empty() && file.deployed != wanted) {
    asked();
    system::ask(self_, settings_.deployment, settings_.ask_deadline,
                messages::undeploy{file.deployed})
        .then([this](const messages::outcome&) { answered(); },
              [this](const error&) { answered(); });
  }
  file.deployed = wanted;
  asked();
  system::ask(self_, settings_.deployment, settings_.ask_deadline,
              messages::deploy{*outcome.descriptor})
      .then(
          [this, path](const messages::outcome& done) {
            if (done.failure)
              if (const auto found = files_.find(path); found != files_.end())
                found->second.report.errors.push_back(done.failure->to_string());
            answered();
          },
          [this, path](const error& why) {
            settings_.log.error("folder.deploy-unanswered", why.to_string(), {{"file", path}});
            answered();
          });
}

void folder_state::remove(const path_text& path) {
  const auto found = files_.find(path);
  if (found == files_.end())
    return;
  const auto freed = found->second.deployed;
  files_.erase(found);
  if (freed.empty())
    return;
  asked();
  system::ask(self_, settings_.deployment, settings_.ask_deadline, messages::undeploy{freed})
      .then([this](const messages::outcome&) { answered(); }, [this](const error&) { answered(); });
  retry_duplicates(freed);
}

// A second file of the same name gets its turn when the first one goes.
void folder_state::retry_duplicates(const std::string& freed) {
  for (const auto& [path, file] : files_)
    if (file.deployed.empty() && file.report.virtual_sensor == freed)
      return read(std::vector{path_text{path}});
}

const folder_state::path_text* folder_state::owner_of(const std::string& virtual_sensor) const {
  for (const auto& [path, file] : files_)
    if (file.deployed == virtual_sensor)
      return &path;
  return nullptr;
}

void folder_state::report_problems(const file_report& report) {
  for (const auto& text : report.errors)
    settings_.log.error("folder.file-rejected", text, {{"file", report.path}});
  for (const auto& text : report.warnings)
    settings_.log.warn("folder.file-warning", text, {{"file", report.path}});
}

file_list folder_state::list() const {
  file_list all;
  for (const auto& [path, file] : files_)
    all.files.push_back(file.report);
  return all;
}

caf::result<deploy_file_answer> folder_state::deploy(const deploy_file& wanted) {
  auto answer = self_->make_response_promise<deploy_file_answer>();
  const std::filesystem::path file_name{wanted.file_name};
  const auto refuse = [&answer](const error& why, const file_report& about = {}) {
    answer.deliver(deploy_file_answer{why, about});
    return answer;
  };
  if (settings_.folders.empty())
    return refuse(fail(errc::unreadable_file, "the node has no virtual sensor folder"));
  if (file_name.has_parent_path() || !config::is_virtual_sensor_file_name(wanted.file_name))
    return refuse(
        fail(errc::invalid_name, "is not a name for a virtual sensor file", wanted.file_name));
  const auto target = settings_.folders.front() / file_name;
  const auto path = target.string();
  auto outcome = config::parse_virtual_sensor_file(wanted.text, path);
  auto report = report_of(path, outcome);
  if (!outcome.descriptor)
    return refuse(fail(outcome.diagnostics.front().code, report.errors.front()), report);
  if (const auto* owner = owner_of(outcome.descriptor->name); owner != nullptr && *owner != path)
    return refuse(
        fail(errc::already_deployed, "is already defined in " + *owner, outcome.descriptor->name),
        report);
  if (auto done = write_whole(target, wanted.text); !done)
    return refuse(done.error(), report);
  // Deploying here and not when the watch notices lets the caller hear what came of it; the watch's
  // news of the same text then changes nothing.
  const auto descriptor = *outcome.descriptor;
  auto& file = files_[path];
  file.report = report;
  file.deployed = descriptor.name;
  system::ask(self_, settings_.deployment, settings_.ask_deadline, messages::deploy{descriptor})
      .then(
          [answer, report](const messages::outcome& done) mutable {
            answer.deliver(deploy_file_answer{done.failure, report});
          },
          [answer, report](const error& why) mutable {
            answer.deliver(deploy_file_answer{why, report});
          });
  return answer;
}

caf::result<messages::outcome> folder_state::undeploy(const undeploy_file& wanted) {
  auto answer = self_->make_response_promise<messages::outcome>();
  const auto* owner = owner_of(model::to_lower(wanted.virtual_sensor));
  if (owner == nullptr) {
    answer.deliver(messages::outcome{
        fail(errc::unknown_virtual_sensor, "has no file here", wanted.virtual_sensor)});
    return answer;
  }
  const auto path = *owner;
  std::error_code failure;
  std::filesystem::remove(path, failure);
  if (failure) {
    answer.deliver(messages::outcome{fail(errc::io_failed, failure.message(), path)});
    return answer;
  }
  const auto freed = files_[path].deployed;
  files_.erase(path);
  system::ask(self_, settings_.deployment, settings_.ask_deadline, messages::undeploy{freed})
      .then([answer](const messages::outcome& done) mutable { answer.deliver(done); },
            [answer](const error& why) mutable { answer.deliver(messages::outcome{why}); });
  retry_duplicates(freed);
  return answer;
}

void folder_state::asked() { ++outstanding_; }

void folder_state::answered() {
  if (--outstanding_ > 0)
    return;
  for (auto& promise : waiting_)
    promise.deliver(ok_v);
  waiting_.clear();
}

caf::result<ok_atom> folder_state::settle() {
  auto answer = self_->make_response_promise<ok_atom>();
  poll();
  if (outstanding_ == 0)
    answer.deliver(ok_v);
  else
    waiting_.push_back(answer);
  return answer;
}

ok_atom folder_state::stop() {
  poll_timer_.cancel();
  rescan_timer_.cancel();
  return ok_v;
}

folder_actor::behavior_type folder(folder_actor::stateful_pointer<folder_state> self,
                                   folder_settings settings) {
  self->state.start(std::move(settings));
  return {
      [self](list_atom) { return self->state.list(); },
      [self](const deploy_file& wanted) { return self->state.deploy(wanted); },
      [self](const undeploy_file& wanted) { return self->state.undeploy(wanted); },
      [self](flush_atom) { return self->state.settle(); },
      [self](const messages::rescan_every& wanted) { self->state.rescan_every(wanted.period); },
      [self](stop_atom) { return self->state.stop(); },
  };
}

} // namespace plexus::actors
