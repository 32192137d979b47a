// SPDX-License-Identifier: Apache-2.0
// A folder for the length of one bench, beside the build: on a real disk, where a temporary folder
// may be memory.
#pragma once

#include "runtime/base/assert.hpp"

#include <cstdlib>
#include <filesystem>
#include <string>

namespace plexus::bench {

class folder {
public:
  folder() {
    std::string pattern = "bench-XXXXXX";
    PLEXUS_ASSERT(mkdtemp(pattern.data()) != nullptr);
    path_ = std::filesystem::absolute(pattern);
  }
  ~folder() { std::filesystem::remove_all(path_); }
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;
  const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

} // namespace plexus::bench
