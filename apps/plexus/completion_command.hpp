// SPDX-License-Identifier: Apache-2.0
// `plexus completion`: a completion script for bash, to be sourced.
#pragma once

#include <ostream>

namespace plexus::apps {

int print_completion(std::ostream& out);

} // namespace plexus::apps
