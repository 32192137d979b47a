// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/store_records.hpp"

#include "runtime/codec/byte_stream.hpp"

#include <xxhash.h>

namespace plexus::storage {
namespace {

using codec::byte_reader;
using codec::byte_writer;

constexpr std::uint8_t blob_version = 1;
constexpr std::size_t checksum_bytes = 8;

/// Most significant byte first, so that keys sort by number.
template <class T>
void put_big_endian(std::string& key, T number) {
  for (int shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8)
    key.push_back(static_cast<char>(number >> shift & 0xff));
}
template <class T>
T get_big_endian(std::string_view key) {
  T number = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i)
    number = static_cast<T>(number << 8 | static_cast<std::uint8_t>(key[i]));
  return number;
}

void seal(record_bytes& bytes) {
  byte_writer{bytes}.fixed(std::uint64_t{XXH3_64bits(bytes.data(), bytes.size())});
}

result<byte_reader> unseal(record_view bytes) {
  if (bytes.size() < checksum_bytes)
    return fail(errc::malformed_chunk, "a record is too short");
  const auto content = bytes.first(bytes.size() - checksum_bytes);
  if (byte_reader{bytes.last(checksum_bytes)}.fixed<std::uint64_t>() !=
      XXH3_64bits(content.data(), content.size()))
    return fail(errc::checksum_mismatch, "the bytes of a record are not those that were written");
  return byte_reader{content};
}

error malformed() { return fail(errc::malformed_chunk, "a record does not add up"); }

void write_entry(byte_writer& out, const chunk_entry& entry) {
  out.fixed(entry.first);
  out.fixed(entry.rows);
  out.fixed(entry.bytes);
  out.fixed(entry.time_min);
  out.fixed(entry.time_max);
}

std::string prefixed(char kind, stream_id stream) {
  std::string key(1, kind);
  put_big_endian(key, stream);
  return key;
}

} // namespace

std::string stream_key(stream_id stream) { return prefixed('s', stream); }
std::string counters_key(stream_id stream) { return prefixed('c', stream); }

std::string journal_key(std::uint64_t blob) {
  std::string key;
  put_big_endian(key, blob);
  return key;
}

std::string chunk_key(stream_id stream, sequence first) {
  std::string key;
  put_big_endian(key, stream);
  put_big_endian(key, first);
  return key;
}

std::optional<chunk_place> parse_chunk_key(std::string_view key) {
  if (key.size() != sizeof(stream_id) + sizeof(sequence))
    return std::nullopt;
  return chunk_place{get_big_endian<stream_id>(key),
                     get_big_endian<sequence>(key.substr(sizeof(stream_id)))};
}

std::optional<std::uint64_t> parse_journal_key(std::string_view key) {
  return key.size() == sizeof(std::uint64_t) ? std::optional{get_big_endian<std::uint64_t>(key)}
                                             : std::nullopt;
}

std::optional<stream_id> parse_stream_key(std::string_view key, char kind) {
  return key.size() == 1 + sizeof(stream_id) && key.front() == kind
             ? std::optional{get_big_endian<stream_id>(key.substr(1))}
             : std::nullopt;
}

record_bytes encode_number(std::uint64_t number) {
  record_bytes bytes;
  byte_writer{bytes}.fixed(number);
  seal(bytes);
  return bytes;
}

result<std::uint64_t> decode_number(record_view bytes) {
  auto in = unseal(bytes);
  if (!in)
    return in.error();
  const auto number = in->fixed<std::uint64_t>();
  return in->failed() ? result<std::uint64_t>{malformed()} : number;
}

record_bytes encode_stream(const stream_record& record) {
  record_bytes bytes;
  byte_writer out{bytes};
  out.fixed(record.id);
  out.text(record.name);
  out.fixed(static_cast<std::uint8_t>(record.options.unique_timestamps));
  out.fixed(static_cast<std::uint8_t>(record.options.history.kind));
  out.fixed(record.options.history.count);
  out.fixed(std::int64_t{record.options.history.age.count()});
  out.varint(record.layout->size());
  for (const auto& field : record.layout->fields()) {
    out.text(field.name);
    out.fixed(static_cast<std::uint8_t>(field.type));
    for (const auto* text :
         {&field.unit, &field.description, &field.observed_property, &field.mime_type})
      out.text(*text);
    out.fixed(field.length_max);
  }
  seal(bytes);
  return bytes;
}

result<stream_record> decode_stream(record_view bytes) {
  auto opened = unseal(bytes);
  if (!opened)
    return opened.error();
  auto& in = *opened;
  stream_record record;
  record.id = in.fixed<stream_id>();
  record.name = in.text();
  record.options.unique_timestamps = in.fixed<std::uint8_t>() != 0;
  const auto kind = in.fixed<std::uint8_t>();
  record.options.history.kind = static_cast<model::retention_kind>(kind);
  record.options.history.count = in.fixed<std::uint64_t>();
  record.options.history.age = microseconds{in.fixed<std::int64_t>()};
  const auto count = in.varint();
  if (kind > static_cast<std::uint8_t>(model::retention_kind::age) || count > model::fields_max)
    return malformed();
  std::vector<model::field> fields(count);
  for (auto& field : fields) {
    field.name = in.text();
    const auto type = in.fixed<std::uint8_t>();
    if (type > static_cast<std::uint8_t>(model::value_type::binary))
      return malformed();
    field.type = static_cast<model::value_type>(type);
    for (auto* text : {&field.unit, &field.description, &field.observed_property, &field.mime_type})
      *text = in.text();
    field.length_max = in.fixed<std::uint32_t>();
  }
  if (in.failed() || in.remaining() != 0)
    return malformed();
  auto layout = model::schema::make(std::move(fields));
  if (!layout)
    return layout.error();
  record.layout = *layout;
  return record;
}

record_bytes encode_counters(const chunk_counters& counters) {
  record_bytes bytes;
  byte_writer out{bytes};
  out.fixed(counters.last);
  out.fixed(counters.rows);
  out.fixed(counters.bytes);
  out.fixed(counters.oldest);
  out.fixed(counters.newest);
  write_entry(out, counters.tip);
  seal(bytes);
  return bytes;
}

result<chunk_counters> decode_counters(record_view bytes) {
  auto opened = unseal(bytes);
  if (!opened)
    return opened.error();
  auto& in = *opened;
  chunk_counters counters;
  counters.last = in.fixed<sequence>();
  counters.rows = in.fixed<std::uint64_t>();
  counters.bytes = in.fixed<std::uint64_t>();
  counters.oldest = in.fixed<std::int64_t>();
  counters.newest = in.fixed<std::int64_t>();
  counters.tip.first = in.fixed<sequence>();
  counters.tip.rows = in.fixed<std::uint32_t>();
  counters.tip.bytes = in.fixed<std::uint32_t>();
  counters.tip.time_min = in.fixed<std::int64_t>();
  counters.tip.time_max = in.fixed<std::int64_t>();
  return in.failed() ? result<chunk_counters>{malformed()} : counters;
}

journal_blob::journal_blob() { byte_writer{bytes_}.fixed(blob_version); }

void journal_blob::add(stream_id stream, record_view chunk) {
  byte_writer out{bytes_};
  out.fixed(stream);
  out.fixed(static_cast<std::uint32_t>(chunk.size()));
  out.raw(chunk.data(), chunk.size());
  ++sections_;
}

record_bytes journal_blob::finish() {
  seal(bytes_);
  return std::move(bytes_);
}

status each_section(record_view blob, const std::function<void(stream_id, record_view)>& visit) {
  status outcome;
  if (const auto checked = unseal(blob); !checked)
    outcome = checked.error();
  if (blob.size() < 1 + checksum_bytes)
    return malformed();
  byte_reader in{blob.first(blob.size() - checksum_bytes)};
  if (in.fixed<std::uint8_t>() != blob_version)
    return malformed();
  while (in.remaining() > 0) {
    const auto stream = in.fixed<stream_id>();
    const auto size = in.fixed<std::uint32_t>();
    const auto* chunk = in.take(size);
    if (in.failed())
      return outcome ? status{malformed()} : outcome;
    visit(stream, {chunk, size});
  }
  return outcome;
}

} // namespace plexus::storage
