// SPDX-License-Identifier: Apache-2.0
// Message types of this folder's tests.
#pragma once

#include "runtime/system/double_bits.hpp"
#include "tests/support/actor_fixture.hpp"

#include <caf/atom.hpp>
#include <caf/meta/type_name.hpp>
#include <caf/type_id.hpp>

#include <string>

namespace plexus::test {
struct sample {
  std::string name;
  double value = 0;
};
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, sample& x) {
  system::double_bits value{x.value};
  return f(caf::meta::type_name("sample"), x.name, value.bits, value.on_load());
}
} // namespace plexus::test

CAF_BEGIN_TYPE_ID_BLOCK(system_tests, caf::first_custom_type_id)
CAF_ADD_TYPE_ID(system_tests, (plexus::test::sample))
CAF_ADD_ATOM(system_tests, plexus::test, get_atom, "get")
CAF_ADD_ATOM(system_tests, plexus::test, put_atom, "put")
CAF_ADD_ATOM(system_tests, plexus::test, poke_atom, "poke")
CAF_ADD_ATOM(system_tests, plexus::test, hold_atom, "hold")
CAF_END_TYPE_ID_BLOCK(system_tests)
