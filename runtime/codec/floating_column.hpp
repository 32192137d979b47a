// SPDX-License-Identifier: Apache-2.0
// One column of doubles, exactly: as scaled decimals with sparse corrections when that is what the
// values are (sensor readings mostly), else as bit patterns without their common trailing zeros.
// A value is decimal when it is within a few units in the last place of m / 10^k, the form that
// conversions and averages of decimal readings leave behind; the correction makes it exact again.
// NaN payloads, infinities and negative zero come back bit by bit.
#pragma once

#include "runtime/codec/byte_stream.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace plexus::codec {

/// `single`: all values are floats widened to double (field type float32).
void encode_floating(std::span<const double> values, bool single, std::vector<std::uint8_t>& out);

/// Fills `bits` with the bit patterns of the doubles. The reader has failed() when the bytes are
/// not such a column; memory behind the reader's end as for decode_integers.
void decode_floating(byte_reader& in, bool single, std::span<std::uint64_t> bits);

} // namespace plexus::codec
