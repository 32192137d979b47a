// SPDX-License-Identifier: Apache-2.0
#include "actors/requests/request_manager_actor.hpp"

#include "runtime/query/sql/sql_dialect.hpp"

#include <algorithm>
#include <utility>

namespace plexus::actors {

using namespace messages;

request_manager_state::request_manager_state(request_manager_actor::pointer self) : self_(self) {}

void request_manager_state::start(request_manager_settings settings) {
  settings_ = std::move(settings);
}

/// Who has to be followed; empty for a one-shot query over history, which may name any number of
/// virtual sensors.
result<std::string> request_manager_state::publisher_name(const model::request& wanted) const {
  if (wanted.sql.empty())
    return wanted.source;
  if (wanted.covers == model::coverage::history)
    return std::string{};
  auto names = query::table_names(wanted.sql);
  if (!names)
    return std::move(names).error();
  if (names->size() != 1)
    return fail(errc::invalid_request,
                "a standing request takes from one virtual sensor or sensor");
  return names->front();
}

caf::result<opened_request> request_manager_state::open(const open_request& wanted) {
  auto answer = self_->make_response_promise<opened_request>();
  if (auto valid = validate(wanted.wanted); !valid) {
    answer.deliver(opened_request{0, valid.error()});
    return answer;
  }
  if (subscribers_.size() >= settings_.limits.requests_max) {
    answer.deliver(opened_request{0, fail(errc::too_many_requests, "the node is at its limit")});
    return answer;
  }
  auto publisher = publisher_name(wanted.wanted);
  if (!publisher) {
    answer.deliver(opened_request{0, std::move(publisher).error()});
    return answer;
  }
  if (publisher->empty()) {
    open_on(wanted, {}, {}, answer);
    return answer;
  }
  system::ask(self_, settings_.deployment, settings_.ask_deadline, find_publisher{*publisher})
      .then([this, wanted, answer, name_in_sql = *publisher](
                const found_publisher& from) { open_on(wanted, name_in_sql, from, answer); },
            [answer](const error& why) mutable {
              answer.deliver(opened_request{0, why});
            });
  return answer;
}

void request_manager_state::open_on(const open_request& wanted, const std::string& publisher,
                                    const found_publisher& from, promise answer) {
  auto failure = from.failure;
  if (!failure && !publisher.empty() && !from.stored &&
      (wanted.wanted.covers != model::coverage::live ||
       wanted.wanted.overflow == model::overflow_policy::buffer))
    failure =
        fail(errc::invalid_request, "a sensor has no history; ask a virtual sensor", publisher);
  if (failure) {
    answer.deliver(opened_request{0, failure});
    return;
  }
  auto settings = std::make_shared<subscriber_settings>();
  settings->id = ++last_id_;
  settings->wanted = wanted.wanted;
  settings->wanted.queue_rows_max = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(wanted.wanted.queue_rows_max, settings_.limits.queue_rows_max));
  settings->publisher = publisher;
  settings->from = from;
  settings->to = wanted.to;
  settings->history = settings_.history;
  settings->limits = settings_.limits.history;
  settings->ask_deadline = settings_.ask_deadline;
  settings->time = settings_.time;
  settings->log = settings_.log;
  // The answer goes first, so that the consumer knows the number before the first portion.
  answer.deliver(opened_request{last_id_, {}});
  auto started = self_->home_system().spawn(subscriber, std::move(settings));
  auto ended = [this, id = last_id_](const system::stop_reason&) { subscribers_.erase(id); };
  subscribers_.emplace(last_id_, open_entry{started, system::watch(self_, started, ended)});
}

void request_manager_state::taken(const request_taken& upto) {
  if (const auto found = subscribers_.find(upto.request); found != subscribers_.end())
    system::tell(found->second.whom, upto);
}

void request_manager_state::pull(const pull_request& wanted) {
  if (const auto found = subscribers_.find(wanted.request); found != subscribers_.end())
    system::tell(found->second.whom, wanted);
}

outcome request_manager_state::close(const close_request& wanted) {
  const auto found = subscribers_.find(wanted.request);
  if (found == subscribers_.end())
    return {fail(errc::unknown_request, "is not open", std::to_string(wanted.request))};
  system::tell(found->second.whom, stop_v);
  return {};
}

caf::result<request_list> request_manager_state::list() {
  struct gathering {
    request_list all;
    std::size_t outstanding = 1;
    caf::typed_response_promise<request_list> answer;
    void one_more() {
      if (--outstanding == 0)
        answer.deliver(std::move(all));
    }
  };
  auto state = std::make_shared<gathering>();
  state->answer = self_->make_response_promise<request_list>();
  auto answer = state->answer;
  for (const auto& [id, open] : subscribers_) {
    ++state->outstanding;
    system::ask(self_, open.whom, settings_.ask_deadline, describe_v)
        .then(
            [state](const request_report& report) {
              state->all.entries.push_back(report);
              state->one_more();
            },
            [state](const error&) { state->one_more(); }); // ended meanwhile: no longer open
  }
  state->one_more();
  return answer;
}

ok_atom request_manager_state::stop() {
  for (const auto& [id, open] : subscribers_)
    system::tell(open.whom, stop_v);
  return ok_v;
}

request_manager_actor::behavior_type
request_manager(request_manager_actor::stateful_pointer<request_manager_state> self,
                request_manager_settings settings) {
  self->state.start(std::move(settings));
  return {
      [self](const open_request& wanted) { return self->state.open(wanted); },
      [self](const request_taken& upto) { self->state.taken(upto); },
      [self](const pull_request& wanted) { self->state.pull(wanted); },
      [self](const close_request& wanted) { return self->state.close(wanted); },
      [self](list_atom) { return self->state.list(); },
      [self](const request_limits& limits) { self->state.limit(limits); },
      [self](stop_atom) { return self->state.stop(); },
  };
}

} // namespace plexus::actors
