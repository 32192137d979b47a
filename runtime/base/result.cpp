// SPDX-License-Identifier: Apache-2.0
#include "runtime/base/result.hpp"

namespace plexus {

std::string error::to_string() const {
  std::string text;
  if (!where.empty())
    text.append(where).append(": ");
  text.append(what.empty() ? std::string{describe(code)} : what);
  return text.append(" (").append(name_of(code)).append(")");
}

} // namespace plexus
