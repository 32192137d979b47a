// SPDX-License-Identifier: Apache-2.0
// What one stream element costs: building, holding and reading it as a row of a columnar batch,
// beside a vector of variants and a reference-counted block of one row, the two forms not taken.
// The element has four fields: double, int64, bool and a string of eleven bytes.
#include "runtime/model/batch_builder.hpp"
#include "tests/support/bench_report.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <malloc.h>
#include <memory>
#include <new>
#include <string>
#include <thread>
#include <vector>

using namespace plexus;
using namespace plexus::model;

namespace {

constexpr std::size_t elements = 1'000'000;
constexpr std::size_t kept = 65'536; // alive at once when memory is measured
constexpr int repetitions = 7;
constexpr std::string_view text = "occupied-17";

schema_ptr four_fields() {
  std::vector<field> fields(4);
  constexpr value_type types[] = {value_type::float64, value_type::int64, value_type::boolean,
                                  value_type::string};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    fields[i].name = "f" + std::to_string(i);
    fields[i].type = types[i];
  }
  return *schema::make(std::move(fields));
}

// Keeps the compiler from leaving out what nobody reads.
template <class T>
void use(const T& value) {
  asm volatile("" : : "r,m"(value) : "memory");
}

/// The best of some runs, in nanoseconds per element: other work on the machine only makes it
/// slower.
template <class Run>
double best_ns(std::size_t count, Run run) {
  double best = 1e300;
  for (int i = 0; i < repetitions; ++i) {
    const auto start = std::chrono::steady_clock::now();
    run();
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
    best = std::min(best, took.count() / static_cast<double>(count));
  }
  return best;
}

/// Bytes taken from the heap per element, with what malloc adds to each piece.
template <class Make>
double heap_bytes(std::size_t count, Make make) {
  const auto before = mallinfo2().uordblks;
  const auto alive = make();
  const auto bytes_taken = mallinfo2().uordblks - before - alive.capacity() * sizeof(alive[0]);
  return static_cast<double>(bytes_taken) / static_cast<double>(count);
}

// First form not taken.
struct variant_row {
  std::int64_t timed = 0;
  schema_ptr layout;
  std::vector<value> values;
};

variant_row make_variant_row(const schema_ptr& layout, std::size_t i) {
  variant_row row{static_cast<std::int64_t>(i), layout, {}};
  row.values.reserve(4);
  row.values.emplace_back(static_cast<double>(i));
  row.values.emplace_back(static_cast<std::int64_t>(i));
  row.values.emplace_back(i % 2 == 0);
  row.values.emplace_back(std::string{text});
  return row;
}

// Second form not taken: header, slots, a word of null bits, texts, all in one block.
struct row_block {
  std::atomic<std::uint32_t> references{1};
  std::uint32_t size_bytes = 0;
  std::int64_t timed = 0;
  std::uint64_t nulls = 0;
  schema_ptr layout;
  std::uint64_t slots[4];
};

struct release_row {
  void operator()(row_block* row) const {
    if (row->references.fetch_sub(1, std::memory_order_acq_rel) != 1)
      return;
    row->~row_block();
    ::operator delete(row);
  }
};
using row_ptr = std::unique_ptr<row_block, release_row>;

row_ptr make_row_block(const schema_ptr& layout, std::size_t i) {
  auto* memory = static_cast<char*>(::operator new(sizeof(row_block) + text.size()));
  auto* row = new (memory) row_block;
  row->size_bytes = static_cast<std::uint32_t>(sizeof(row_block) + text.size());
  row->timed = static_cast<std::int64_t>(i);
  row->layout = layout;
  row->slots[0] = std::bit_cast<std::uint64_t>(static_cast<double>(i));
  row->slots[1] = i;
  row->slots[2] = i % 2;
  row->slots[3] = std::uint64_t{text.size()} << 32U;
  std::memcpy(memory + sizeof(row_block), text.data(), text.size());
  return row_ptr{row};
}

void add_row(batch_builder& into, std::size_t i) {
  into.begin_row(from_microseconds(static_cast<std::int64_t>(i)));
  into.set_floating(0, static_cast<double>(i));
  into.set_integer(1, static_cast<std::int64_t>(i));
  into.set_boolean(2, i % 2 == 0);
  if (!into.set_bytes(3, text))
    std::exit(1);
}

std::vector<batch_ptr> make_batches(const schema_ptr& layout, std::size_t count, std::size_t rows) {
  std::vector<batch_ptr> made;
  made.reserve(count / rows);
  batch_builder builder{layout};
  for (std::size_t i = 0; i < count; ++i) {
    add_row(builder, i);
    if (builder.rows() == rows)
      made.push_back(builder.finish());
  }
  return made;
}

struct figures {
  double build_ns, bytes, read_ns, copy_ns;
};

figures measure_batches(const schema_ptr& layout, std::size_t rows) {
  figures found{};
  batch_builder builder{layout};
  found.build_ns = best_ns(elements, [&] {
    for (std::size_t i = 0; i < elements; ++i) {
      add_row(builder, i);
      if (builder.rows() == rows)
        use(builder.finish());
    }
  });
  builder.finish();
  found.bytes = heap_bytes(kept, [&] { return make_batches(layout, kept, rows); });
  const auto batches = make_batches(layout, kept, rows);
  found.read_ns = best_ns(kept, [&] {
    double sum = 0;
    for (const auto& each : batches)
      for (std::size_t row = 0; row < each->rows(); ++row)
        if (!each->is_null(0, row))
          sum += each->floating(0, row);
    use(sum);
  });
  found.copy_ns = best_ns(kept, [&] {
    for (const auto& each : batches)
      for (std::size_t row = 0; row < each->rows(); ++row)
        use(stream_element{each, static_cast<std::uint32_t>(row)});
  });
  return found;
}

figures measure_variants(const schema_ptr& layout) {
  figures found{};
  found.build_ns = best_ns(elements, [&] {
    for (std::size_t i = 0; i < elements; ++i)
      use(make_variant_row(layout, i));
  });
  const auto make = [&] {
    std::vector<std::unique_ptr<variant_row>> made;
    made.reserve(kept);
    for (std::size_t i = 0; i < kept; ++i)
      made.push_back(std::make_unique<variant_row>(make_variant_row(layout, i)));
    return made;
  };
  found.bytes = heap_bytes(kept, make);
  const auto rows = make();
  found.read_ns = best_ns(kept, [&] {
    double sum = 0;
    for (const auto& row : rows)
      if (const auto* number = std::get_if<double>(&row->values[0]))
        sum += *number;
    use(sum);
  });
  found.copy_ns = best_ns(kept, [&] {
    for (const auto& row : rows) {
      const variant_row copy = *row;
      use(copy);
    }
  });
  return found;
}

figures measure_blocks(const schema_ptr& layout) {
  figures found{};
  found.build_ns = best_ns(elements, [&] {
    for (std::size_t i = 0; i < elements; ++i)
      use(make_row_block(layout, i));
  });
  const auto make = [&] {
    std::vector<row_ptr> made;
    made.reserve(kept);
    for (std::size_t i = 0; i < kept; ++i)
      made.push_back(make_row_block(layout, i));
    return made;
  };
  found.bytes = heap_bytes(kept, make);
  const auto rows = make();
  found.read_ns = best_ns(kept, [&] {
    double sum = 0;
    for (const auto& row : rows)
      if ((row->nulls & 1U) == 0)
        sum += std::bit_cast<double>(row->slots[0]);
    use(sum);
  });
  found.copy_ns = best_ns(kept, [&] {
    for (const auto& row : rows) {
      row->references.fetch_add(1, std::memory_order_relaxed);
      const row_ptr copy{row.get()};
      use(copy);
    }
  });
  return found;
}

void add(bench::report& out, const std::string& form, const figures& found,
         const figures& baseline) {
  out.add(form + "_build", found.build_ns, "ns/element", baseline.build_ns);
  out.add(form + "_memory", found.bytes, "bytes/element", baseline.bytes);
  out.add(form + "_read_field", found.read_ns, "ns/element", baseline.read_ns);
  out.add(form + "_share", found.copy_ns, "ns/element", baseline.copy_ns);
}

} // namespace

int main(int argc, char** argv) {
  bench::report out{"model", argc, argv};
  // A node has threads, and shared_ptr counts without atomics until a process has had one.
  std::thread{[] {}}.join();
  const auto layout = four_fields();
  const auto variants = measure_variants(layout);
  add(out, "row_block", measure_blocks(layout), variants);
  add(out, "batch_1", measure_batches(layout, 1), variants);
  add(out, "batch_256", measure_batches(layout, 256), variants);
  out.add("make_element",
          best_ns(elements / 10,
                  [&] {
                    const std::vector<value> values{1.5, std::int64_t{7}, true, std::string{text}};
                    for (std::size_t i = 0; i < elements / 10; ++i)
                      use(*make_element(layout, from_microseconds(static_cast<std::int64_t>(i)),
                                        values));
                  }),
          "ns/element", variants.build_ns);
}
