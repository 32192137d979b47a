// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/functions/aggregate_functions.hpp"

#include "runtime/query/functions/arguments.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <new>
#include <string>
#include <type_traits>
#include <unordered_set>
#include <variant>
#include <vector>

namespace plexus::query {

namespace {

// SQLite gives zeroed memory per group and frees it without a destructor.
template <class State>
State* plain_state(sqlite3_context* context) {
  static_assert(std::is_trivially_copyable_v<State>);
  auto* state = static_cast<State*>(sqlite3_aggregate_context(context, sizeof(State)));
  if (state == nullptr)
    sqlite3_result_error_nomem(context);
  return state;
}

// The state as it is at the end; null when no row came.
template <class State>
const State* final_state(sqlite3_context* context) {
  return static_cast<const State*>(sqlite3_aggregate_context(context, 0));
}

// For states with members of their own: SQLite's memory holds a pointer. The finish of an aggregate
// is also called when its statement ends early, so the state always goes.
template <class State>
State* owned_state(sqlite3_context* context) {
  auto** place = static_cast<State**>(sqlite3_aggregate_context(context, sizeof(State*)));
  if (place == nullptr) {
    sqlite3_result_error_nomem(context);
    return nullptr;
  }
  if (*place == nullptr)
    *place = new State;
  return *place;
}
template <class State>
std::unique_ptr<State> take_state(sqlite3_context* context) {
  auto** place = static_cast<State**>(sqlite3_aggregate_context(context, 0));
  return std::unique_ptr<State>{place == nullptr ? nullptr : std::exchange(*place, nullptr)};
}

// Counted by SQLite, so that the bound of sqlite_process.hpp holds for what aggregates keep.
template <class T>
struct counted_memory {
  using value_type = T;
  counted_memory() = default;
  template <class Other>
  counted_memory(const counted_memory<Other>&) noexcept {}

  T* allocate(std::size_t count) {
    void* memory = sqlite3_malloc64(count * sizeof(T));
    if (memory == nullptr)
      throw std::bad_alloc{};
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t) noexcept { sqlite3_free(memory); }
  friend bool operator==(const counted_memory&, const counted_memory&) { return true; }
};
template <class T>
using counted_vector = std::vector<T, counted_memory<T>>;
using counted_string = std::basic_string<char, std::char_traits<char>, counted_memory<char>>;

// Keeps bad_alloc out of SQLite's C.
template <class Keep>
void keeping(sqlite3_context* context, Keep keep) {
  try {
    keep();
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
  }
}

struct moments {
  std::int64_t count;
  double mean;
  double squares; // sum of squared distances from the mean
};

void give_spread(sqlite3_context* context, std::int64_t fewer, bool root) {
  const auto* state = final_state<moments>(context);
  if (state == nullptr || state->count <= fewer)
    return;
  const double variance = state->squares / static_cast<double>(state->count - fewer);
  give_real(context, root ? std::sqrt(variance) : variance);
}

// Bounds what a query over a huge join may keep before its deadline comes.
constexpr std::size_t values_max = 1'000'000;

struct percentile_values {
  counted_vector<double> values;
  double percent = 50;
};

void give_quantile(sqlite3_context* context, percentile_values& all) {
  if (all.values.empty())
    return;
  const double place = all.percent / 100.0 * static_cast<double>(all.values.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(place));
  const auto middle = all.values.begin() + static_cast<std::ptrdiff_t>(below);
  std::nth_element(all.values.begin(), middle, all.values.end());
  const double low = *middle;
  const double share = place - std::floor(place);
  if (share == 0.0)
    return give_real(context, low);
  const double high = *std::min_element(middle + 1, all.values.end());
  give_real(context, low * (1 - share) + high * share);
}

struct free_value {
  void operator()(sqlite3_value* value) const { sqlite3_value_free(value); }
};
using value_ptr = std::unique_ptr<sqlite3_value, free_value>;

struct picked {
  value_ptr value;
  double key = 0;
  bool any = false;
};

void pick(sqlite3_context* context, int count, sqlite3_value** arguments, bool last) {
  if (count == 2 && is_null(arguments[1]))
    return;
  auto* state = owned_state<picked>(context);
  if (state == nullptr)
    return;
  const double key = count == 2 ? real_of(arguments[1]) : 0.0;
  const bool better = count == 2 ? (last ? key >= state->key : key < state->key) : last;
  if (state->any && !better)
    return;
  state->value.reset(sqlite3_value_dup(arguments[0]));
  if (!state->value)
    return sqlite3_result_error_nomem(context);
  state->key = key;
  state->any = true;
}

struct bits {
  std::int64_t value;
  bool any;
};

template <class Combine>
void combine_bits(sqlite3_context* context, std::int64_t number, Combine combine) {
  auto* state = plain_state<bits>(context);
  if (state == nullptr)
    return;
  state->value = state->any ? combine(state->value, number) : number;
  state->any = true;
}

struct strict_average {
  std::int64_t count;
  std::int64_t whole;
  double real;
  bool has_real;
  bool overflowed;
};

struct concat_entry {
  counted_string text;
  std::variant<double, counted_string> key; // numbers before texts
};

struct concat_entries {
  counted_vector<concat_entry> entries;
  std::unordered_set<std::string> seen;
  std::string separator;
  std::size_t bytes = 0;
  std::int64_t direction = 0;
  bool too_long = false;
};

} // namespace

PLEXUS_SQL_FUNCTION(moments_step) {
  if (has_null(count, arguments))
    return;
  auto* state = plain_state<moments>(context);
  if (state == nullptr)
    return;
  const double x = real_of(arguments[0]);
  const double distance = x - state->mean;
  ++state->count;
  state->mean += distance / static_cast<double>(state->count);
  state->squares += distance * (x - state->mean);
}

PLEXUS_SQL_FINISH(stddev_samp_finish) { give_spread(context, 1, true); }
PLEXUS_SQL_FINISH(var_samp_finish) { give_spread(context, 1, false); }
PLEXUS_SQL_FINISH(stddev_pop_finish) { give_spread(context, 0, true); }
PLEXUS_SQL_FINISH(var_pop_finish) { give_spread(context, 0, false); }

PLEXUS_SQL_FUNCTION(percentile_step) {
  if (has_null(count, arguments))
    return;
  auto* state = owned_state<percentile_values>(context);
  if (state == nullptr)
    return;
  if (count == 2)
    state->percent = real_of(arguments[1]);
  if (!(state->percent >= 0.0 && state->percent <= 100.0))
    return give_error(context, "PERCENTILE takes 0 to 100");
  if (state->values.size() == values_max)
    return give_error(context, "too many values for MEDIAN or PERCENTILE");
  keeping(context, [&] { state->values.push_back(real_of(arguments[0])); });
}

PLEXUS_SQL_FINISH(percentile_finish) {
  if (const auto state = take_state<percentile_values>(context))
    give_quantile(context, *state);
}
PLEXUS_SQL_FINISH(median_finish) { percentile_finish(context); }

PLEXUS_SQL_FUNCTION(first_step) { pick(context, count, arguments, false); }
PLEXUS_SQL_FUNCTION(last_step) { pick(context, count, arguments, true); }

PLEXUS_SQL_FINISH(pick_finish) {
  if (const auto state = take_state<picked>(context); state && state->value)
    give_value(context, state->value.get());
}

PLEXUS_SQL_FUNCTION(bit_and_step) {
  if (!has_null(count, arguments))
    combine_bits(context, integer_of(arguments[0]),
                 [](std::int64_t a, std::int64_t b) { return a & b; });
}
PLEXUS_SQL_FUNCTION(bit_or_step) {
  if (!has_null(count, arguments))
    combine_bits(context, integer_of(arguments[0]),
                 [](std::int64_t a, std::int64_t b) { return a | b; });
}
PLEXUS_SQL_FUNCTION(bit_xor_step) {
  if (!has_null(count, arguments))
    combine_bits(context, integer_of(arguments[0]),
                 [](std::int64_t a, std::int64_t b) { return a ^ b; });
}
PLEXUS_SQL_FINISH(bits_finish) {
  if (const auto* state = final_state<bits>(context); state != nullptr && state->any)
    give_integer(context, state->value);
}

PLEXUS_SQL_FUNCTION(every_step) {
  if (!has_null(count, arguments))
    combine_bits(context, is_true(arguments[0]) ? 1 : 0,
                 [](std::int64_t a, std::int64_t b) { return a & b; });
}
PLEXUS_SQL_FUNCTION(any_step) {
  if (!has_null(count, arguments))
    combine_bits(context, is_true(arguments[0]) ? 1 : 0,
                 [](std::int64_t a, std::int64_t b) { return a | b; });
}

PLEXUS_SQL_FUNCTION(avg_strict_step) {
  if (has_null(count, arguments))
    return;
  auto* state = plain_state<strict_average>(context);
  if (state == nullptr)
    return;
  ++state->count;
  state->real += real_of(arguments[0]);
  if (!is_integer(arguments[0]))
    state->has_real = true;
  else if (__builtin_add_overflow(state->whole, integer_of(arguments[0]), &state->whole))
    state->overflowed = true;
}

PLEXUS_SQL_FINISH(avg_strict_finish) {
  const auto* state = final_state<strict_average>(context);
  if (state == nullptr || state->count == 0)
    return;
  if (state->has_real)
    return give_real(context, state->real / static_cast<double>(state->count));
  if (state->overflowed)
    return give_error(context, "integer overflow");
  give_integer(context, state->whole / state->count);
}

PLEXUS_SQL_FUNCTION(group_concat_ordered_step) {
  static_cast<void>(count);
  if (is_null(arguments[0]))
    return;
  auto* state = owned_state<concat_entries>(context);
  if (state == nullptr || state->too_long)
    return;
  state->separator = text_of(arguments[1]);
  state->direction = integer_of(arguments[4]);
  const auto text = text_of(arguments[0]);
  if (integer_of(arguments[2]) != 0 && !state->seen.emplace(text).second)
    return;
  state->bytes += text.size() + state->separator.size();
  state->too_long = state->bytes > bytes_max(context) + state->separator.size();
  keeping(context, [&] {
    concat_entry entry{counted_string{text}, real_of(arguments[3])};
    if (is_text(arguments[3]) || is_blob(arguments[3]))
      entry.key = counted_string{text_of(arguments[3])};
    else if (is_null(arguments[3]))
      entry.key = -std::numeric_limits<double>::infinity();
    state->entries.push_back(std::move(entry));
  });
}

PLEXUS_SQL_FINISH(group_concat_ordered_finish) {
  const auto state = take_state<concat_entries>(context);
  if (!state)
    return;
  if (state->too_long)
    return give_too_long(context);
  auto& entries = state->entries;
  if (state->direction > 0)
    std::stable_sort(entries.begin(), entries.end(),
                     [](const auto& a, const auto& b) { return a.key < b.key; });
  else if (state->direction < 0)
    std::stable_sort(entries.begin(), entries.end(),
                     [](const auto& a, const auto& b) { return b.key < a.key; });
  std::string out;
  for (std::size_t i = 0; i < entries.size(); ++i)
    out.append(i == 0 ? "" : state->separator).append(entries[i].text);
  give_text(context, out);
}

} // namespace plexus::query
