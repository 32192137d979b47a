// SPDX-License-Identifier: Apache-2.0
// Query text from strangers through lexer, rewrites, guard and SQLite: nothing crashes, a query
// that is prepared ends by itself or at its limits, and only the listed table can be read.
#include "runtime/model/batch_builder.hpp"
#include "runtime/query/batch_table.hpp"
#include "runtime/query/sql_engine.hpp"

#include <array>
#include <cstdint>
#include <string_view>

using namespace plexus;
using namespace plexus::query;

namespace {

model::schema_ptr layout(const char* first) {
  model::field number;
  number.name = first;
  number.type = model::value_type::int64;
  model::field text;
  text.name = "name";
  text.type = model::value_type::string;
  return *model::schema::make({number, text});
}

model::batch_ptr rows(const model::schema_ptr& of, std::int64_t first) {
  model::batch_builder out{of};
  for (std::int64_t i = 0; i < 4; ++i) {
    out.begin_row(from_microseconds(i * 1'000'500));
    out.set_integer(0, first + i);
    PLEXUS_ASSERT(out.set_bytes(1, i % 2 == 0 ? "even" : "odd"));
  }
  return out.finish();
}

constexpr std::int64_t secret = 7'203'685'477'580'800;

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0)
    return 0;
  const auto compat =
      data[0] % 2 == 0 ? model::compatibility::intended : model::compatibility::strict;
  const std::string_view sql{reinterpret_cast<const char*>(data) + 1, size - 1};

  const manual_clock time{from_microseconds(1'772'359'200'000'000)};
  const auto open_layout = layout("n");
  const auto closed_layout = layout("secret");
  batch_table open{open_layout};
  batch_table closed{closed_layout};
  open.show(rows(open_layout, 1));
  closed.show(rows(closed_layout, secret));
  sql_engine engine{time, {microseconds{20'000}, 1'000, 65'536}};
  PLEXUS_ASSERT(engine.add_table("open", open));
  PLEXUS_ASSERT(engine.add_table("closed", closed));

  const std::array names{table_name{"wrapper", "open", {}}};
  auto prepared = engine.prepare(sql, names, compat);
  if (!prepared)
    return 0;
  const auto done = (*prepared)->run([&](const result_row& row) {
    for (std::size_t i = 0; i < (*prepared)->columns().size(); ++i)
      if (row.kind_of(i) == result_row::kind::integer)
        PLEXUS_ASSERT(row.integer(i) < secret || row.integer(i) > secret + 3 ||
                      sql.size() > 10'000 || sql.find("7") != std::string_view::npos);
    return true;
  });
  static_cast<void>(done);
  return 0;
}
