// SPDX-License-Identifier: Apache-2.0
// Names of GSN processing classes as written in descriptor files, and what they are called here.
#pragma once

#include <string>
#include <string_view>

namespace plexus::config {

/// Lower case, without the suffix "VirtualSensor", and without the package when it is one of the
/// three that GSN's own classes came in (gsn.vsensor, ch.epfl.gsn.vsensor,
/// au.csiro.gsnlite.vsensor): "gsn.vsensor.BridgeVirtualSensor" -> "bridge". A class of another
/// package keeps the package ("org.example.bridge"), so it is never mistaken for a built-in one.
std::string normalise_gsn_class(std::string_view class_name);

} // namespace plexus::config
