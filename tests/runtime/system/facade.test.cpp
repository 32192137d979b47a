// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/facade.hpp"

#include "tests/runtime/system/system_test_types.hpp"

#include <caf/response_promise.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <catch2/catch.hpp>

#include <optional>
#include <stdexcept>
#include <vector>

using namespace plexus;
using namespace plexus::test;
using namespace plexus::system;

namespace {

using fixture = actor_fixture_with<caf::id_block::system_tests>;

using counter =
    caf::typed_actor<caf::replies_to<get_atom>::with<int>, caf::reacts_to<put_atom, int>>;

counter::behavior_type count(counter::pointer self) {
  auto total = std::make_shared<int>(0);
  return {[total](get_atom) { return *total; },
          [total, self](put_atom, int amount) {
            if (amount < 0)
              throw std::runtime_error{"negative"};
            if (amount == 0)
              self->quit();
            *total += amount;
          }};
}

// Answers nothing to `hold`, ends on `poke`, an error of ours to `get`.
caf::behavior keep_waiting(caf::event_based_actor* self,
                           std::shared_ptr<std::vector<caf::response_promise>> held) {
  return {[held, self](hold_atom) { held->push_back(self->make_response_promise()); },
          [self](poke_atom) { self->quit(); },
          [](get_atom) -> caf::result<int> { return to_caf(fail(errc::not_found, "no", "x")); }};
}

struct outcome {
  std::optional<int> value;
  std::optional<errc> failure;
  int calls = 0;
};

// Asks `to` once and notes what came of it.
template <class Handle, class... Ts>
caf::behavior ask_once(caf::event_based_actor* self, std::shared_ptr<outcome> out, Handle to,
                       Ts... content) {
  ask(self, to, seconds{2}, content...)
      .then(
          [out](int value) {
            out->value = value;
            ++out->calls;
          },
          [out](const error& failure) {
            out->failure = failure.code;
            ++out->calls;
          });
  return {[](poke_atom) {}};
}

} // namespace

TEST_CASE_METHOD(fixture, "tell and ask reach a typed actor") {
  const auto total = spawn(count);
  tell(total, put_atom_v, 2);
  tell(total, put_atom_v, 3);
  CHECK(ask<int>(total, get_atom_v).value() == 5);
  CHECK(node.timers().pending() == 0); // the deadline went with the answer
}

TEST_CASE_METHOD(fixture, "an answer arrives once and takes its deadline away") {
  const auto total = spawn(count);
  const auto out = std::make_shared<outcome>();
  const auto asking = spawn(ask_once<counter, get_atom>, out, total, get_atom_v);
  run();
  CHECK(out->value == 0);
  CHECK(node.timers().pending() == 0);
  advance(seconds{10});
  CHECK(out->calls == 1);
}

TEST_CASE_METHOD(fixture, "an unanswered request fails at its deadline, not before") {
  const auto held = std::make_shared<std::vector<caf::response_promise>>();
  const auto slow = spawn(keep_waiting, held);
  const auto out = std::make_shared<outcome>();
  const auto asking = spawn(ask_once<caf::actor, hold_atom>, out, slow, hold_atom_v);
  advance(seconds{2} - nanoseconds{1});
  CHECK(out->calls == 0);
  advance(nanoseconds{1});
  CHECK(out->failure == errc::timed_out);

  held->front().deliver(7); // too late: nobody waits any more
  run();
  CHECK(out->calls == 1);
}

TEST_CASE_METHOD(fixture, "a request fails as soon as its receiver ends without an answer") {
  const auto held = std::make_shared<std::vector<caf::response_promise>>();
  const auto slow = spawn(keep_waiting, held);
  const auto out = std::make_shared<outcome>();
  const auto asking = spawn(ask_once<caf::actor, hold_atom>, out, slow, hold_atom_v);
  run();
  REQUIRE(held->size() == 1);
  tell(slow, poke_atom_v);
  run();
  CHECK(out->failure == errc::actor_stopped);
  CHECK(node.timers().pending() == 0);
  held->clear();
}

TEST_CASE_METHOD(fixture, "asking the dead, the deaf and nobody fails at once") {
  const auto held = std::make_shared<std::vector<caf::response_promise>>();
  const auto who = spawn(keep_waiting, held);
  const auto total = spawn(count);
  CHECK(ask<int>(who, get_atom_v).error() == fail(errc::not_found, "no", "x"));
  CHECK(ask<int>(who, put_atom_v).error().code == errc::no_answer);
  CHECK(ask<std::string>(caf::actor_cast<caf::actor>(total), get_atom_v).error().code ==
        errc::no_answer);
  stop(who);
  CHECK(ask<int>(who, get_atom_v).error().code == errc::actor_stopped);
  CHECK(ask<int>(caf::actor{}, get_atom_v).error().code == errc::unknown_address);
  CHECK(time.monotonic() == nanoseconds{0});
}

TEST_CASE_METHOD(fixture, "an exception in the receiver fails the request") {
  const auto who = spawn([](caf::event_based_actor*) -> caf::behavior {
    return {[](get_atom) -> int { throw std::runtime_error{"broken"}; }};
  });
  CHECK(ask<int>(who, get_atom_v).error().code == errc::actor_stopped);
}

TEST_CASE_METHOD(fixture, "a pending request does not keep the asking actor alive") {
  const auto held = std::make_shared<std::vector<caf::response_promise>>();
  const auto slow = spawn(keep_waiting, held);
  const auto out = std::make_shared<outcome>();
  auto asking = spawn(ask_once<caf::actor, hold_atom>, out, slow, hold_atom_v);
  run();
  held->clear(); // a promise holds who asked
  const caf::weak_actor_ptr watched{caf::actor_cast<caf::actor_control_block*>(asking)};
  asking = nullptr;
  run();
  CHECK(watched.lock() == nullptr);
  CHECK(node.timers().pending() == 0);
}

TEST_CASE_METHOD(fixture, "after sends a message or calls back, once, unless cancelled") {
  std::vector<int> seen;
  timer_token message;
  timer_token callback;
  const auto who = spawn([&](caf::event_based_actor* self) -> caf::behavior {
    after(self, milliseconds{10}, put_atom_v, 1);
    after(self, milliseconds{20}, [&] { seen.push_back(2); });
    message = after(self, milliseconds{30}, put_atom_v, 3);
    callback = after(self, milliseconds{30}, [&] { seen.push_back(4); });
    return {[&](put_atom, int what) { seen.push_back(what); },
            [&](poke_atom) {
              CHECK(message.cancel());
              CHECK(callback.cancel());
              CHECK_FALSE(message.cancel());
              CHECK_FALSE(callback.cancel());
            }};
  });
  run();
  advance(milliseconds{10});
  CHECK(seen == std::vector{1});
  advance(milliseconds{10});
  CHECK(seen == std::vector{1, 2});
  tell(who, poke_atom_v);
  advance(seconds{1});
  CHECK(seen == std::vector{1, 2});
  CHECK(node.timers().pending() == 0);
}

TEST_CASE_METHOD(fixture, "every keeps its phase and stops when cancelled") {
  std::vector<std::int64_t> at_ms;
  timer_token ticking;
  int messages = 0;
  const auto who = spawn([&](caf::event_based_actor* self) -> caf::behavior {
    ticking = every(self, milliseconds{100}, [&, self] {
      at_ms.push_back(time_of(self).monotonic() / milliseconds{1});
      if (at_ms.size() == 3)
        ticking.cancel();
    });
    every(self, milliseconds{250}, put_atom_v);
    return {[&](put_atom) { ++messages; }};
  });
  run();
  advance(seconds{1});
  CHECK(at_ms == std::vector<std::int64_t>{100, 200, 300});
  CHECK(messages == 4);
}

TEST_CASE_METHOD(fixture, "a periodic timer ends with its actor") {
  int ticks = 0;
  auto who = spawn([&](caf::event_based_actor* self) -> caf::behavior {
    every(self, seconds{1}, [&] { ++ticks; });
    every(self, seconds{1}, poke_atom_v);
    return {[&](poke_atom) { ++ticks; }};
  });
  advance(seconds{2});
  CHECK(ticks == 4);
  who = nullptr;
  advance(seconds{5});
  CHECK(ticks == 4);
  CHECK(node.timers().pending() == 0);
}

TEST_CASE_METHOD(fixture, "watch reports how an actor ended") {
  using kind = stop_reason::kind;
  std::vector<std::pair<int, kind>> ends;
  const auto normal = spawn(count);
  const auto told = spawn(count);
  const auto broken = spawn(count);
  const auto unwatched = spawn(count);
  std::vector<watch_token> watches;
  const auto who = spawn([&](caf::event_based_actor* self) -> caf::behavior {
    int index = 0;
    for (const auto& each : {normal, told, broken, unwatched})
      watches.push_back(watch(self, each, [&ends, at = index++](const stop_reason& why) {
        ends.emplace_back(at, why.how);
      }));
    return {[](poke_atom) {}};
  });
  run();
  watches.pop_back();
  tell(normal, put_atom_v, 0);
  stop(told);
  tell(broken, put_atom_v, -1);
  stop(unwatched);
  run();
  CHECK(ends == std::vector<std::pair<int, kind>>{
                    {0, kind::normal}, {1, kind::shutdown}, {2, kind::failed}});
}

TEST_CASE_METHOD(fixture, "watching the dead reports at once") {
  const auto gone = spawn(count);
  stop(gone);
  int reports = 0;
  watch_token token;
  const auto who = spawn([&](caf::event_based_actor* self) -> caf::behavior {
    token = watch(self, gone, [&](const stop_reason&) { ++reports; });
    return {[](poke_atom) {}};
  });
  run();
  CHECK(reports == 1);
}
