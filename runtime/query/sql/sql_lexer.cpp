// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/sql/sql_lexer.hpp"

#include "runtime/model/schema.hpp"

#include <array>
#include <utility>

namespace plexus::query {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool starts_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool in_word(char c) { return starts_word(c) || is_digit(c) || c == '$'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

std::string doubled(std::string_view content, char quote) {
  std::string out(1, quote);
  for (const char c : content) {
    out += c;
    if (c == quote)
      out += quote;
  }
  return out += quote;
}

class lexer {
public:
  explicit lexer(std::string_view sql) : sql_(sql) {}

  result<token_list> run() {
    token_list tokens;
    for (;;) {
      if (auto skipped = skip_blank(); !skipped)
        return skipped.error();
      if (at_ == sql_.size())
        return tokens;
      auto next = read();
      if (!next)
        return std::move(next).error();
      next->end = at_;
      tokens.push_back(std::move(*next));
    }
  }

private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < sql_.size() ? sql_[at_ + ahead] : '\0';
  }
  bool looking_at(std::string_view text) const { return sql_.substr(at_).starts_with(text); }

  status skip_blank() {
    while (at_ < sql_.size()) {
      if (is_space(sql_[at_])) {
        ++at_;
      } else if (looking_at("--")) {
        at_ = std::min(sql_.find('\n', at_), sql_.size());
      } else if (looking_at("/*")) {
        const auto end = sql_.find("*/", at_ + 2);
        if (end == std::string_view::npos)
          return error_at(errc::sql_syntax, "a comment does not end", at_);
        at_ = end + 2;
      } else {
        break;
      }
    }
    return {};
  }

  result<token> read() {
    const char c = sql_[at_];
    if ((c == 'x' || c == 'X') && peek(1) == '\'')
      return read_blob();
    if (starts_word(c))
      return read_word();
    if (is_digit(c) || (c == '.' && is_digit(peek(1))))
      return read_number();
    if (c == '\'')
      return read_quoted(token_kind::string, '\'');
    if (c == '"' || c == '`')
      return read_quoted(token_kind::quoted, c);
    if (c == '[')
      return read_quoted(token_kind::quoted, ']');
    return read_mark();
  }

  result<token> read_word() {
    const auto begin = at_;
    while (at_ < sql_.size() && in_word(sql_[at_]))
      ++at_;
    return make_word(std::string{sql_.substr(begin, at_ - begin)}, begin);
  }

  result<token> read_number() {
    const auto begin = at_;
    if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X') && is_hex(peek(2))) {
      at_ += 2;
      while (is_hex(peek()))
        ++at_;
    } else {
      skip_digits();
      if (peek() == '.') {
        ++at_;
        skip_digits();
      }
      const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
      if ((peek() == 'e' || peek() == 'E') && is_digit(peek(1 + sign))) {
        at_ += 1 + sign;
        skip_digits();
      }
    }
    if (in_word(peek()))
      return error_at(errc::sql_syntax, "a number runs into a word", begin);
    return token{token_kind::number, std::string{sql_.substr(begin, at_ - begin)}, {}, begin, 0};
  }

  void skip_digits() {
    while (is_digit(peek()))
      ++at_;
  }

  result<token> read_quoted(token_kind kind, char quote) {
    const auto begin = at_++;
    std::string content;
    for (;;) {
      if (at_ == sql_.size())
        return error_at(errc::sql_syntax, "a quotation does not end", begin);
      const char c = sql_[at_++];
      if (c == '\0')
        return error_at(errc::sql_syntax, "a zero byte in a quotation", at_ - 1);
      if (c == quote) {
        if (quote == ']' || peek() != quote)
          break;
        ++at_;
      }
      content += c;
    }
    if (kind == token_kind::string)
      return make_string(content, begin);
    return token{kind, quote_name(content), model::to_lower(content), begin, 0};
  }

  result<token> read_blob() {
    const auto begin = at_;
    at_ += 2;
    while (is_hex(peek()))
      ++at_;
    if (peek() != '\'' || (at_ - begin) % 2 != 0)
      return error_at(errc::sql_syntax, "a blob literal is not pairs of hex digits", begin);
    ++at_;
    return token{token_kind::blob, std::string{sql_.substr(begin, at_ - begin)}, {}, begin, 0};
  }

  result<token> read_mark() {
    static constexpr std::array<std::string_view, 11> long_marks = {
        "->>", "<=>", "||", "&&", "<=", ">=", "<>", "!=", "==", "<<", ">>"};
    for (const auto mark : long_marks)
      if (looking_at(mark))
        return take_mark(mark.size());
    if (looking_at("->"))
      return take_mark(2);
    if (std::string_view{"()+-*/%<>=,;.&|~!"}.find(sql_[at_]) != std::string_view::npos)
      return take_mark(1);
    if (std::string_view{"?:@$"}.find(sql_[at_]) != std::string_view::npos)
      return error_at(errc::sql_syntax, "queries have no parameters", at_);
    return error_at(errc::sql_syntax, "an unexpected character", at_);
  }

  token take_mark(std::size_t size) {
    const auto begin = at_;
    at_ += size;
    return make_mark(std::string{sql_.substr(begin, size)}, begin);
  }

  std::string_view sql_;
  std::size_t at_ = 0;
};

} // namespace

result<token_list> lex_sql(std::string_view sql) { return lexer{sql}.run(); }

token make_word(std::string text, std::size_t offset) {
  auto key = model::to_lower(text);
  return {token_kind::word, std::move(text), std::move(key), offset, 0};
}

token make_mark(std::string text, std::size_t offset) {
  auto key = text;
  return {token_kind::mark, std::move(text), std::move(key), offset, 0};
}

token make_string(std::string_view content, std::size_t offset) {
  return {token_kind::string, quote_string(content), {}, offset, 0};
}

std::string quote_name(std::string_view name) { return doubled(name, '"'); }
std::string quote_string(std::string_view content) { return doubled(content, '\''); }

error error_at(errc code, std::string what, std::size_t offset) {
  return fail(code, std::move(what) + " (at byte " + std::to_string(offset) + ")");
}

std::size_t past_bracket(const token_list& tokens, std::size_t open) {
  std::size_t depth = 0;
  for (auto i = open; i < tokens.size(); ++i) {
    if (tokens[i].is_mark("("))
      ++depth;
    else if (tokens[i].is_mark(")") && --depth == 0)
      return i + 1;
  }
  return tokens.size();
}

} // namespace plexus::query
