// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/store_records.hpp"

#include <catch2/catch.hpp>

using namespace plexus;
using namespace plexus::storage;

TEST_CASE("keys sort as their numbers do") {
  CHECK(chunk_key(1, 255) < chunk_key(1, 256));
  CHECK(chunk_key(1, ~0ULL) < chunk_key(2, 0));
  CHECK(journal_key(0xff) < journal_key(0x100));
  const auto place = parse_chunk_key(chunk_key(7, 1ULL << 40));
  REQUIRE(place);
  CHECK(place->stream == 7);
  CHECK(place->first == 1ULL << 40);
  CHECK(parse_journal_key(journal_key(99)) == 99);
  CHECK(parse_stream_key(stream_key(5), 's') == 5);
  CHECK_FALSE(parse_stream_key(stream_key(5), 'c'));
  CHECK_FALSE(parse_chunk_key("short"));
  CHECK_FALSE(parse_journal_key(""));
}

TEST_CASE("records come back whole and are refused when damaged") {
  stream_record record;
  record.id = 3;
  record.name = "room";
  record.layout =
      model::schema::make({{"t", model::value_type::float64, "Cel", "d", "p", "", 0},
                           {"s", model::value_type::string, "", "", "", "text/plain", 40}})
          .value();
  record.options = {{model::retention_kind::age, 0, seconds{5}}, false};
  auto bytes = encode_stream(record);
  const auto back = decode_stream(bytes);
  REQUIRE(back);
  CHECK(back->name == "room");
  CHECK(*back->layout == *record.layout);
  CHECK(back->options.history == record.options.history);
  CHECK_FALSE(back->options.unique_timestamps);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] ^= 1;
    REQUIRE(decode_stream(bytes).error().code == errc::checksum_mismatch);
    bytes[i] ^= 1;
    REQUIRE_FALSE(decode_stream(std::span{bytes}.first(i)));
  }
  const chunk_counters counters{9, 8, 7, -6, 5, {4, 3, 2, -1, 0, false}};
  const auto counted = decode_counters(encode_counters(counters));
  REQUIRE(counted);
  CHECK(counted->last == 9);
  CHECK(counted->oldest == -6);
  CHECK(counted->tip.first == 4);
  CHECK(counted->tip.time_min == -1);
  CHECK(decode_number(encode_number(77)).value() == 77);
}

TEST_CASE("a journal blob gives its sections, damaged ones too") {
  journal_blob blob;
  CHECK(blob.empty());
  blob.add(1, record_bytes(10, 0xaa));
  blob.add(2, record_bytes(20, 0xbb));
  auto bytes = blob.finish();
  std::vector<std::pair<stream_id, std::size_t>> seen;
  const auto visit = [&](stream_id stream, record_view chunk) {
    seen.emplace_back(stream, chunk.size());
  };
  CHECK(each_section(bytes, visit));
  CHECK(seen == decltype(seen){{1, 10}, {2, 20}});
  bytes[12] ^= 1; // inside of the first chunk
  CHECK(each_section(bytes, visit).error().code == errc::checksum_mismatch);
  CHECK(seen.size() == 4);
  bytes[5] = 0xff; // its length
  CHECK_FALSE(each_section(bytes, visit));
  CHECK_FALSE(each_section(std::span{bytes}.first(4), visit));
}
