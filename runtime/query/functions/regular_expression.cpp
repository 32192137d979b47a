// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/functions/regular_expression.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace plexus::query {

namespace {

constexpr unsigned repeats_max = 200;
constexpr int depth_max = 200; // of groups and alternatives

unsigned char byte_of(char c) { return static_cast<unsigned char>(c); }

void add_range(std::bitset<256>& set, unsigned char first, unsigned char last) {
  for (unsigned c = first; c <= last; ++c)
    set.set(c);
}

// \d, \w, \s and their complements; false for any other letter.
bool add_class(std::bitset<256>& set, char letter) {
  std::bitset<256> members;
  switch (letter | 0x20) {
    case 'd':
      add_range(members, '0', '9');
      break;
    case 's':
      add_range(members, '\t', '\r');
      members.set(' ');
      break;
    case 'w':
      add_range(members, '0', '9');
      add_range(members, 'a', 'z');
      add_range(members, 'A', 'Z');
      members.set('_');
      break;
    default:
      return false;
  }
  const bool upper = (letter & 0x20) == 0;
  set |= upper ? ~members : members;
  return true;
}

char escaped(char letter) {
  switch (letter) {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'r':
      return '\r';
    default:
      return letter;
  }
}

} // namespace

// Recursive descent; every function appends to the program and says whether it could.
class pattern_compiler {
public:
  explicit pattern_compiler(std::string_view pattern) : rest_(pattern) {}

  result<regular_expression> run() {
    if (rest_.starts_with("(?i)")) {
      ignore_case_ = true;
      rest_.remove_prefix(4);
    }
    if (!alternatives(0) || !rest_.empty() || !add({operation::accept, 0, 0}))
      return fail(too_large_ ? errc::limit_exceeded : errc::invalid_argument,
                  too_large_ ? "the regular expression is too large"
                             : "the regular expression is malformed");
    return std::move(made_);
  }

private:
  using operation = regular_expression::operation;
  using instruction = regular_expression::instruction;
  using byte_set = regular_expression::byte_set;

  std::vector<instruction>& program() { return made_.program_; }
  std::uint32_t here() const { return static_cast<std::uint32_t>(made_.program_.size()); }
  bool add(instruction added) {
    too_large_ = too_large_ || program().size() >= regular_expression_size_max;
    if (!too_large_)
      program().push_back(added);
    return !too_large_;
  }
  // Room before the instructions from `at` on, whose places move by one.
  bool insert(std::uint32_t at, instruction added) {
    if (!add({}))
      return false;
    program().pop_back();
    for (auto i = at; i < here(); ++i)
      shift(program()[i], at, 1);
    program().insert(program().begin() + at, added);
    return true;
  }
  static void shift(instruction& each, std::uint32_t from, std::uint32_t by) {
    if (each.what == operation::any_of)
      return;
    each.first += each.first >= from ? by : 0;
    each.second += each.second >= from ? by : 0;
  }

  bool alternatives(int depth) {
    const auto begin = here();
    if (depth > depth_max || !sequence(depth))
      return false;
    if (!rest_.starts_with('|'))
      return true;
    rest_.remove_prefix(1);
    // split(first, second); first; jump end; second; end
    if (!insert(begin, {operation::split, begin + 1, 0}))
      return false;
    const auto jump = here();
    if (!add({operation::jump, 0, 0}))
      return false;
    program()[begin].second = here();
    if (!alternatives(depth + 1))
      return false;
    program()[jump].first = here();
    return true;
  }

  bool sequence(int depth) {
    while (!rest_.empty() && rest_.front() != '|' && rest_.front() != ')')
      if (!repeated(depth))
        return false;
    return true;
  }

  bool repeated(int depth) {
    const auto begin = here();
    if (!atom(depth))
      return false;
    while (!rest_.empty()) {
      unsigned least = 0;
      unsigned most = 0; // 0 = no bound
      if (!read_repeats(least, most))
        return !malformed_;
      if (!repeat(begin, least, most))
        return false;
      if (rest_.starts_with('?')) // as few times as possible: the same texts match
        rest_.remove_prefix(1);
    }
    return true;
  }

  bool read_repeats(unsigned& least, unsigned& most) {
    const char c = rest_.front();
    if (c == '*' || c == '+' || c == '?') {
      least = c == '+' ? 1 : 0;
      most = c == '?' ? 1 : 0;
      rest_.remove_prefix(1);
      return true;
    }
    if (c != '{')
      return false;
    rest_.remove_prefix(1);
    malformed_ = !read_number(least);
    most = least;
    if (!malformed_ && rest_.starts_with(',')) {
      rest_.remove_prefix(1);
      most = 0;
      if (!rest_.starts_with('}'))
        malformed_ = !read_number(most) || most < least || most == 0;
    } else {
      malformed_ = malformed_ || least == 0;
    }
    malformed_ = malformed_ || !rest_.starts_with('}');
    if (malformed_)
      return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool read_number(unsigned& out) {
    if (rest_.empty() || rest_.front() < '0' || rest_.front() > '9')
      return false;
    out = 0;
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9' && out <= repeats_max) {
      out = out * 10 + static_cast<unsigned>(rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    too_large_ = too_large_ || out > repeats_max;
    return !too_large_;
  }

  // Repeats the instructions from `begin` on: copies for the counted part, then a loop or options.
  bool repeat(std::uint32_t begin, unsigned least, unsigned most) {
    const std::vector<instruction> body(program().begin() + begin, program().end());
    program().resize(begin);
    for (unsigned i = 0; i < least; ++i)
      if (!copy(body, begin))
        return false;
    if (most == 0) { // L: split(next, end); body; jump L
      const auto loop = here();
      if (!add({operation::split, loop + 1, 0}) || !copy(body, begin) ||
          !add({operation::jump, loop, 0}))
        return false;
      program()[loop].second = here();
      return true;
    }
    std::vector<std::uint32_t> ways_out;
    for (unsigned i = least; i < most; ++i) {
      ways_out.push_back(here());
      if (!add({operation::split, here() + 1, 0}) || !copy(body, begin))
        return false;
    }
    for (const auto each : ways_out)
      program()[each].second = here();
    return true;
  }

  bool copy(const std::vector<instruction>& body, std::uint32_t from) {
    const auto by = here() - from;
    for (auto each : body) {
      shift(each, from, by);
      if (!add(each))
        return false;
    }
    return true;
  }

  bool atom(int depth) {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    switch (c) {
      case '(':
        return group(depth);
      case '[':
        return bracket();
      case '^':
        return add({operation::begin, 0, 0});
      case '$':
        return add({operation::end, 0, 0});
      case '*':
      case '+':
      case '?':
      case '{':
        return false;
      case '.':
        return add_set(~byte_set{});
      case '\\':
        return escape();
      default:
        return literal(c);
    }
  }

  bool group(int depth) {
    if (rest_.starts_with("?:"))
      rest_.remove_prefix(2);
    else if (rest_.starts_with('?'))
      return false;
    if (!alternatives(depth + 1) || !rest_.starts_with(')'))
      return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool escape() {
    if (rest_.empty())
      return false;
    const char c = rest_.front();
    rest_.remove_prefix(1);
    byte_set set;
    return add_class(set, c) ? add_set(set) : literal(escaped(c));
  }

  bool literal(char c) {
    byte_set set;
    set.set(byte_of(c));
    return add_set(set);
  }

  bool bracket() {
    byte_set set;
    const bool complement = rest_.starts_with('^');
    if (complement)
      rest_.remove_prefix(1);
    bool first = true;
    for (;; first = false) {
      if (rest_.empty())
        return false;
      char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == ']' && !first)
        break;
      if (c == '\\' && !rest_.empty()) {
        c = rest_.front();
        rest_.remove_prefix(1);
        if (add_class(set, c))
          continue;
        c = escaped(c);
      }
      if (!add_members(set, c))
        return false;
    }
    if (complement && ignore_case_)
      fold(set);
    return add_set(complement ? ~set : set);
  }

  // One member, or the range that begins with it.
  bool add_members(byte_set& set, char first) {
    char last = first;
    if (rest_.size() >= 2 && rest_[0] == '-' && rest_[1] != ']') {
      last = rest_[1];
      rest_.remove_prefix(2);
      if (last == '\\' && !rest_.empty()) {
        last = escaped(rest_.front());
        rest_.remove_prefix(1);
      }
    }
    if (byte_of(last) < byte_of(first))
      return false;
    add_range(set, byte_of(first), byte_of(last));
    return true;
  }

  static void fold(byte_set& set) {
    for (unsigned lower = 'a'; lower <= 'z'; ++lower)
      if (const auto upper = lower - 'a' + 'A'; set[lower] || set[upper])
        set[lower] = set[upper] = true;
  }

  bool add_set(byte_set set) {
    if (ignore_case_)
      fold(set);
    made_.sets_.push_back(set);
    return add({operation::any_of, static_cast<std::uint32_t>(made_.sets_.size() - 1), 0});
  }

  std::string_view rest_;
  regular_expression made_;
  bool ignore_case_ = false;
  bool too_large_ = false;
  bool malformed_ = false;
};

result<regular_expression> regular_expression::compile(std::string_view pattern) {
  return pattern_compiler{pattern}.run();
}

// All threads of the pattern go through the text side by side, at most one per instruction.
class pattern_matcher {
public:
  pattern_matcher(const regular_expression& pattern, const std::function<bool()>& stop)
      : program_(pattern.program_), sets_(pattern.sets_), stop_(stop), seen_(program_.size()) {}

  std::optional<bool> run(std::string_view text) {
    for (std::size_t at = 0;; ++at) {
      // A match may begin at every place.
      follow(0, at == 0, at == text.size(), now_);
      later_.clear();
      ++step_;
      for (const auto thread : now_) {
        const auto& each = program_[thread];
        if (each.what == operation::accept)
          return true;
        if (at < text.size() && sets_[each.first][byte_of(text[at])])
          follow(thread + 1, false, at + 1 == text.size(), later_);
      }
      if (at == text.size())
        return false;
      std::swap(now_, later_);
      work_ += now_.size() + 1;
      if (work_ > steps_between_looks) {
        work_ = 0;
        if (stop_ && stop_())
          return std::nullopt;
      }
    }
  }

private:
  using operation = regular_expression::operation;
  static constexpr std::size_t steps_between_looks = 20'000;

  // Adds what can be reached from `at` without taking a byte.
  void follow(std::uint32_t at, bool at_begin, bool at_end, std::vector<std::uint32_t>& threads) {
    open_.push_back(at);
    while (!open_.empty()) {
      const auto next = open_.back();
      open_.pop_back();
      if (seen_[next] == step_)
        continue;
      seen_[next] = step_;
      const auto& each = program_[next];
      switch (each.what) {
        case operation::any_of:
        case operation::accept:
          threads.push_back(next);
          break;
        case operation::split:
          open_.push_back(each.second);
          open_.push_back(each.first);
          break;
        case operation::jump:
          open_.push_back(each.first);
          break;
        case operation::begin:
          if (at_begin)
            open_.push_back(next + 1);
          break;
        case operation::end:
          if (at_end)
            open_.push_back(next + 1);
          break;
      }
    }
  }

  const std::vector<regular_expression::instruction>& program_;
  const std::vector<regular_expression::byte_set>& sets_;
  const std::function<bool()>& stop_;
  std::vector<std::uint32_t> now_;
  std::vector<std::uint32_t> later_;
  std::vector<std::uint32_t> open_;
  std::vector<std::size_t> seen_; // the step at which a thread was added last
  std::size_t step_ = 1;
  std::size_t work_ = 0;
};

std::optional<bool> regular_expression::matches(std::string_view text,
                                                const std::function<bool()>& stop) const {
  return pattern_matcher{*this, stop}.run(text);
}

} // namespace plexus::query
