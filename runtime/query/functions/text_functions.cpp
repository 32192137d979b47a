// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/functions/text_functions.hpp"

#include "runtime/query/functions/arguments.hpp"
#include "runtime/query/functions/digest.hpp"
#include "runtime/query/functions/utf8.hpp"

#include <algorithm>
#include <bitset>
#include <cstring>
#include <string>
#include <unordered_set>

namespace plexus::query {

namespace {

constexpr auto npos = std::string_view::npos;

// The C library's search is linear; std::string_view's is not.
std::size_t find_part(std::string_view text, std::string_view part, std::size_t from = 0) {
  if (from > text.size())
    return npos;
  if (part.empty())
    return from;
  const auto* found = memmem(text.data() + from, text.size() - from, part.data(), part.size());
  return found == nullptr ? npos
                          : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

std::size_t clamped(sqlite3_value* count) {
  return static_cast<std::size_t>(std::clamp<std::int64_t>(integer_of(count), 0, INT32_MAX));
}

// Texts in characters, binary values in bytes.
std::size_t length_of(sqlite3_value* value, std::string_view text) {
  return is_blob(value) ? text.size() : count_characters(text);
}
std::size_t byte_at(sqlite3_value* value, std::string_view text, std::size_t position) {
  return is_blob(value) ? std::min(position, text.size()) : byte_of_character(text, position);
}
void give_part(sqlite3_context* context, sqlite3_value* of, std::string_view part) {
  if (is_blob(of))
    give_blob(context, part);
  else
    give_text(context, part);
}

void give_cased(sqlite3_context* context, sqlite3_value* argument, char first, int shift) {
  if (is_null(argument))
    return;
  std::string out{text_of(argument)};
  for (auto& c : out)
    if (c >= first && c < first + 26)
      c = static_cast<char>(c + shift);
  give_text(context, out);
}

std::int64_t locate(sqlite3_value* in, sqlite3_value* part, std::size_t begin) {
  const auto text = text_of(in);
  const auto from = byte_at(in, text, begin - 1);
  const auto at = find_part(text, text_of(part), from);
  return at == npos ? 0 : static_cast<std::int64_t>(length_of(in, text.substr(0, at)) + 1);
}

// `fill` as often as it takes for `characters`, or nothing when that is too long.
std::optional<std::string> filling(std::string_view fill, std::size_t characters,
                                   std::size_t bytes) {
  std::string out;
  while (characters > 0) {
    auto rest = fill;
    for (; characters > 0 && !rest.empty(); --characters) {
      const auto size = first_character(rest);
      out += rest.substr(0, size);
      rest.remove_prefix(size);
    }
    if (out.size() > bytes)
      return std::nullopt;
  }
  return out;
}

void give_padded(sqlite3_context* context, int count, sqlite3_value** arguments, bool left) {
  if (has_null(count, arguments))
    return;
  const auto text = text_of(arguments[0]);
  const auto wanted = clamped(arguments[1]);
  const auto has = count_characters(text);
  if (has >= wanted)
    return give_text(context, text.substr(0, byte_of_character(text, wanted)));
  const auto fill = count == 3 ? text_of(arguments[2]) : std::string_view{" "};
  if (fill.empty())
    return; // null, as MySQL
  const auto filled = filling(fill, wanted - has, bytes_max(context));
  if (!filled)
    return give_too_long(context);
  give_text(context, left ? *filled + std::string{text} : std::string{text} + *filled);
}

// The characters to trim; a bitmap for those of one byte.
class character_set {
public:
  explicit character_set(std::string_view members) {
    while (!members.empty()) {
      const auto size = first_character(members);
      if (size == 1)
        bytes_.set(static_cast<unsigned char>(members.front()));
      else
        longer_.insert(members.substr(0, size));
      members.remove_prefix(size);
    }
  }
  bool contains(std::string_view character) const {
    return character.size() == 1 ? bytes_.test(static_cast<unsigned char>(character.front()))
                                 : longer_.contains(character);
  }

private:
  std::bitset<256> bytes_;
  std::unordered_set<std::string_view> longer_;
};

std::size_t last_character(std::string_view text) {
  for (std::size_t size = 2; size <= std::min<std::size_t>(4, text.size()); ++size)
    if (first_character(text.substr(text.size() - size)) == size)
      return size;
  return 1;
}

void give_trimmed(sqlite3_context* context, int count, sqlite3_value** arguments, bool left,
                  bool right) {
  if (has_null(count, arguments))
    return;
  auto text = text_of(arguments[0]);
  const character_set set{count == 2 ? text_of(arguments[1]) : std::string_view{" "}};
  while (left && !text.empty() && set.contains(text.substr(0, first_character(text))))
    text.remove_prefix(first_character(text));
  while (right && !text.empty() && set.contains(text.substr(text.size() - last_character(text))))
    text.remove_suffix(last_character(text));
  give_text(context, text);
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

} // namespace

PLEXUS_SQL_FUNCTION(left_function) {
  if (has_null(count, arguments))
    return;
  const auto text = text_of(arguments[0]);
  give_part(context, arguments[0],
            text.substr(0, byte_at(arguments[0], text, clamped(arguments[1]))));
}

PLEXUS_SQL_FUNCTION(right_function) {
  if (has_null(count, arguments))
    return;
  const auto text = text_of(arguments[0]);
  const auto length = length_of(arguments[0], text);
  const auto skipped = length - std::min(length, clamped(arguments[1]));
  give_part(context, arguments[0], text.substr(byte_at(arguments[0], text, skipped)));
}

PLEXUS_SQL_FUNCTION(lcase_function) {
  static_cast<void>(count);
  give_cased(context, arguments[0], 'A', 'a' - 'A');
}
PLEXUS_SQL_FUNCTION(ucase_function) {
  static_cast<void>(count);
  give_cased(context, arguments[0], 'a', 'A' - 'a');
}

PLEXUS_SQL_FUNCTION(mid_function) {
  if (has_null(count, arguments))
    return;
  const auto text = text_of(arguments[0]);
  const auto length = static_cast<std::int64_t>(length_of(arguments[0], text));
  auto begin = std::clamp<std::int64_t>(integer_of(arguments[1]), -INT32_MAX, INT32_MAX);
  begin = begin < 0 ? length + begin : begin - 1;
  if (begin < 0 || begin >= length)
    return give_part(context, arguments[0], {});
  const auto from = byte_at(arguments[0], text, static_cast<std::size_t>(begin));
  const auto rest = text.substr(from);
  const auto size = count == 3 ? byte_at(arguments[0], rest, clamped(arguments[2])) : npos;
  give_part(context, arguments[0], rest.substr(0, size));
}

PLEXUS_SQL_FUNCTION(locate_function) {
  if (has_null(count, arguments))
    return;
  const auto begin = count == 3 ? integer_of(arguments[2]) : 1;
  give_integer(context,
               begin < 1 ? 0 : locate(arguments[1], arguments[0], static_cast<std::size_t>(begin)));
}

PLEXUS_SQL_FUNCTION(instr_function) {
  if (!has_null(count, arguments))
    give_integer(context, locate(arguments[0], arguments[1], 1));
}

PLEXUS_SQL_FUNCTION(replace_function) {
  if (has_null(count, arguments))
    return;
  const auto text = text_of(arguments[0]);
  const auto part = text_of(arguments[1]);
  const auto by = count == 3 ? text_of(arguments[2]) : std::string_view{};
  if (part.empty())
    return give_text(context, text);
  std::string out;
  std::size_t from = 0;
  for (auto at = find_part(text, part); at != npos; at = find_part(text, part, from)) {
    out.append(text.substr(from, at - from)).append(by);
    from = at + part.size();
    if (out.size() > bytes_max(context))
      return give_too_long(context);
  }
  give_text(context, out.append(text.substr(from)));
}

PLEXUS_SQL_FUNCTION(char_length_function) {
  if (!has_null(count, arguments))
    give_integer(context,
                 static_cast<std::int64_t>(length_of(arguments[0], text_of(arguments[0]))));
}
PLEXUS_SQL_FUNCTION(octet_length_function) {
  if (!has_null(count, arguments))
    give_integer(context, static_cast<std::int64_t>(text_of(arguments[0]).size()));
}
PLEXUS_SQL_FUNCTION(bit_length_function) {
  if (!has_null(count, arguments))
    give_integer(context, static_cast<std::int64_t>(text_of(arguments[0]).size() * 8));
}

PLEXUS_SQL_FUNCTION(lpad_function) { give_padded(context, count, arguments, true); }
PLEXUS_SQL_FUNCTION(rpad_function) { give_padded(context, count, arguments, false); }

PLEXUS_SQL_FUNCTION(trim_function) { give_trimmed(context, count, arguments, true, true); }
PLEXUS_SQL_FUNCTION(ltrim_function) { give_trimmed(context, count, arguments, true, false); }
PLEXUS_SQL_FUNCTION(rtrim_function) { give_trimmed(context, count, arguments, false, true); }

PLEXUS_SQL_FUNCTION(trim_side_function) {
  if (has_null(count, arguments))
    return;
  const auto side = text_of(arguments[0]);
  const auto part = text_of(arguments[1]);
  auto text = text_of(arguments[2]);
  if (!part.empty()) {
    while (side != "trailing" && text.starts_with(part))
      text.remove_prefix(part.size());
    while (side != "leading" && text.ends_with(part))
      text.remove_suffix(part.size());
  }
  give_text(context, text);
}

PLEXUS_SQL_FUNCTION(reverse_function) {
  if (has_null(count, arguments))
    return;
  auto text = text_of(arguments[0]);
  std::string out(text.size(), '\0');
  for (auto end = out.size(); !text.empty();) {
    const auto size = first_character(text);
    end -= size;
    std::copy_n(text.begin(), size, out.begin() + static_cast<std::ptrdiff_t>(end));
    text.remove_prefix(size);
  }
  give_text(context, out);
}

PLEXUS_SQL_FUNCTION(repeat_function) {
  if (has_null(count, arguments))
    return;
  const auto text = text_of(arguments[0]);
  const auto times = clamped(arguments[1]);
  if (!text.empty() && times > bytes_max(context) / text.size())
    return give_too_long(context);
  std::string out;
  for (std::size_t i = 0; i < times && !text.empty(); ++i)
    out += text;
  give_text(context, out);
}

PLEXUS_SQL_FUNCTION(space_function) {
  if (has_null(count, arguments))
    return;
  if (clamped(arguments[0]) > bytes_max(context))
    return give_too_long(context);
  give_text(context, std::string(clamped(arguments[0]), ' '));
}

PLEXUS_SQL_FUNCTION(concat_function) {
  if (has_null(count, arguments))
    return;
  std::string out;
  for (int i = 0; i < count; ++i)
    out += text_of(arguments[i]);
  give_text(context, out);
}

PLEXUS_SQL_FUNCTION(concat_ws_function) {
  if (count == 0)
    return give_error(context, "CONCAT_WS takes a separator");
  if (is_null(arguments[0]))
    return;
  std::string out;
  bool first = true;
  for (int i = 1; i < count; ++i) {
    if (is_null(arguments[i]))
      continue;
    if (!first)
      out += text_of(arguments[0]);
    out += text_of(arguments[i]);
    first = false;
  }
  give_text(context, out);
}

PLEXUS_SQL_FUNCTION(insert_function) {
  if (has_null(count, arguments))
    return;
  const auto text = text_of(arguments[0]);
  const auto begin = integer_of(arguments[1]);
  const auto length = static_cast<std::int64_t>(count_characters(text));
  if (begin < 1 || begin > length)
    return give_text(context, text);
  const auto from = byte_of_character(text, static_cast<std::size_t>(begin - 1));
  const auto rest = text.substr(from);
  const auto removed =
      integer_of(arguments[2]) < 0 ? rest.size() : byte_of_character(rest, clamped(arguments[2]));
  std::string out{text.substr(0, from)};
  out += text_of(arguments[3]);
  give_text(context, out.append(rest.substr(removed)));
}

PLEXUS_SQL_FUNCTION(substring_index_function) {
  if (has_null(count, arguments))
    return;
  const auto text = text_of(arguments[0]);
  const auto separator = text_of(arguments[1]);
  auto wanted = integer_of(arguments[2]);
  if (separator.empty() || wanted == 0)
    return give_text(context, {});
  std::int64_t all = 0;
  for (auto at = find_part(text, separator); at != npos;
       at = find_part(text, separator, at + separator.size()))
    ++all;
  const bool from_end = wanted < 0;
  if (from_end)
    wanted = all + wanted + 1; // the part begins after that many separators
  if (wanted <= 0 || wanted > all)
    return give_text(context, text);
  std::size_t at = find_part(text, separator);
  for (; wanted > 1; --wanted)
    at = find_part(text, separator, at + separator.size());
  give_text(context, from_end ? text.substr(at + separator.size()) : text.substr(0, at));
}

PLEXUS_SQL_FUNCTION(strcmp_function) {
  if (has_null(count, arguments))
    return;
  const int order = text_of(arguments[0]).compare(text_of(arguments[1]));
  give_integer(context, order < 0 ? -1 : order > 0 ? 1 : 0);
}

PLEXUS_SQL_FUNCTION(ascii_function) {
  if (has_null(count, arguments))
    return;
  const auto text = text_of(arguments[0]);
  give_integer(context, text.empty() ? 0 : static_cast<unsigned char>(text.front()));
}

PLEXUS_SQL_FUNCTION(elt_function) {
  if (count == 0 || is_null(arguments[0]))
    return;
  if (const auto at = integer_of(arguments[0]); at >= 1 && at < count)
    give_value(context, arguments[at]);
}

PLEXUS_SQL_FUNCTION(field_function) {
  if (count == 0)
    return give_error(context, "FIELD takes at least one argument");
  std::int64_t found = 0;
  for (int i = 1; i < count && found == 0 && !is_null(arguments[0]); ++i)
    if (!is_null(arguments[i]) && text_of(arguments[i]) == text_of(arguments[0]))
      found = i;
  give_integer(context, found);
}

PLEXUS_SQL_FUNCTION(unhex_function) {
  if (has_null(count, arguments))
    return;
  const auto text = text_of(arguments[0]);
  if (text.size() % 2 != 0)
    return;
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_digit(text[i]);
    const int low = hex_digit(text[i + 1]);
    if (high < 0 || low < 0)
      return;
    out += static_cast<char>(high * 16 + low);
  }
  give_blob(context, out);
}

PLEXUS_SQL_FUNCTION(string_to_utf8_function) {
  if (!has_null(count, arguments))
    give_blob(context, text_of(arguments[0]));
}
PLEXUS_SQL_FUNCTION(utf8_to_string_function) {
  if (!has_null(count, arguments))
    give_text(context, text_of(arguments[0]));
}

PLEXUS_SQL_FUNCTION(to_text_function) {
  if (has_null(count, arguments))
    return;
  const auto text = text_of(arguments[0]);
  give_text(context,
            count == 2 ? text.substr(0, byte_of_character(text, clamped(arguments[1]))) : text);
}
PLEXUS_SQL_FUNCTION(to_blob_function) {
  if (!has_null(count, arguments))
    give_blob(context, text_of(arguments[0]));
}

PLEXUS_SQL_FUNCTION(md5_function) {
  if (!has_null(count, arguments))
    give_text(context, md5_hex(text_of(arguments[0])));
}
PLEXUS_SQL_FUNCTION(sha1_function) {
  if (!has_null(count, arguments))
    give_text(context, sha1_hex(text_of(arguments[0])));
}

} // namespace plexus::query
