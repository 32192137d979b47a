// SPDX-License-Identifier: Apache-2.0
// Elements per second of processor time through a whole node: plugin -> wrapper -> window of 10 ->
// source SQL -> stream SQL -> history on disk (synced) -> one subscriber. Through one virtual
// sensor and through a thousand side by side; beside SQLite alone computing the same average.
#include "apps/wiring/history.hpp"
#include "apps/wiring/node.hpp"
#include "runtime/config/virtual_sensor_file.hpp"
#include "runtime/model/batch_builder.hpp"
#include "runtime/system/ask_and_wait.hpp"
#include "tests/support/bare_sqlite.hpp"
#include "tests/support/bench_report.hpp"
#include "tests/support/field_of.hpp"
#include "tests/support/scratch_folder.hpp"

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <future>
#include <memory>
#include <string>

using namespace plexus;

namespace {

constexpr std::int64_t window_rows = 10;
constexpr std::int64_t first_time = 1'700'000'000'000'000; // microseconds
constexpr seconds patience{120};

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// What a measured node does.
struct load {
  std::size_t sensors = 1;
  std::int64_t elements = 0; // of each sensor
  std::int64_t batch = 256;  // elements a plugin gives at once
  bool through_sql = true;
};

/// Gives its elements as fast as they are taken, from when the gate opens.
class flood_plugin final : public plugins::plugin {
public:
  flood_plugin(load how, std::shared_ptr<std::atomic<bool>> open)
      : how_(how), open_(std::move(open)) {}

  status configure(const model::parameters&) override { return {}; }
  const model::schema_ptr& data_structure() const noexcept override { return layout_; }
  microseconds poll_period() const noexcept override { return microseconds{0}; }
  result<plugins::readings> poll() override {
    plugins::readings read;
    if (!*open_) {
      read.next_poll = milliseconds{1};
      return read;
    }
    const auto end = std::min(given_ + how_.batch, how_.elements);
    for (; given_ < end; ++given_) {
      rows_.begin_row(from_microseconds(first_time + given_ * 1'000));
      rows_.set_floating(0, static_cast<double>(given_ % 100));
    }
    read.elements = rows_.finish();
    read.more = given_ < how_.elements;
    read.ended = !read.more;
    return read;
  }

private:
  load how_;
  std::shared_ptr<std::atomic<bool>> open_;
  std::int64_t given_ = 0;
  model::schema_ptr layout_ = model::schema::make({test::field_of("v")}).value();
  model::batch_builder rows_{layout_};
};

std::shared_ptr<const plugins::plugin_registry>
flooding(const load& how, const std::shared_ptr<std::atomic<bool>>& open) {
  auto registry = std::make_shared<plugins::plugin_registry>();
  registry->add({.name = "flood", .description = {}, .parameters = {}, .open_parameters = false},
                [how, open](const plugins::plugin_context&) {
                  return std::make_unique<flood_plugin>(how, open);
                });
  return registry;
}

std::string virtual_sensor(std::size_t number, bool through_sql) {
  return "name = \"vs" + std::to_string(number) +
         "\"\n[output]\nv = \"double\"\n[source.s]\nplugin = \"flood\"\nclock = \"data\"\n" +
         (through_sql ? "window = " + std::to_string(window_rows) +
                            "\nsql = \"select avg(v) as v, max(timed) as timed from wrapper\"\n"
                      : std::string{"window = 1\n"});
}

/// A node on a real disk with its virtual sensors and a subscriber to each.
class flooded_node {
public:
  explicit flooded_node(const load& how)
      : how_(how), left_(static_cast<std::int64_t>(how.sensors) * how.elements) {
    apps::node_parts parts;
    parts.settings.data_folder = folder_.path();
    parts.settings.requests.max = static_cast<std::uint32_t>(how.sensors + 1);
    opened_ = apps::open_history(parts.settings, time_, {}).value();
    parts.plugins = flooding(how, open_);
    parts.history = opened_->store;
    parts.commit = opened_->commit;
    parts.commit_period = opened_->commit_period;
    parts.with_folders = false;
    host_.emplace(system::node_system::real({}, time_, {}));
    node_ = apps::node::start(*host_, std::move(parts)).value();
    consumer_ = host_->caf().spawn(
        [this, manager = node_->requests()](
            messages::consumer_port::pointer) -> messages::consumer_port::behavior_type {
          return {[this, manager](const messages::request_data& portion) {
            PLEXUS_ASSERT(!portion.failure && portion.counters.dropped == 0);
            system::tell(manager, messages::request_taken{portion.request, portion.number});
            const auto rows = portion.rows ? static_cast<std::int64_t>(portion.rows->rows()) : 0;
            if (rows > 0 && (left_ -= rows) == 0)
              all_.set_value();
          }};
        });
    for (std::size_t i = 0; i < how.sensors; ++i)
      deploy(i);
  }
  ~flooded_node() {
    consumer_ = messages::consumer_port{};
    PLEXUS_ASSERT(node_->stop(patience).empty());
    node_.reset();
    host_.reset();
  }
  flooded_node(const flooded_node&) = delete;
  flooded_node& operator=(const flooded_node&) = delete;

  struct rates {
    double per_core = 0; // elements per second of processor time, all threads together
    double elapsed = 0;  // elements per second that passed
  };

  rates run() {
    const auto begun = std::chrono::steady_clock::now();
    const double processor = processor_seconds();
    *open_ = true;
    PLEXUS_ASSERT(all_.get_future().wait_for(patience) == std::future_status::ready);
    const auto synced = system::ask_and_wait<messages::outcome>(*host_, node_->storage(), patience,
                                                                messages::flush_v);
    PLEXUS_ASSERT(synced && !synced->failure);
    const double used = processor_seconds() - processor;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    for (const auto& stream : opened_->store->streams())
      PLEXUS_ASSERT(stream.durable == static_cast<storage::sequence>(how_.elements));
    const auto total = static_cast<double>(how_.sensors) * static_cast<double>(how_.elements);
    return {total / used, total / took.count()};
  }

private:
  void deploy(std::size_t number) {
    const auto parsed =
        config::parse_virtual_sensor(virtual_sensor(number, how_.through_sql), "bench.toml");
    PLEXUS_ASSERT(parsed.descriptor);
    const auto done = system::ask_and_wait<messages::outcome>(*host_, node_->deployment(), patience,
                                                              messages::deploy{*parsed.descriptor});
    PLEXUS_ASSERT(done && !done->failure);
    model::request wanted;
    wanted.source = parsed.descriptor->name;
    wanted.covers = model::coverage::history_then_live; // whenever the first elements come
    wanted.overflow = model::overflow_policy::buffer;
    wanted.batch_rows = 1024;
    const auto opened = system::ask_and_wait<messages::opened_request>(
        *host_, node_->requests(), patience, messages::open_request{wanted, consumer_});
    PLEXUS_ASSERT(opened && !opened->failure);
  }

  load how_;
  test::scratch_folder folder_{std::filesystem::current_path()};
  system_clock time_;
  std::shared_ptr<std::atomic<bool>> open_ = std::make_shared<std::atomic<bool>>(false);
  std::int64_t left_; // the consumer's
  std::promise<void> all_;
  std::unique_ptr<apps::opened_history> opened_;
  std::optional<system::node_system> host_;
  std::unique_ptr<apps::node> node_;
  messages::consumer_port consumer_;
};

flooded_node::rates best_of(int times, const load& how) {
  flooded_node::rates best;
  for (int i = 0; i < times; ++i) {
    flooded_node one{how};
    const auto rates = one.run();
    best.per_core = std::max(best.per_core, rates.per_core);
    best.elapsed = std::max(best.elapsed, rates.elapsed);
  }
  return best;
}

/// SQLite alone, an element at a time, nothing stored.
double sqlite_per_core(std::int64_t elements) {
  bench::bare_sqlite bare;
  bare.create_window();
  const double before = processor_seconds();
  for (std::int64_t timed = 1; timed <= elements; ++timed)
    PLEXUS_ASSERT(bare.slide(timed, static_cast<double>(timed % 100), window_rows) >= 0);
  return static_cast<double>(elements) / (processor_seconds() - before);
}

} // namespace

int main(int argc, char** argv) {
  bench::report report{"pipeline", argc, argv};
  const auto bare = sqlite_per_core(400'000);
  const auto one = best_of(3, {.sensors = 1, .elements = 1'000'000});
  report.add("elements_per_second_core", one.per_core, "1/s", bare);
  report.add("elements_per_second", one.elapsed, "1/s", bare);
  const auto many = best_of(3, {.sensors = 1'000, .elements = 1'000, .batch = 256});
  report.add("elements_per_second_core, 1000 virtual sensors", many.per_core, "1/s", one.per_core);
  report.add("elements_per_second, 1000 virtual sensors", many.elapsed, "1/s", one.elapsed);
  for (const std::int64_t batch : {1, 16}) {
    const auto slow = best_of(2, {.sensors = 1, .elements = 200'000, .batch = batch});
    report.add("elements_per_second_core, batches of " + std::to_string(batch), slow.per_core,
               "1/s", bare);
  }
  const auto plain = best_of(2, {.sensors = 1, .elements = 2'000'000, .through_sql = false});
  report.add("elements_per_second_core, select *", plain.per_core, "1/s");
  return 0;
}
