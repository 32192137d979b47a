// SPDX-License-Identifier: Apache-2.0
// Chunks: any bytes, with their checksum made right so that the columns are reached, give an error
// or a batch that can be read and encoded again to the same rows.
#include "runtime/codec/chunk_codec.hpp"

#include <cstring>
#include <string>

using namespace plexus;

namespace {

/// The layout is chosen by the first byte: one field of each type, or all of them.
model::schema_ptr layout_of(std::uint8_t choice) {
  std::vector<model::field> fields;
  for (int type = 0; type <= static_cast<int>(model::value_type::binary); ++type)
    if (choice % 10 == 9 || choice % 10 == type)
      fields.push_back(
          {"f" + std::to_string(type), static_cast<model::value_type>(type), {}, {}, {}, {}, 0});
  return model::schema::make(std::move(fields)).value();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0)
    return 0;
  const codec::chunk_codec codec{layout_of(data[0])};
  std::vector<std::uint8_t> chunk(data + 1, data + size);
  if (chunk.size() >= 16) { // version and fingerprint right, or nothing else is reached
    chunk[0] = 1;
    const auto fingerprint = codec::layout_fingerprint(*codec.layout());
    const auto fields = static_cast<std::uint16_t>(codec.layout()->size());
    std::memcpy(chunk.data() + 2, &fields, sizeof fields);
    std::memcpy(chunk.data() + 8, &fingerprint, sizeof fingerprint);
  }
  codec::reseal_chunk(chunk);
  const auto rows = codec.decode(chunk);
  if (!rows)
    return 0;
  std::size_t kinds = 0;
  for (std::size_t column = 0; column < codec.layout()->size(); ++column)
    for (std::size_t row = 0; row < (*rows)->rows(); ++row)
      kinds += (*rows)->get(column, row).index();
  const codec::row_range all{rows->get(), 0, static_cast<std::uint32_t>((*rows)->rows())};
  std::vector<std::uint8_t> again;
  codec.encode({&all, 1}, 1 + kinds % 2, again);
  const auto back = codec.decode(again);
  PLEXUS_ASSERT(back && (*back)->rows() == (*rows)->rows());
  for (std::size_t column = 0; column < codec.layout()->size(); ++column)
    for (std::size_t row = 0; row < (*rows)->rows(); ++row) {
      PLEXUS_ASSERT((*rows)->is_null(column, row) == (*back)->is_null(column, row));
      if (model::is_variable_length(codec.layout()->fields()[column].type))
        PLEXUS_ASSERT((*rows)->text(column, row) == (*back)->text(column, row));
      else
        PLEXUS_ASSERT((*rows)->slots(column)[row] == (*back)->slots(column)[row]);
    }
  return 0;
}
