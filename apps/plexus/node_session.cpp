// SPDX-License-Identifier: Apache-2.0
#include "apps/plexus/node_session.hpp"

#include "runtime/codec/json_codec.hpp"
#include "runtime/codec/json_text.hpp"

#include <algorithm>
#include <utility>

namespace plexus::apps {

using nlohmann::json;

namespace {

constexpr unsigned error_numbers_end = 1'000;
constexpr milliseconds glance{200}; // between two calls while an answer is waited for

std::string text_or_empty(const json& document, const char* key) {
  const auto found = document.find(key);
  return found != document.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

errc code_of(const std::string& name) {
  for (unsigned number = 1; number < error_numbers_end; ++number)
    if (name_of(static_cast<errc>(number)) == name)
      return static_cast<errc>(number);
  return errc::protocol_violation;
}

} // namespace

error error_from(const json& document) {
  return {code_of(text_or_empty(document, "code")), text_or_empty(document, "what"),
          text_or_empty(document, "where")};
}

result<node_session> node_session::connect(const std::filesystem::path& socket) {
  auto client = control_client::connect(socket);
  if (!client)
    return std::move(client).error();
  return node_session{std::move(*client)};
}

result<json> node_session::receive(milliseconds deadline) {
  auto left = deadline;
  auto line = client_.receive(std::min(left, glance));
  while (!line && line.error().code == errc::timed_out && left > glance) {
    left -= glance;
    if (waiting_)
      waiting_();
    line = client_.receive(std::min(left, glance));
  }
  if (!line)
    return std::move(line).error();
  auto document = codec::parse_json(*line);
  if (!document)
    return fail(errc::protocol_violation, document.error().to_string());
  if (!document->is_object())
    return fail(errc::protocol_violation, "the node's answer is not an object");
  return document;
}

result<json> node_session::command(const std::string& verb, json members, milliseconds deadline) {
  auto document = members.is_object() ? std::move(members) : json::object();
  document["verb"] = verb;
  document["id"] = ++last_id_;
  if (auto sent = client_.send(codec::dump_json(document)); !sent)
    return sent.error();
  for (;;) {
    auto answer = receive(deadline);
    if (!answer)
      return std::move(answer).error();
    if (!answer->contains("ok") || (*answer)["id"] != last_id_)
      continue; // rows of a request that is still open
    if ((*answer)["ok"] == true)
      return (*answer)["result"];
    return error_from((*answer)["error"]);
  }
}

result<std::uint64_t> node_session::open(const model::request& wanted) {
  layout_ = nullptr;
  auto answer = command("query", {{"request", json::parse(codec::to_json(wanted))}});
  if (!answer)
    return std::move(answer).error();
  const auto number = answer->find("request");
  if (number == answer->end() || !number->is_number_unsigned())
    return fail(errc::protocol_violation, "the node did not number the request");
  return number->get<std::uint64_t>();
}

status node_session::close(std::uint64_t request) {
  const json document{{"verb", "close"}, {"id", ++last_id_}, {"request", request}};
  return client_.send(codec::dump_json(document));
}

result<answered_rows> node_session::next(milliseconds deadline) {
  auto document = receive(deadline);
  if (!document)
    return std::move(document).error();
  try {
    return portion_of(*document);
  } catch (const json::exception& wrong) { // a member of another kind
    return fail(errc::protocol_violation, wrong.what());
  }
}

result<answered_rows> node_session::portion_of(const json& document) {
  if (const auto schema = document.find("schema"); schema != document.end()) {
    auto layout = codec::schema_from_json(codec::dump_json(*schema));
    if (!layout)
      return fail(errc::protocol_violation, layout.error().to_string());
    layout_ = *layout;
  }
  answered_rows portion;
  portion.layout = layout_;
  if (const auto rows = document.find("rows"); rows != document.end() && layout_) {
    auto read = codec::rows_from_json(layout_, codec::dump_json(*rows));
    if (!read)
      return fail(errc::protocol_violation, read.error().to_string());
    portion.rows = std::move(*read);
  }
  portion.ended = document.value("ended", false);
  if (const auto failure = document.find("error"); failure != document.end())
    portion.failure = error_from(*failure);
  if (const auto counters = document.find("counters"); counters != document.end())
    portion.counters = counters->get<json::object_t>();
  return portion;
}

} // namespace plexus::apps
