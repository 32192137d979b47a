// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/diagnostic.hpp"

#include <algorithm>
#include <utility>

namespace plexus::config {

std::string diagnostic::to_string() const {
  std::string line = position.file;
  if (position.line != 0)
    line += ':' + std::to_string(position.line);
  line += is_error ? ": error: " : ": warning: ";
  if (!element.empty())
    line += element + ": ";
  line += reason;
  line += " (" + std::string{name_of(code)} + ')';
  return line;
}

bool has_errors(const std::vector<diagnostic>& found) noexcept {
  return std::any_of(found.begin(), found.end(), [](const diagnostic& d) { return d.is_error; });
}

void problem_list::error(const file_place& at, errc code, std::string reason) {
  ++errors_;
  add(at, code, std::move(reason), true);
}

void problem_list::warning(const file_place& at, errc code, std::string reason) {
  add(at, code, std::move(reason), false);
}

void problem_list::add(const file_place& at, errc code, std::string reason, bool is_error) {
  if (found_.size() >= diagnostics_max) {
    // A warning makes room for an error, so that a refused file always says why.
    if (!is_error)
      return;
    const auto spare =
        std::find_if(found_.rbegin(), found_.rend(), [](const auto& d) { return !d.is_error; });
    if (spare == found_.rend())
      return;
    found_.erase(std::next(spare).base());
  }
  found_.push_back({{file_, at.line}, at.element, std::move(reason), code, is_error});
}

std::vector<diagnostic> problem_list::take() {
  std::stable_sort(found_.begin(), found_.end(), [](const diagnostic& a, const diagnostic& b) {
    return a.position.line < b.position.line;
  });
  errors_ = 0;
  return std::exchange(found_, {});
}

} // namespace plexus::config
