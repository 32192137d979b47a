// SPDX-License-Identifier: Apache-2.0
// Keys and records of a store on disk besides the chunks: streams, their counters, journal blobs.
// Every record ends in an XXH3 of the rest. Changing a form means a new store_format.
#pragma once

#include "runtime/storage/store.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plexus::storage {

inline constexpr std::uint32_t store_format = 1;

using record_bytes = std::vector<std::uint8_t>;
using record_view = std::span<const std::uint8_t>;

inline constexpr std::string_view format_key = "format";
inline constexpr std::string_view next_stream_key = "next_stream";
std::string stream_key(stream_id stream);   // 's' be32
std::string counters_key(stream_id stream); // 'c' be32
std::string journal_key(std::uint64_t blob);
std::string chunk_key(stream_id stream, sequence first);

struct chunk_place {
  stream_id stream = 0;
  sequence first = 0;
};
std::optional<chunk_place> parse_chunk_key(std::string_view key);
std::optional<std::uint64_t> parse_journal_key(std::string_view key);
/// The stream of a stream_key or counters_key.
std::optional<stream_id> parse_stream_key(std::string_view key, char kind);

/// One chunk as its stream's index knows it.
struct chunk_entry {
  sequence first = 0;
  std::uint32_t rows = 0;
  std::uint32_t bytes = 0;
  std::int64_t time_min = 0; // microseconds
  std::int64_t time_max = 0;
  bool damaged = false;

  sequence last() const noexcept { return first + rows - 1; }
};

/// What the chunks of a stream come to; written whenever they change, so that opening a store does
/// not read history.
struct chunk_counters {
  sequence last = 0; // greatest sequence ever put into a chunk
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  std::int64_t oldest = 0; // microseconds; meaningless without rows
  std::int64_t newest = 0;
  chunk_entry tip; // the last chunk; no rows when there is none
};

struct stream_record {
  stream_id id = 0;
  std::string name;
  model::schema_ptr layout;
  stream_options options;
};

record_bytes encode_number(std::uint64_t number);
record_bytes encode_stream(const stream_record& record);
record_bytes encode_counters(const chunk_counters& counters);

/// Errors of all three: checksum_mismatch, malformed_chunk.
result<std::uint64_t> decode_number(record_view bytes);
result<stream_record> decode_stream(record_view bytes);
result<chunk_counters> decode_counters(record_view bytes);

/// A blob: u8 version, sections of u32 stream, u32 size, chunk; checksum.
class journal_blob {
public:
  journal_blob();
  void add(stream_id stream, record_view chunk);
  bool empty() const noexcept { return sections_ == 0; }
  record_bytes finish();

private:
  record_bytes bytes_;
  std::size_t sections_ = 0;
};

/// Visits the sections. Damage is an error, but sections before and behind it that can still be
/// found are visited; their chunks have checksums of their own. Errors: as above.
status each_section(record_view blob, const std::function<void(stream_id, record_view)>& visit);

} // namespace plexus::storage
