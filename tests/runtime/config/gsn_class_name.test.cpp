// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/gsn_class_name.hpp"

#include <catch2/catch.hpp>

using namespace plexus::config;

TEST_CASE("three packages mean the same classes") {
  CHECK(normalise_gsn_class("gsn.vsensor.BridgeVirtualSensor") == "bridge");
  CHECK(normalise_gsn_class("ch.epfl.gsn.vsensor.BridgeVirtualSensor") == "bridge");
  CHECK(normalise_gsn_class(" au.csiro.gsnlite.vsensor.BridgeVirtualSensor\n") == "bridge");
  CHECK(normalise_gsn_class("BridgeVirtualSensor") == "bridge");
  CHECK(normalise_gsn_class("bridge") == "bridge");
  CHECK(normalise_gsn_class("gsn.vsensor.ScriptletProcessor") == "scriptletprocessor");
  CHECK(normalise_gsn_class("gsn.vsensor.DemoVSensor") == "demovsensor");
}

TEST_CASE("a class of another package is never taken for a built-in one") {
  CHECK(normalise_gsn_class("org.example.BridgeVirtualSensor") == "org.example.bridge");
  CHECK(normalise_gsn_class("gsn.vsensor.permasense.BridgeVirtualSensor") == "permasense.bridge");
}

TEST_CASE("the suffix alone is a name") {
  CHECK(normalise_gsn_class("gsn.vsensor.VirtualSensor") == "virtualsensor");
  CHECK(normalise_gsn_class("x.VirtualSensor") == "x.virtualsensor");
  CHECK(normalise_gsn_class("").empty());
}
