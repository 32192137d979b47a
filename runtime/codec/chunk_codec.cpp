// SPDX-License-Identifier: Apache-2.0
#include "runtime/codec/chunk_codec.hpp"

#include "runtime/codec/floating_column.hpp"
#include "runtime/codec/integer_column.hpp"
#include "runtime/model/batch_block.hpp"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <unordered_map>

namespace plexus::codec {
namespace {

using u64 = std::uint64_t;
using i64 = std::int64_t;
using byte_span = std::span<const std::uint8_t>;

constexpr std::uint8_t chunk_version = 1;
constexpr std::size_t header_bytes = 44;
constexpr std::size_t text_bytes_offset = 40;
constexpr std::size_t checksum_bytes = 8;
static_assert(header_bytes + checksum_bytes == chunk_overhead_bytes);
static_assert(checksum_bytes >= integer_column_slack);

constexpr std::uint8_t no_nulls = 0;
constexpr std::uint8_t some_nulls = 1;
constexpr std::uint8_t all_nulls = 2;
constexpr std::uint8_t dictionary_mode = 0;
constexpr std::uint8_t plain_mode = 1;
constexpr std::size_t dictionary_max = 1024; // entries

u64 checksum(byte_span bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

std::size_t count_rows(std::span<const row_range> ranges) {
  std::size_t rows = 0;
  for (const auto& range : ranges)
    rows += range.end - range.begin;
  return rows;
}

/// Calls with (block, row in the block) for every row, in order.
template <class Visit>
void each_row(std::span<const row_range> ranges, Visit visit) {
  for (const auto& range : ranges)
    for (auto row = range.begin; row < range.end; ++row)
      visit(*range.block, row);
}

/// The null bitmap in bytes and the number of nulls.
std::size_t gather_nulls(std::span<const row_range> ranges, std::size_t column, std::size_t rows,
                         std::vector<std::uint8_t>& bitmap) {
  bitmap.assign((rows + 7) / 8, 0);
  std::size_t at = 0;
  std::size_t nulls = 0;
  for (const auto& range : ranges) {
    const auto words = range.block->nulls(column);
    if (std::all_of(words.begin(), words.end(), [](u64 word) { return word == 0; })) {
      at += range.end - range.begin;
      continue;
    }
    for (auto row = range.begin; row < range.end; ++row, ++at)
      if (range.block->is_null(column, row)) {
        bitmap[at / 8] = static_cast<std::uint8_t>(bitmap[at / 8] | 1u << at % 8);
        ++nulls;
      }
  }
  return nulls;
}

/// Slots of a column; where null the last value before, which costs no bits.
template <class T>
std::vector<T> gather_slots(std::span<const row_range> ranges, std::size_t column, std::size_t rows,
                            bool with_nulls) {
  std::vector<T> values;
  values.reserve(rows);
  for (const auto& range : ranges) {
    const auto slots = range.block->slots(column);
    for (auto row = range.begin; row < range.end; ++row)
      values.push_back(std::bit_cast<T>(slots[row]));
  }
  if (!with_nulls)
    return values;
  T last{};
  std::size_t at = 0;
  each_row(ranges, [&](const model::batch& block, std::uint32_t row) {
    if (block.is_null(column, row))
      values[at] = last;
    last = values[at++];
  });
  return values;
}

/// Returns the bytes the texts take when decoded.
std::size_t encode_texts(std::span<const row_range> ranges, std::size_t column, std::size_t rows,
                         std::vector<std::uint8_t>& out) {
  std::unordered_map<std::string_view, i64> places;
  std::vector<std::string_view> entries;
  std::vector<i64> numbers;
  numbers.reserve(rows);
  byte_writer writer{out};
  each_row(ranges, [&](const model::batch& block, std::uint32_t row) {
    if (entries.size() > dictionary_max)
      return;
    const auto content = block.text(column, row);
    if (!numbers.empty() && entries[static_cast<std::size_t>(numbers.back())] == content) {
      numbers.push_back(numbers.back());
      return;
    }
    const auto [place, fresh] = places.try_emplace(content, static_cast<i64>(entries.size()));
    if (fresh)
      entries.push_back(content);
    numbers.push_back(place->second);
  });
  if (entries.size() <= dictionary_max && entries.size() <= rows / 2 + 1) {
    writer.fixed(dictionary_mode);
    writer.varint(entries.size());
    std::size_t bytes = 0;
    for (const auto entry : entries) {
      writer.text(entry);
      bytes += entry.size();
    }
    encode_integers(numbers, out);
    return bytes;
  }
  writer.fixed(plain_mode);
  numbers.clear();
  std::size_t bytes = 0;
  each_row(ranges, [&](const model::batch& block, std::uint32_t row) {
    numbers.push_back(static_cast<i64>(block.text(column, row).size()));
    bytes += block.text(column, row).size();
  });
  encode_integers(numbers, out);
  each_row(ranges, [&](const model::batch& block, std::uint32_t row) {
    const auto content = block.text(column, row);
    writer.raw(content.data(), content.size());
  });
  return bytes;
}

// Timestamps mostly lie on whole milliseconds, seconds or minutes: counted in the largest unit that
// all their distances from the first share.
constexpr std::array<i64, 4> time_units{1, 1'000, 1'000'000, 60'000'000};

void encode_times(std::vector<i64>& times, std::vector<std::uint8_t>& out) {
  const i64 base = times.front();
  std::size_t unit = time_units.size() - 1;
  for (auto& time : times) {
    time = static_cast<i64>(static_cast<u64>(time) - static_cast<u64>(base));
    while (time % time_units[unit] != 0)
      --unit;
  }
  if (unit > 0)
    for (auto& time : times)
      time /= time_units[unit];
  byte_writer writer{out};
  writer.fixed(static_cast<std::uint8_t>(unit));
  writer.fixed(base);
  encode_integers(times, out);
}

void decode_times(byte_reader& in, std::span<i64> times) {
  const auto unit = in.fixed<std::uint8_t>();
  const auto base = in.fixed<u64>();
  if (unit >= time_units.size())
    return in.refuse();
  decode_integers(in, times);
  const auto scale = static_cast<u64>(time_units[unit]);
  for (auto& time : times)
    time = static_cast<i64>(base + static_cast<u64>(time) * scale);
}

/// Everything before the columns of the fields.
struct opened_chunk {
  chunk_header header;
  std::size_t text_bytes = 0;
  byte_reader body; // ends before the checksum, which serves as slack
};

result<opened_chunk> open_chunk(byte_span chunk, u64 fingerprint, std::size_t columns) {
  if (chunk.size() < chunk_overhead_bytes || chunk[0] != chunk_version)
    return fail(errc::malformed_chunk, "not a chunk of a known version");
  const auto content = chunk.first(chunk.size() - checksum_bytes);
  if (byte_reader{chunk.last(checksum_bytes)}.fixed<u64>() != checksum(content))
    return fail(errc::checksum_mismatch, "the bytes of a chunk are not those that were written");
  opened_chunk opened{{}, 0, byte_reader{content}};
  auto& in = opened.body;
  in.fixed<std::uint16_t>(); // version and reserved
  const auto fields = in.fixed<std::uint16_t>();
  opened.header.rows = in.fixed<std::uint32_t>();
  const bool same = in.fixed<u64>() == fingerprint && fields == columns;
  opened.header.first = in.fixed<u64>();
  opened.header.time_min = in.fixed<i64>();
  opened.header.time_max = in.fixed<i64>();
  opened.text_bytes = in.fixed<std::uint32_t>();
  if (!same)
    return fail(errc::schema_mismatch, "the chunk has other fields");
  const std::size_t rows = opened.header.rows;
  if (rows == 0 || rows > chunk_rows_max || rows * (columns + 1) > chunk_cells_max)
    return fail(errc::malformed_chunk, "the chunk's row count is out of bounds");
  if (opened.text_bytes > in.remaining() || opened.text_bytes > model::batch_tail_bytes_max)
    return fail(errc::malformed_chunk, "the chunk says it has more text than bytes");
  return opened;
}

/// Where the bytes of a text column are, found before the block is allocated.
struct text_column {
  std::vector<std::string_view> entries; // dictionary
  std::vector<i64> numbers;              // indexes, or lengths
  const char* plain = nullptr;           // bytes of all rows when not a dictionary
  std::size_t bytes = 0;
};

text_column open_texts(byte_reader& in, std::size_t rows) {
  text_column column;
  column.numbers.resize(rows);
  const auto mode = in.fixed<std::uint8_t>();
  if (mode == dictionary_mode) {
    const auto count = in.varint();
    if (count == 0 || count > dictionary_max)
      return in.refuse(), column;
    for (u64 i = 0; i < count && !in.failed(); ++i) {
      column.entries.push_back(in.text());
      column.bytes += column.entries.back().size();
    }
    decode_integers(in, column.numbers);
    for (const i64 number : column.numbers)
      if (static_cast<u64>(number) >= count)
        return in.refuse(), column;
    return column;
  }
  if (mode != plain_mode)
    return in.refuse(), column;
  decode_integers(in, column.numbers);
  for (const i64 length : column.numbers) {
    if (in.failed() || static_cast<u64>(length) > in.remaining() - column.bytes)
      return in.refuse(), column;
    column.bytes += static_cast<std::size_t>(length);
  }
  column.plain = reinterpret_cast<const char*>(in.take(column.bytes));
  return column;
}

/// Copies the bytes to the block's tail at `offset` and fills the slots.
void place_texts(const text_column& column, std::size_t offset, std::span<char> tail,
                 std::span<u64> slots) {
  const auto slot = [](std::size_t length, std::size_t at) { return u64{length} << 32 | at; };
  if (column.entries.empty()) {
    if (column.bytes > 0)
      std::memcpy(tail.data() + offset, column.plain, column.bytes);
    for (std::size_t row = 0; row < slots.size(); ++row) {
      const auto length = static_cast<std::size_t>(column.numbers[row]);
      slots[row] = slot(length, offset);
      offset += length;
    }
    return;
  }
  std::vector<u64> placed;
  for (const auto entry : column.entries) {
    if (!entry.empty())
      std::memcpy(tail.data() + offset, entry.data(), entry.size());
    placed.push_back(slot(entry.size(), offset));
    offset += entry.size();
  }
  for (std::size_t row = 0; row < slots.size(); ++row)
    slots[row] = placed[static_cast<std::size_t>(column.numbers[row])];
}

void apply_nulls(const std::uint8_t* bitmap, std::span<u64> nulls, std::span<u64> slots) {
  std::memcpy(nulls.data(), bitmap, (slots.size() + 7) / 8);
  if (slots.size() % 64 != 0)
    nulls.back() &= (u64{1} << slots.size() % 64) - 1;
  for (std::size_t row = 0; row < slots.size(); ++row)
    if ((nulls[row / 64] >> row % 64 & 1u) != 0)
      slots[row] = 0;
}

bool in_range(model::value_type type, std::span<const u64> slots) {
  i64 low = 0;
  i64 high = 0;
  switch (type) {
    case model::value_type::boolean:
      high = 1;
      break;
    case model::value_type::int8:
      low = INT8_MIN, high = INT8_MAX;
      break;
    case model::value_type::int16:
      low = INT16_MIN, high = INT16_MAX;
      break;
    case model::value_type::int32:
      low = INT32_MIN, high = INT32_MAX;
      break;
    default:
      return true;
  }
  return std::all_of(slots.begin(), slots.end(), [&](u64 slot) {
    return static_cast<i64>(slot) >= low && static_cast<i64>(slot) <= high;
  });
}

error malformed() { return fail(errc::malformed_chunk, "the columns of a chunk do not add up"); }

void decode_numbers(byte_reader& in, model::value_type type, std::span<u64> slots) {
  if (model::is_floating(type))
    return decode_floating(in, type == model::value_type::float32, slots);
  // SAFETY: int64_t and uint64_t may alias each other.
  decode_integers(in, {reinterpret_cast<i64*>(slots.data()), slots.size()});
}

void set_all_null(std::span<u64> nulls, std::span<u64> slots) {
  std::fill(slots.begin(), slots.end(), 0);
  std::fill(nulls.begin(), nulls.end(), ~u64{0});
  if (slots.size() % 64 != 0)
    nulls.back() = (u64{1} << slots.size() % 64) - 1;
}

/// One field's column into the block; texts go to the tail from `tail_used` on.
status decode_column(byte_reader& in, model::value_type type, std::size_t column,
                     model::batch_block& block, std::size_t& tail_used) {
  const auto slots = block.slots(column);
  const auto nulls = in.fixed<std::uint8_t>();
  const auto* bitmap = nulls == some_nulls ? in.take((slots.size() + 7) / 8) : nullptr;
  if (nulls > all_nulls || in.failed())
    return malformed();
  if (nulls == all_nulls) {
    set_all_null(block.nulls(column), slots);
    return {};
  }
  if (model::is_variable_length(type)) {
    const auto texts = open_texts(in, slots.size());
    if (in.failed() || texts.bytes > block.tail().size() - tail_used)
      return malformed();
    place_texts(texts, tail_used, block.tail(), slots);
    tail_used += texts.bytes;
  } else {
    decode_numbers(in, type, slots);
  }
  if (in.failed() || !in_range(type, slots))
    return malformed();
  if (bitmap != nullptr)
    apply_nulls(bitmap, block.nulls(column), slots);
  return {};
}

/// What a text column adds to the tail when it is decoded.
std::size_t encode_column(std::span<const row_range> ranges, std::size_t column,
                          model::value_type type, std::size_t rows,
                          std::vector<std::uint8_t>& out) {
  std::vector<std::uint8_t> bitmap;
  const auto nulls = gather_nulls(ranges, column, rows, bitmap);
  byte_writer writer{out};
  writer.fixed(nulls == 0 ? no_nulls : nulls == rows ? all_nulls : some_nulls);
  if (nulls == rows)
    return 0;
  if (nulls > 0)
    writer.raw(bitmap.data(), bitmap.size());
  if (model::is_variable_length(type))
    return encode_texts(ranges, column, rows, out);
  if (model::is_floating(type))
    encode_floating(gather_slots<double>(ranges, column, rows, nulls > 0),
                    type == model::value_type::float32, out);
  else
    encode_integers(gather_slots<i64>(ranges, column, rows, nulls > 0), out);
  return 0;
}

} // namespace

void reseal_chunk(std::span<std::uint8_t> chunk) {
  if (chunk.size() < checksum_bytes)
    return;
  const u64 sum = checksum(chunk.first(chunk.size() - checksum_bytes));
  std::memcpy(chunk.data() + chunk.size() - checksum_bytes, &sum, sizeof sum);
}

std::uint64_t layout_fingerprint(const model::schema& layout) {
  std::vector<std::uint8_t> text;
  byte_writer writer{text};
  for (const auto& field : layout.fields()) {
    writer.text(field.name);
    writer.fixed(static_cast<std::uint8_t>(field.type));
  }
  return checksum(text);
}

chunk_codec::chunk_codec(model::schema_ptr layout)
    : layout_(std::move(layout)), fingerprint_(layout_fingerprint(*layout_)),
      rows_max_(std::min(chunk_rows_max, chunk_cells_max / (layout_->size() + 1))) {}

void chunk_codec::encode(std::span<const row_range> ranges, std::uint64_t first,
                         std::vector<std::uint8_t>& out) const {
  const auto rows = count_rows(ranges);
  PLEXUS_ASSERT(rows >= 1 && rows <= rows_max_);
  std::vector<i64> times;
  times.reserve(rows);
  for (const auto& range : ranges) {
    const auto all = range.block->timestamps();
    times.insert(times.end(), all.begin() + range.begin, all.begin() + range.end);
  }
  const auto [low, high] = std::minmax_element(times.begin(), times.end());
  const auto start = out.size();
  byte_writer writer{out};
  writer.fixed(chunk_version);
  writer.fixed(std::uint8_t{0});
  writer.fixed(static_cast<std::uint16_t>(layout_->size()));
  writer.fixed(static_cast<std::uint32_t>(rows));
  writer.fixed(fingerprint_);
  writer.fixed(first);
  writer.fixed(*low);
  writer.fixed(*high);
  writer.fixed(std::uint32_t{0}); // bytes of texts, below

  encode_times(times, out);
  std::size_t text_bytes = 0;
  for (std::size_t column = 0; column < layout_->size(); ++column)
    text_bytes += encode_column(ranges, column, (*layout_)[column].type, rows, out);
  const auto text_bytes_32 = static_cast<std::uint32_t>(text_bytes);
  std::memcpy(out.data() + start + text_bytes_offset, &text_bytes_32, sizeof text_bytes_32);
  writer.fixed(checksum(byte_span{out}.subspan(start)));
}

result<chunk_header> chunk_codec::header(byte_span chunk) const {
  auto opened = open_chunk(chunk, fingerprint_, layout_->size());
  if (!opened)
    return opened.error();
  return opened->header;
}

result<model::batch_ptr> chunk_codec::decode(byte_span chunk) const {
  auto opened = open_chunk(chunk, fingerprint_, layout_->size());
  if (!opened)
    return opened.error();
  auto& in = opened->body;
  model::batch_block block{layout_, opened->header.rows, opened->text_bytes};
  decode_times(in, block.timestamps());
  std::size_t tail_used = 0;
  for (std::size_t column = 0; column < layout_->size(); ++column)
    if (auto done = decode_column(in, (*layout_)[column].type, column, block, tail_used); !done)
      return done.error();
  if (in.failed() || in.remaining() != 0 || tail_used != opened->text_bytes)
    return malformed();
  return block.finish();
}

status chunk_codec::decode_timestamps(byte_span chunk, std::vector<i64>& timestamps) const {
  auto opened = open_chunk(chunk, fingerprint_, layout_->size());
  if (!opened)
    return opened.error();
  timestamps.resize(opened->header.rows);
  decode_times(opened->body, timestamps);
  return opened->body.failed() ? status{malformed()} : status{};
}

} // namespace plexus::codec
