// SPDX-License-Identifier: Apache-2.0
#include "runtime/base/result.hpp"

namespace plexus {

std::string error::to_string() const {
  return message().append(" (").append(name_of(code)).append(")");
}

std::string error::message() const {
  std::string text;
  if (!where.empty())
    text.append(where).append(": ");
  return text.append(what.empty() ? std::string{describe(code)} : what);
}

} // namespace plexus
