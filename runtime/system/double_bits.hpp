// SPDX-License-Identifier: Apache-2.0
// Doubles in CAF's inspect functions. CAF 0.17 writes a double digit by digit: infinity never ends,
// NaN becomes -1 and tiny values come back wrong. Every floating-point member of a message
// therefore travels as its bit pattern. Header only, so that messages can use it without linking.
#pragma once

#include <caf/error.hpp>
#include <caf/meta/load_callback.hpp>

#include <bit>
#include <cstdint>

namespace plexus::system {

/// The bit patterns of one inspected object's doubles, copied back when the object was read:
///
///     template <class I> typename I::result_type inspect(I& f, reading& x) {
///       double_bits value{x.value};
///       return f(caf::meta::type_name("reading"), x.id, value.bits, value.on_load());
///     }
///
/// With several: one double_bits each, all named before their on_load().
class double_bits {
public:
  explicit double_bits(double& target)
      : bits(std::bit_cast<std::uint64_t>(target)), target_(target) {}

  /// To be named after `bits` in the list of members.
  auto on_load() { return caf::meta::load_callback(loader{*this}); }

  std::uint64_t bits;

private:
  struct loader {
    double_bits& from;
    caf::error operator()() const {
      from.target_ = std::bit_cast<double>(from.bits);
      return caf::none;
    }
  };

  double& target_;
};

} // namespace plexus::system
