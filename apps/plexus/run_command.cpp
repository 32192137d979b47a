// SPDX-License-Identifier: Apache-2.0
#include "apps/plexus/run_command.hpp"

#include "actors/sensors/virtual_sensor_unit.hpp"
#include "apps/plexus/exit_code.hpp"
#include "apps/plexus/printing_consumer.hpp"
#include "apps/plexus/progress.hpp"
#include "apps/plexus/text_table.hpp"
#include "apps/wiring/node.hpp"
#include "runtime/config/virtual_sensor_file.hpp"
#include "runtime/storage/memory_store.hpp"
#include "runtime/system/ask_and_wait.hpp"

#include <caf/actor_system.hpp>

#include <algorithm>
#include <poll.h>
#include <set>
#include <utility>

namespace plexus::apps {

namespace {

constexpr seconds ask_deadline{10};
constexpr milliseconds glance{50}; // at wall speed: how often an interrupt is looked for
constexpr std::uint64_t steps_per_glance = 1'024; // of stepped time

/// One run: a node without folders whose virtual sensors come from the command line.
class foreground_run {
public:
  foreground_run(const run_options& how, std::shared_ptr<const plugins::plugin_registry> plugins,
                 logger log, std::ostream& out, std::ostream& err)
      : how_(how), log_(std::move(log)), err_(err),
        printing_(std::make_shared<printing>(how.out, out)), stepped_(real_.now()),
        host_(how.fast ? system::node_system::simulated(stepped_, log_)
                       : system::node_system::real({}, real_, log_)) {
    parts_.plugins = std::move(plugins);
    parts_.history = std::make_shared<storage::memory_store>();
    parts_.commit = [history = parts_.history](const std::function<void(status)>& done) {
      done(history->commit());
    };
    parts_.commit_period = parts_.settings.storage.commit_interval;
    parts_.with_folders = false;
    parts_.until_end = how.until_end || (how.fast && !how.duration);
    parts_.log = log_;
  }

  int run(const std::function<bool()>& interrupted) {
    auto loaded = load();
    if (!loaded)
      return exit_failed;
    auto started = node::start(host_, std::move(parts_));
    if (!started)
      return report(started.error());
    node_ = std::move(*started);
    const int outcome = deploy_and_follow(*loaded, interrupted);
    printing_->stop();
    const auto late = node_->stop(seconds{1});
    if (!late.empty())
      err_ << "plexus: did not stop in time: " << late << '\n';
    return outcome;
  }

private:
  using descriptors = std::vector<model::virtual_sensor_descriptor>;

  int report(const error& why) {
    err_ << "plexus: " << why.to_string() << '\n';
    return exit_failed;
  }

  std::optional<descriptors> load() {
    descriptors all;
    bool rejected = false;
    for (const auto& file : how_.files) {
      auto outcome = config::load_virtual_sensor_file(file);
      for (const auto& found : outcome.diagnostics)
        err_ << found.to_string() << '\n';
      rejected = rejected || !outcome.descriptor;
      if (outcome.descriptor)
        all.push_back(std::move(*outcome.descriptor));
    }
    if (rejected)
      return std::nullopt;
    for (auto& one : all)
      one.history = {}; // what is not printed yet is read from here
    return all;
  }

  int deploy_and_follow(const descriptors& all, const std::function<bool()>& interrupted) {
    const auto printed = names_to_print(all);
    for (const auto* one : followers_first(all)) {
      auto done = system::ask_and_wait<messages::outcome>(host_, node_->deployment(), ask_deadline,
                                                          messages::deploy{*one});
      if (!done || done->failure)
        return report(done ? *done->failure : done.error());
    }
    if (!all_run())
      return exit_failed;
    for (const auto& name : printed)
      if (!follow(name, printed.size() > 1))
        return exit_failed;
    wait(interrupted);
    return exit_ok;
  }

  /// Those that take from another wait until it starts, and then miss none of its elements.
  static std::vector<const model::virtual_sensor_descriptor*>
  followers_first(const descriptors& all) {
    std::vector<const model::virtual_sensor_descriptor*> ordered;
    for (const auto& one : all)
      ordered.push_back(&one);
    std::stable_partition(ordered.begin(), ordered.end(),
                          [](const auto* one) { return !actors::local_names(*one).empty(); });
    return ordered;
  }

  std::vector<std::string> names_to_print(const descriptors& all) const {
    if (!how_.only.empty())
      return how_.only;
    std::set<std::string> taken;
    for (const auto& one : all)
      taken.merge(actors::local_names(one));
    std::vector<std::string> names;
    for (const auto& one : all)
      if (!taken.contains(one.name))
        names.push_back(one.name);
    return names;
  }

  bool all_run() {
    auto list = system::ask_and_wait<messages::deployment_list>(host_, node_->deployment(),
                                                                ask_deadline, messages::list_v);
    if (!list) {
      report(list.error());
      return false;
    }
    bool running = true;
    for (const auto& entry : list->entries)
      if (entry.state != messages::deployment_state::running) {
        err_ << "plexus: " << entry.descriptor.name << " does not run: " << entry.reason << '\n';
        running = false;
      }
    return running;
  }

  bool follow(const std::string& name, bool with_label) {
    model::request wanted;
    wanted.source = name;
    wanted.covers = model::coverage::history_then_live;
    wanted.overflow = model::overflow_policy::buffer;
    auto consumer = host_.caf().spawn(
        printing_consumer, printing_consumer_settings{printing_, with_label ? name : std::string{},
                                                      node_->requests()});
    auto opened = system::ask_and_wait<messages::opened_request>(
        host_, node_->requests(), ask_deadline, messages::open_request{wanted, consumer});
    if (opened && !opened->failure) {
      printing_->follow();
      consumers_.push_back(consumer);
      return true;
    }
    report(opened ? *opened->failure : opened.error());
    return false;
  }

  void wait(const std::function<bool()>& interrupted) {
    const auto& time = host_.time();
    const auto begun = time.monotonic();
    const auto over = [&] {
      return interrupted() || printing_->all_ended() ||
             (how_.duration && time.monotonic() - begun >= *how_.duration);
    };
    progress shown{err_, real_, how_.show_progress};
    const auto tell = [&] {
      shown.tell([&] {
        return count_text(static_cast<double>(printing_->rows_printed())) + " elements so far";
      });
    };
    if (!how_.fast) {
      while (!over()) {
        ::poll(nullptr, 0, static_cast<int>(glance.count()));
        tell();
      }
      return;
    }
    const auto end = how_.duration ? begun + *how_.duration : nanoseconds::max();
    host_.run_ready();
    for (std::uint64_t steps = 1; !over(); ++steps) {
      if (steps % steps_per_glance == 0)
        tell();
      const auto due = host_.next_due();
      if (!due || *due > end)
        break;
      host_.step();
    }
  }

  const run_options& how_;
  logger log_;
  std::ostream& err_;
  std::shared_ptr<printing> printing_;
  system_clock real_;
  manual_clock stepped_;
  system::node_system host_;
  node_parts parts_;
  std::unique_ptr<node> node_;
  std::vector<messages::consumer_port> consumers_;
};

} // namespace

int run_files(const run_options& how, std::shared_ptr<const plugins::plugin_registry> plugins,
              logger log, const std::function<bool()>& interrupted, std::ostream& out,
              std::ostream& err) {
  return foreground_run{how, std::move(plugins), std::move(log), out, err}.run(interrupted);
}

} // namespace plexus::apps
