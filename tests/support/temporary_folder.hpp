// SPDX-License-Identifier: Apache-2.0
// A folder of a test's own that goes away with the test.
#pragma once

#include "runtime/base/assert.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace plexus::test {

class temporary_folder {
public:
  temporary_folder() {
    auto name = (std::filesystem::temp_directory_path() / "plexus_test_XXXXXX").string();
    PLEXUS_ASSERT(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~temporary_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;

  const std::filesystem::path& path() const noexcept { return path_; }

  /// Writes a file and closes it.
  std::filesystem::path write(std::string_view name, std::string_view content) const {
    const auto file = path_ / name;
    std::ofstream out{file, std::ios::binary | std::ios::trunc};
    out << content;
    PLEXUS_ASSERT(out.good());
    return file;
  }

private:
  std::filesystem::path path_;
};

} // namespace plexus::test
