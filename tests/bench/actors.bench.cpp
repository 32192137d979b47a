// SPDX-License-Identifier: Apache-2.0
// The actor engine beside CAF's defaults (work stealing, at least four threads) in the same run:
// ping-pong, one to one, fan-out, spawning, requests, memory, idle processor time, simulated time.
#include "runtime/system/facade.hpp"
#include "runtime/system/node_system.hpp"
#include "tests/support/bench_report.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <limits>
#include <malloc.h>
#include <string>
#include <sys/resource.h>
#include <vector>

using namespace plexus;

namespace {

using number = std::int64_t;
using steady = std::chrono::steady_clock;

constexpr number ping_pongs = 500'000;
constexpr number flood_messages = 1'000'000;
constexpr number requests = 200'000;
constexpr std::size_t idle_actors = 100'000;

double seconds_since(steady::time_point start) {
  return std::chrono::duration<double>(steady::now() - start).count();
}

/// Counts down; whoever waits is released at zero.
class countdown {
public:
  explicit countdown(std::size_t count) : left_(count) {}
  void hit() {
    if (left_.fetch_sub(1) == 1)
      done_.set_value();
  }
  void wait() { done_.get_future().wait(); }

private:
  std::atomic<std::size_t> left_;
  std::promise<void> done_;
};

caf::behavior idle_actor(caf::event_based_actor*) {
  return {[](number) {}};
}

double ping_pong_ns(caf::actor_system& system) {
  countdown done{1};
  const auto player = [&](caf::event_based_actor* self) -> caf::behavior {
    return {[&, self](number left, const caf::actor& other) {
      if (left == 0)
        done.hit();
      else
        self->send(other, left - 1, caf::actor_cast<caf::actor>(self));
    }};
  };
  const auto one = system.spawn(player);
  const auto two = system.spawn(player);
  const auto start = steady::now();
  caf::anon_send(one, ping_pongs, two);
  done.wait();
  return seconds_since(start) * 1e9 / static_cast<double>(ping_pongs);
}

double flood_rate(caf::actor_system& system) {
  countdown done{1};
  const auto sink = system.spawn([&](caf::event_based_actor*) -> caf::behavior {
    return {[&](number left) {
      if (left == 0)
        done.hit();
    }};
  });
  // In portions, as a source that yields would; the mailbox of the sink stays unbounded.
  const auto source = system.spawn([sink](caf::event_based_actor* self) -> caf::behavior {
    return {[sink, self](number left) {
      const auto end = std::max<number>(left - 1000, 0);
      for (auto i = left; i-- > end;)
        self->send(sink, i);
      if (end > 0)
        self->send(self, end);
    }};
  });
  const auto start = steady::now();
  caf::anon_send(source, flood_messages);
  done.wait();
  return static_cast<double>(flood_messages) / seconds_since(start);
}

/// Milliseconds from the send of the first message to the end of the last handler.
double fan_out_ms(caf::actor_system& system, std::size_t receivers, int repetitions) {
  countdown* round = nullptr;
  std::vector<caf::actor> all;
  all.reserve(receivers);
  for (std::size_t i = 0; i < receivers; ++i)
    all.push_back(system.spawn(
        [&](caf::event_based_actor*) -> caf::behavior { return {[&](number) { round->hit(); }}; }));
  const auto source = system.spawn([&](caf::event_based_actor* self) -> caf::behavior {
    return {[&, self](number what) {
      for (const auto& each : all)
        self->send(each, what);
    }};
  });
  auto best = std::numeric_limits<double>::max();
  for (int i = 0; i < repetitions; ++i) {
    countdown done{receivers};
    round = &done;
    const auto start = steady::now();
    caf::anon_send(source, number{1});
    done.wait();
    best = std::min(best, seconds_since(start) * 1e3);
  }
  return best;
}

double spawn_rate(caf::actor_system& system) {
  std::vector<caf::actor> all;
  all.reserve(idle_actors);
  const auto start = steady::now();
  for (std::size_t i = 0; i < idle_actors; ++i)
    all.push_back(system.spawn(idle_actor));
  return static_cast<double>(idle_actors) / seconds_since(start);
}

std::size_t heap_bytes() {
  const auto now = mallinfo2();
  return now.uordblks + now.hblkhd;
}

double bytes_per_actor(caf::actor_system& system) {
  std::vector<caf::actor> all;
  all.reserve(idle_actors);
  countdown done{idle_actors};
  const auto before = heap_bytes();
  for (std::size_t i = 0; i < idle_actors; ++i)
    all.push_back(system.spawn([&](caf::event_based_actor*) -> caf::behavior {
      done.hit();
      return {[](number) {}};
    }));
  done.wait();
  return static_cast<double>(heap_bytes() - before) / static_cast<double>(idle_actors);
}

/// Sequential requests, each with a deadline of 30 s; `request` sends one and continues with what
/// it is given when the answer is there.
using send_request =
    std::function<void(caf::event_based_actor*, const caf::actor&, std::function<void()>)>;

double request_rate(caf::actor_system& system, const send_request& request) {
  countdown done{1};
  const auto server = system.spawn(
      [](caf::event_based_actor*) -> caf::behavior { return {[](number what) { return what; }}; });
  const auto start = steady::now();
  const auto client = system.spawn([&](caf::event_based_actor* self) -> caf::behavior {
    self->send(self, requests);
    return {[&, self](number left) {
      request(self, server, [&, self, left] {
        if (left == 1)
          done.hit();
        else
          self->send(self, left - 1);
      });
    }};
  });
  done.wait();
  const auto rate = static_cast<double>(requests) / seconds_since(start);
  caf::anon_send_exit(client, caf::exit_reason::kill);
  return rate;
}

void request_by_facade(caf::event_based_actor* self, const caf::actor& server,
                       std::function<void()> next) {
  system::ask(self, server, seconds{30}, number{1})
      .then([next](number) { next(); }, [](const error&) { std::abort(); });
}

void request_by_caf(caf::event_based_actor* self, const caf::actor& server,
                    std::function<void()> next) {
  self->request(server, std::chrono::seconds{30}, number{1})
      .then([next](number) { next(); }, [](const caf::error&) { std::abort(); });
}

double processor_seconds() {
  rusage use{};
  getrusage(RUSAGE_SELF, &use);
  const auto of = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return of(use.ru_utime) + of(use.ru_stime);
}

/// Processor time in percent of one core over three ticks of one 1 Hz timer, which `arm` starts.
double idle_percent(caf::actor_system& system,
                    const std::function<void(caf::event_based_actor*)>& arm) {
  countdown ticks{3};
  const auto who = system.spawn([&](caf::event_based_actor* self) -> caf::behavior {
    arm(self);
    return {[&, self](number) {
      ticks.hit();
      arm(self);
    }};
  });
  const auto start = steady::now();
  const auto used = processor_seconds();
  ticks.wait();
  const auto percent = (processor_seconds() - used) / seconds_since(start) * 100;
  caf::anon_send_exit(who, caf::exit_reason::kill);
  return percent;
}

/// Handler runs per second of 1 Hz actors that each tell a sink.
double simulated_rate(std::size_t actors) {
  manual_clock time;
  auto node = system::node_system::simulated(time, {});
  number handled = 0;
  std::vector<caf::actor> all;
  const auto sink = node.caf().spawn(
      [&](caf::event_based_actor*) -> caf::behavior { return {[&](number) { ++handled; }}; });
  for (std::size_t i = 0; i < actors; ++i)
    all.push_back(node.caf().spawn([&, i](caf::event_based_actor* self) -> caf::behavior {
      system::after(self, nanoseconds{seconds{1}} * i / actors, number{0});
      return {[&, self, first = true](number what) mutable {
        ++handled;
        if (std::exchange(first, false))
          system::every(self, seconds{1}, number{1});
        else
          self->send(sink, what);
      }};
    }));
  node.advance(seconds{1});
  handled = 0;
  const auto start = steady::now();
  node.advance(seconds{5});
  return static_cast<double>(handled) / seconds_since(start);
}

struct figures {
  double ping_pong, flood, fan_out_1k, fan_out_100k, spawned, bytes, asked, idle;
};

/// The best of three, for other work on the machine only makes it worse.
template <class Measure>
double lowest(Measure measure) {
  return std::min({measure(), measure(), measure()});
}
template <class Measure>
double highest(Measure measure) {
  return std::max({measure(), measure(), measure()});
}

figures measure(caf::actor_system& system, int big_fan_outs, const send_request& request,
                const std::function<void(caf::event_based_actor*)>& arm) {
  figures all{};
  all.bytes = bytes_per_actor(system);
  all.idle = idle_percent(system, arm);
  all.ping_pong = lowest([&] { return ping_pong_ns(system); });
  all.flood = highest([&] { return flood_rate(system); });
  all.fan_out_1k = fan_out_ms(system, 1000, 20);
  all.spawned = highest([&] { return spawn_rate(system); });
  all.asked = highest([&] { return request_rate(system, request); });
  all.fan_out_100k = fan_out_ms(system, 100'000, big_fan_outs);
  malloc_trim(0);
  return all;
}

figures measure_ours() {
  const system_clock time;
  auto node = system::node_system::real({}, time, {});
  return measure(node.caf(), 3, request_by_facade,
                 [](caf::event_based_actor* self) { system::after(self, seconds{1}, number{1}); });
}

figures measure_default() {
  caf::actor_system_config config;
  caf::actor_system plain{config};
  plain.await_actors_before_shutdown(false); // its answered requests live for 30 s more
  return measure(plain, 1, request_by_caf, [](caf::event_based_actor* self) {
    self->delayed_send(self, std::chrono::seconds{1}, number{1});
  });
}

} // namespace

int main(int argc, char** argv) {
  bench::report report{"actors", argc, argv};
  const auto ours = measure_ours();
  const auto theirs = measure_default();
  report.add("ping_pong_one_way_ns", ours.ping_pong, "ns", theirs.ping_pong);
  report.add("one_to_one_messages_per_second", ours.flood, "1/s", theirs.flood);
  report.add("fan_out_1k_ms", ours.fan_out_1k, "ms", theirs.fan_out_1k);
  report.add("fan_out_100k_ms", ours.fan_out_100k, "ms", theirs.fan_out_100k);
  report.add("spawns_per_second", ours.spawned, "1/s", theirs.spawned);
  report.add("requests_per_second", ours.asked, "1/s", theirs.asked);
  report.add("bytes_per_actor", ours.bytes, "B", theirs.bytes);
  report.add("idle_cpu_percent", ours.idle, "%", theirs.idle);
  report.add("simulated_runs_per_second_10k", simulated_rate(10'000), "1/s");
  report.add("simulated_runs_per_second_100k", simulated_rate(100'000), "1/s");
  return 0;
}
