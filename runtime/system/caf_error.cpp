// SPDX-License-Identifier: Apache-2.0
#include "runtime/system/caf_error.hpp"

#include <caf/atom.hpp>
#include <caf/exit_reason.hpp>
#include <caf/make_message.hpp>
#include <caf/message.hpp>
#include <caf/sec.hpp>

#include <cstdint>
#include <string>

namespace plexus::system {

namespace {

constexpr auto our_category = caf::atom("plexus");

// CAF's codes have 8 bits, ours 16: the code travels in the context.
constexpr std::uint8_t our_code = 1;

errc from_sec(caf::sec code) {
  switch (code) {
    case caf::sec::request_timeout:
      return errc::timed_out;
    case caf::sec::request_receiver_down:
    case caf::sec::runtime_error:
      return errc::actor_stopped;
    case caf::sec::invalid_argument:
      return errc::unknown_address;
    default:
      return errc::no_answer;
  }
}

} // namespace

caf::error to_caf(const error& failure) {
  return {our_code, our_category,
          caf::make_message(static_cast<std::uint16_t>(failure.code), failure.what, failure.where)};
}

error from_caf(const caf::error& failure) {
  if (!failure)
    return fail(errc::actor_stopped, "the actor ended normally without an answer");
  const auto& context = failure.context();
  if (failure.category() == our_category &&
      context.match_elements<std::uint16_t, std::string, std::string>())
    return fail(static_cast<errc>(context.get_as<std::uint16_t>(0)), context.get_as<std::string>(1),
                context.get_as<std::string>(2));
  if (failure.category() == caf::atom("system")) {
    const auto code = static_cast<caf::sec>(failure.code());
    return fail(from_sec(code), caf::to_string(code));
  }
  if (failure.category() == caf::atom("exit"))
    return fail(errc::actor_stopped, caf::to_string(static_cast<caf::exit_reason>(failure.code())));
  return fail(errc::no_answer, caf::to_string(failure));
}

} // namespace plexus::system
