// SPDX-License-Identifier: Apache-2.0
// One finding about a settings file, and the list a reader collects them in: a file is read to its
// end and every problem reported, not only the first. Not for run-time errors, which are results.
#pragma once

#include "runtime/base/errc.hpp"
#include "runtime/model/virtual_sensor_descriptor.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace plexus::config {

struct diagnostic {
  model::file_position position;
  /// Where in the file's structure: "virtual-sensor/streams/stream[1]/source[2]@slide",
  /// "source.room.window". Empty when it is about the whole file.
  std::string element;
  std::string reason;
  errc code{};
  bool is_error = true; // else a warning: the file is accepted

  /// "file:line: error: element: reason (code-name)".
  std::string to_string() const;
  friend bool operator==(const diagnostic&, const diagnostic&) = default;
};

bool has_errors(const std::vector<diagnostic>& found) noexcept;

/// A place within the file that is being read.
struct file_place {
  std::uint32_t line = 0; // 1-based; 0 = unknown
  std::string element;
};

/// Collects the findings about one file.
class problem_list {
public:
  explicit problem_list(std::string file_name) : file_(std::move(file_name)) {}

  void error(const file_place& at, errc code, std::string reason);
  void warning(const file_place& at, errc code, std::string reason);

  bool has_errors() const noexcept { return errors_ != 0; }
  const std::string& file() const noexcept { return file_; }
  /// The findings in the order of lines; the list is empty after.
  std::vector<diagnostic> take();

private:
  void add(const file_place& at, errc code, std::string reason, bool is_error);

  std::string file_;
  std::vector<diagnostic> found_;
  std::size_t errors_ = 0;
};

/// Findings kept of one file; a hostile file cannot make the list longer.
inline constexpr std::size_t diagnostics_max = 1'000;

} // namespace plexus::config
