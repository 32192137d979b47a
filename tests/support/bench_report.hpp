// SPDX-License-Identifier: Apache-2.0
// How a bench reports: a line per figure for the reader, and a JSON line in the file named by
// `--out FILE`. Not for measuring; a bench times what it does with steady_clock itself.
#pragma once

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace plexus::bench {

class report {
public:
  /// Reads `--out FILE` from the command line; without it only the lines for the reader appear.
  report(std::string bench, int argc, char** argv) : bench_(std::move(bench)) {
    for (int i = 1; i + 1 < argc; ++i)
      if (std::string_view{argv[i]} == "--out")
        out_.reset(std::fopen(argv[i + 1], "w"));
  }

  /// `baseline` is the bare part measured in the same run, in the same unit.
  void add(std::string_view metric, double value, std::string_view unit,
           std::optional<double> baseline = std::nullopt) {
    std::printf("%-12s %-42.*s %14.6g %.*s", bench_.c_str(), length(metric), metric.data(), value,
                length(unit), unit.data());
    if (baseline)
      std::printf("  (baseline %.6g, ratio %.3f)", *baseline, value / *baseline);
    std::printf("\n");
    std::fflush(stdout);
    if (!out_)
      return;
    std::fprintf(out_.get(), R"({"bench":"%s","metric":"%.*s","value":%.9g,"unit":"%.*s")",
                 bench_.c_str(), length(metric), metric.data(), value, length(unit), unit.data());
    if (baseline)
      std::fprintf(out_.get(), R"(,"baseline":%.9g,"ratio":%.6g)", *baseline, value / *baseline);
    std::fprintf(out_.get(), "}\n");
    std::fflush(out_.get());
  }

private:
  struct close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  static int length(std::string_view text) { return static_cast<int>(text.size()); }

  std::string bench_;
  std::unique_ptr<std::FILE, close> out_;
};

} // namespace plexus::bench
