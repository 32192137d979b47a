// SPDX-License-Identifier: Apache-2.0
// A folder of its own for one test case, removed with everything in it.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

class scratch_folder {
public:
  scratch_folder() {
    auto pattern = (std::filesystem::temp_directory_path() / "plexus_XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr)
      throw std::runtime_error("no scratch folder");
    path_ = pattern;
  }
  ~scratch_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;

  const std::filesystem::path& path() const noexcept { return path_; }

  void write(const std::filesystem::path& name, std::string_view content) const {
    store(name, content, std::ios::trunc);
  }
  void append(const std::filesystem::path& name, std::string_view content) const {
    store(name, content, std::ios::app);
  }
  std::string read(const std::filesystem::path& name) const {
    std::ifstream in{path_ / name, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
  }

private:
  void store(const std::filesystem::path& name, std::string_view content,
             std::ios::openmode mode) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream out{path_ / name, std::ios::binary | mode};
    out << content;
    if (!out.flush())
      throw std::runtime_error("cannot write " + (path_ / name).string());
  }

  std::filesystem::path path_;
};
