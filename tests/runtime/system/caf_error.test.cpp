// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/caf_error.hpp"

#include <caf/exit_reason.hpp>
#include <caf/sec.hpp>
#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::system;

TEST_CASE("our errors come through CAF unchanged") {
  const auto failure = fail(errc::request_expired, "late", "kitchen/temperature");
  CHECK(from_caf(to_caf(failure)) == failure);
}

TEST_CASE("CAF's errors get a code of ours") {
  CHECK(from_caf(caf::make_error(caf::sec::request_timeout)).code == errc::timed_out);
  CHECK(from_caf(caf::make_error(caf::sec::request_receiver_down)).code == errc::actor_stopped);
  CHECK(from_caf(caf::make_error(caf::sec::runtime_error)).code == errc::actor_stopped);
  CHECK(from_caf(caf::make_error(caf::sec::invalid_argument)).code == errc::unknown_address);
  CHECK(from_caf(caf::make_error(caf::sec::unexpected_message)).code == errc::no_answer);
  CHECK(from_caf(caf::make_error(caf::exit_reason::kill)).code == errc::actor_stopped);
  CHECK(from_caf(caf::error{}).code == errc::actor_stopped);
  CHECK(from_caf(caf::error{7, caf::atom("foreign")}).code == errc::no_answer);
}

TEST_CASE("results become answers") {
  const auto good = answer(result<int>{3});
  REQUIRE(good.flag == caf::rt_value);
  CHECK(good.value.get_as<int>(0) == 3);
  const auto bad = answer(result<int>{fail(errc::not_found, "gone")});
  REQUIRE(bad.flag == caf::rt_error);
  CHECK(from_caf(bad.err).code == errc::not_found);
  CHECK(answer(status{}).flag == caf::rt_value);
  CHECK(answer(status{fail(errc::queue_full, "full")}).flag == caf::rt_error);
}
