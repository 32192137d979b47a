// SPDX-License-Identifier: Apache-2.0
#include "runtime/model/request.hpp"

#include "runtime/model/batch.hpp"
#include "runtime/model/schema.hpp"

#include <catch2/catch.hpp>

#include <functional>
#include <limits>

using namespace plexus;
using namespace plexus::model;

namespace {

request of_source() {
  request wanted;
  wanted.source = "room";
  return wanted;
}

bool refused(const std::function<void(request&)>& change) {
  auto wanted = of_source();
  change(wanted);
  const auto outcome = validate(wanted);
  return !outcome && outcome.error().code == errc::invalid_request;
}

} // namespace

TEST_CASE("a source or a query makes a request") {
  CHECK(validate(of_source()));
  request by_sql;
  by_sql.sql = "select 1";
  CHECK(validate(by_sql));
  CHECK_FALSE(validate(request{}));
  CHECK(refused([](request& r) { r.sql = "select 1"; }));
  by_sql.filter = "a > 1";
  CHECK(validate(by_sql).error().code == errc::invalid_request);
  by_sql.filter.clear();
  by_sql.fields = {"a"};
  CHECK(validate(by_sql).error().code == errc::invalid_request);
}

TEST_CASE("texts and names of a request are bounded") {
  CHECK(refused([](request& r) { r.source = std::string(201, 'a'); }));
  CHECK(refused([](request& r) { r.filter = std::string(65'537, 'a'); }));
  CHECK(refused([](request& r) { r.fields = {"a", "not a name"}; }));
  CHECK(refused([](request& r) { r.fields.assign(fields_max + 1, "a"); }));
  CHECK(refused([](request& r) { r.change_field = "a;b"; }));
  CHECK_FALSE(refused([](request& r) { r.fields = {"a", "timed"}; }));
  CHECK(refused([](request& r) {
    r.fields = {"a"};
    r.change_field = "b"; // would never be seen to change
  }));
  CHECK_FALSE(refused([](request& r) {
    r.fields = {"a", "b"};
    r.change_field = "B";
  }));
}

TEST_CASE("amounts of a request make sense") {
  CHECK(refused([](request& r) { r.batch_rows = 0; }));
  CHECK(refused([](request& r) { r.batch_rows = batch_rows_max + 1; }));
  CHECK_FALSE(refused([](request& r) { r.batch_rows = batch_rows_max; }));
  CHECK(refused([](request& r) { r.queue_rows_max = 0; }));
  CHECK(refused([](request& r) { r.every = microseconds{-1}; }));
  CHECK(refused([](request& r) { r.batch_linger = microseconds{-1}; }));
  CHECK(refused([](request& r) { r.expires_after = microseconds{0}; }));
  CHECK(refused([](request& r) { r.minimum_change = 1; }));
  for (const double wrong :
       {-1.0, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()})
    CHECK(refused([&](request& r) {
      r.change_field = "a";
      r.minimum_change = wrong;
    }));
}

TEST_CASE("time bounds are in order") {
  const auto bounded = [](std::int64_t from, std::int64_t to) {
    return [from, to](request& r) {
      r.covers = coverage::history;
      r.from = from_microseconds(from);
      r.to = from_microseconds(to);
    };
  };
  CHECK_FALSE(refused(bounded(5, 5)));
  CHECK(refused(bounded(6, 5)));
}

TEST_CASE("history keeps no latest element") {
  CHECK(refused([](request& r) {
    r.covers = coverage::history;
    r.overflow = overflow_policy::latest;
  }));
}

TEST_CASE("names of policies, deliveries and coverages read back") {
  for (const auto policy :
       {overflow_policy::latest, overflow_policy::buffer, overflow_policy::drop_oldest})
    CHECK(*parse_overflow_policy(name_of(policy)) == policy);
  for (const auto mode : {delivery::push, delivery::pull})
    CHECK(*parse_delivery(name_of(mode)) == mode);
  for (const auto part : {coverage::history, coverage::live, coverage::history_then_live})
    CHECK(*parse_coverage(name_of(part)) == part);
  CHECK(parse_overflow_policy("drop").error().code == errc::invalid_request);
  CHECK(parse_delivery("").error().code == errc::invalid_request);
  CHECK(parse_coverage("LIVE").error().code == errc::invalid_request);
}
