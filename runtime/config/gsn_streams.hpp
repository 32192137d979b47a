// SPDX-License-Identifier: Apache-2.0
// The parts of a GSN descriptor file that say where elements come from: streams, sources,
// addresses, and the output structures in them and in the processing class.
#pragma once

#include "runtime/config/gsn_element.hpp"
#include "runtime/model/virtual_sensor_descriptor.hpp"

#include <vector>

namespace plexus::config {

/// The fields of an `output-structure`.
std::vector<model::field> read_gsn_fields(gsn_element structure);

/// The `predicate` children of an element. Keys are trimmed and lower-cased; values are not
/// trimmed.
model::parameters read_gsn_predicates(gsn_element& parent);

/// Reads `streams` into the descriptor, whose name must be known already.
void read_gsn_streams(gsn_element streams, model::virtual_sensor_descriptor& into);

} // namespace plexus::config
