// SPDX-License-Identifier: Apache-2.0
#include "apps/plexus/printing_consumer.hpp"

#include "runtime/model/batch_builder.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/field_of.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <catch2/catch.hpp>

#include <sstream>
#include <vector>

using namespace plexus;
using namespace plexus::messages;

namespace {

using taken_list = std::vector<std::uint64_t>;

request_manager_actor::behavior_type fake_requests(request_manager_actor::pointer,
                                                   taken_list* taken) {
  return {
      [](const open_request&) { return opened_request{}; },
      [taken](const request_taken& portion) { taken->push_back(portion.number); },
      [](const pull_request&) {},
      [](const close_request&) { return outcome{}; },
      [](list_atom) { return request_list{}; },
      [](const request_limits&) {},
      [](stop_atom) { return ok_v; },
  };
}

class printing_fixture : public test::actor_fixture {
public:
  printing_fixture() : to(std::make_shared<apps::printing>(apps::output_format::csv, out)) {}

  consumer_port consumer(const std::string& label) {
    to->follow();
    return spawn(apps::printing_consumer, apps::printing_consumer_settings{to, label, requests});
  }
  void deliver_row(const consumer_port& whom, std::uint64_t number, std::int64_t value) {
    model::batch_builder builder{
        *model::schema::make({test::field_of("n", model::value_type::int64)})};
    builder.begin_row(from_microseconds(value * 1'000));
    builder.set_integer(0, value);
    request_data portion;
    portion.request = 1;
    portion.number = number;
    portion.rows = builder.finish();
    tell(whom, portion);
    run();
  }
  void end(const consumer_port& whom, model::batch_ptr rows = {}) {
    request_data last;
    last.rows = std::move(rows);
    last.ended = true;
    tell(whom, last);
    run();
  }

  std::ostringstream out;
  std::shared_ptr<apps::printing> to;
  taken_list taken;
  request_manager_actor requests = spawn(fake_requests, &taken);
};

} // namespace

TEST_CASE_METHOD(printing_fixture, "portions are printed and taken", "[printing_consumer]") {
  const auto one = consumer("");
  deliver_row(one, 1, 5);
  deliver_row(one, 2, 6);
  CHECK(out.str() == "timed,n\n5,5\n6,6\n");
  CHECK(taken == taken_list{1, 2});
}

TEST_CASE_METHOD(printing_fixture, "several share one output with names", "[printing_consumer]") {
  const auto one = consumer("a");
  const auto two = consumer("b");
  deliver_row(one, 1, 5);
  deliver_row(two, 1, 6);
  CHECK(out.str() == "sensor,timed,n\na,5,5\nb,6,6\n");
}

TEST_CASE_METHOD(printing_fixture, "it is over when all have ended", "[printing_consumer]") {
  CHECK_FALSE(to->all_ended()); // nothing is followed yet
  const auto one = consumer("a");
  const auto two = consumer("b");
  end(one);
  CHECK_FALSE(to->all_ended());
  end(two);
  CHECK(to->all_ended());
  CHECK(taken.empty()); // an end is not answered
}

TEST_CASE_METHOD(printing_fixture, "nothing is printed after a stop", "[printing_consumer]") {
  const auto one = consumer("");
  deliver_row(one, 1, 5);
  to->stop();
  deliver_row(one, 2, 6);
  CHECK(out.str() == "timed,n\n5,5\n");
}

TEST_CASE_METHOD(printing_fixture, "an end without rows has its header", "[printing_consumer]") {
  const auto one = consumer("");
  end(one, model::batch_builder{*model::schema::make({test::field_of("n")})}.finish());
  CHECK(out.str() == "timed,n\n");
}
