// SPDX-License-Identifier: Apache-2.0
// One column of integers in few bytes: predicted (not at all, by the last value, or by the last two
// values), the residuals bit-packed above their minimum, or packed around their median with the few
// that are far from it patched (Zukowski et al., ICDE 2006), or as zigzag varints: the smallest.
// A constant or evenly rising column takes no payload at all. Arithmetic wraps, so every column of
// 64-bit patterns comes back exactly. The building block of chunk_codec; not a format of its own.
#pragma once

#include "runtime/codec/byte_stream.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace plexus::codec {

/// Bytes past the end of a column that decoding may read (never use): the caller keeps so many
/// behind it, in a chunk those of the checksum.
inline constexpr std::size_t integer_column_slack = 8;

void encode_integers(std::span<const std::int64_t> values, std::vector<std::uint8_t>& out);

/// Fills `values`. The reader has failed() when the bytes are not a column of that many values;
/// `values` is then unspecified. At least integer_column_slack bytes behind the reader's end must
/// be readable memory.
void decode_integers(byte_reader& in, std::span<std::int64_t> values);

} // namespace plexus::codec
