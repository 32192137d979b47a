// SPDX-License-Identifier: Apache-2.0
#include "runtime/model/batch.hpp"

#include <new>
#include <string>

namespace plexus::model {

void batch::destroy(const batch* dead) noexcept {
  dead->~batch();
  ::operator delete(const_cast<batch*>(dead));
}

value batch::get(std::size_t column, std::size_t row) const {
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
