// SPDX-License-Identifier: Apache-2.0
#include "runtime/query/pass_through.hpp"

#include "runtime/query/sql/timed_value.hpp"

#include <cmath>
#include <string>
#include <string_view>

namespace plexus::query {

namespace {

/// Lower case, one space between words, no semicolon at the end.
std::string normal_form(std::string_view sql) {
  std::string text;
  for (const char c : sql) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank)
      text += c;
    else if (!text.empty() && text.back() != ' ')
      text += ' ';
  }
  const auto trim = [&text] {
    while (!text.empty() && text.back() == ' ')
      text.pop_back();
  };
  trim();
  if (!text.empty() && text.back() == ';')
    text.pop_back();
  trim();
  return model::to_lower(text);
}

class row_under_cursor final : public result_row {
public:
  explicit row_under_cursor(const row_cursor& at) : at_(at) {}

  kind kind_of(std::size_t column) const noexcept override {
    const auto& block = at_.block();
    if (column == 0)
      return is_whole_milliseconds(stamp()) ? kind::integer : kind::floating;
    if (block.is_null(column - 1, at_.row()))
      return kind::null;
    const auto type = block.layout()[column - 1].type;
    if (model::is_floating(type))
      return std::isnan(block.floating(column - 1, at_.row())) ? kind::null : kind::floating;
    if (!model::is_variable_length(type))
      return kind::integer;
    return type == model::value_type::binary ? kind::blob : kind::text;
  }
  std::int64_t integer(std::size_t column) const noexcept override {
    return column == 0 ? stamp() / 1000 : at_.block().integer(column - 1, at_.row());
  }
  double floating(std::size_t column) const noexcept override {
    return column == 0 ? to_timed(stamp()) : at_.block().floating(column - 1, at_.row());
  }
  std::string_view text(std::size_t column) const noexcept override {
    return at_.block().text(column - 1, at_.row());
  }

private:
  std::int64_t stamp() const noexcept { return at_.block().timestamps()[at_.row()]; }

  const row_cursor& at_;
};

} // namespace

bool repeats_its_source(const model::stream& wanted) {
  return wanted.sources.size() == 1 &&
         normal_form(wanted.query) ==
             "select * from " + model::to_lower(wanted.sources.front().alias);
}

bool passes_through(const model::stream& wanted) {
  if (!repeats_its_source(wanted))
    return false;
  const auto& source = wanted.sources.front();
  const auto* elements = std::get_if<model::element_count>(&source.window.size);
  if (elements == nullptr || elements->count > pass_through_rows_max)
    return false;
  const auto view = normal_form(source.query);
  return view.empty() || view == "select * from wrapper";
}

void pass_rows(const table& rows, const std::function<bool(const result_row&)>& visit) {
  const auto at = rows.scan({});
  const row_under_cursor row{*at};
  for (; !at->at_end(); at->next())
    if (!visit(row))
      return;
}

} // namespace plexus::query
