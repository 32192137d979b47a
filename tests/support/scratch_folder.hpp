// SPDX-License-Identifier: Apache-2.0
// A folder of a test's or bench's own, gone with it. Names of files are relative to it.
#pragma once

#include "runtime/base/assert.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>

namespace plexus::test {

class scratch_folder {
public:
  /// In the machine's temporary folder, which may be memory; a bench of the disk says where.
  explicit scratch_folder(
      const std::filesystem::path& parent = std::filesystem::temp_directory_path()) {
    auto pattern = (parent / "plexus_test_XXXXXX").string();
    PLEXUS_ASSERT(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~scratch_folder() {
    std::error_code ignored; // a folder left behind fails no test
    std::filesystem::remove_all(path_, ignored);
  }
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;

  const std::filesystem::path& path() const noexcept { return path_; }

  /// Writes a file, with the folders it is in, and closes it. Returns where it is.
  std::filesystem::path write(const std::filesystem::path& name, std::string_view content) const {
    return store(name, content, std::ios::trunc);
  }
  std::filesystem::path append(const std::filesystem::path& name, std::string_view content) const {
    return store(name, content, std::ios::app);
  }
  std::string read(const std::filesystem::path& name) const {
    std::ifstream in{path_ / name, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
  }

private:
  std::filesystem::path store(const std::filesystem::path& name, std::string_view content,
                              std::ios::openmode mode) const {
    const auto file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream out{file, std::ios::binary | mode};
    out << content;
    out.flush();
    PLEXUS_ASSERT(out.good());
    return file;
  }

  std::filesystem::path path_;
};

} // namespace plexus::test
