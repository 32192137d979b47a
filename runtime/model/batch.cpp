// SPDX-License-Identifier: Apache-2.0
#include "runtime/model/batch.hpp"

#include <new>
#include <string>

namespace plexus::model {

void batch::destroy(const batch* dead) noexcept {
  // The header and all behind it came from one operator new.
  const auto block_bytes = dead->size_bytes_;
  dead->~batch();
  ::operator delete(const_cast<batch*>(dead), block_bytes);
}

value batch::get(std::size_t column, std::size_t row) const {
  PLEXUS_ASSERT(column < schema_->size() && row < rows_);
  if (is_null(column, row))
    return {};
  const auto type = layout()[column].type;
  if (type == value_type::boolean)
    return integer(column, row) != 0;
  if (is_integer(type))
    return integer(column, row);
  if (is_floating(type))
    return floating(column, row);
  const auto content = text(column, row);
  if (type == value_type::string)
    return std::string{content};
  return bytes{content.begin(), content.end()};
}

} // namespace plexus::model
