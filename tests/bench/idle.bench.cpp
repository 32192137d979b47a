// SPDX-License-Identifier: Apache-2.0
// What a node costs that has little to do: plexusd with 13 sensors read once a second, stored and
// synced, beside one without any. Processor time of all threads as a share of one core, and
// resident memory.
#include "runtime/base/assert.hpp"
#include "tests/support/bench_report.hpp"
#include "tests/support/scratch_folder.hpp"

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <spawn.h>
#include <string>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace plexus;

namespace {

constexpr int sensors = 13;
constexpr std::chrono::seconds settling{3};
constexpr std::chrono::seconds observed{20};

void write(const std::filesystem::path& file, const std::string& text) {
  std::ofstream out{file};
  out << text;
  PLEXUS_ASSERT(out.good());
}

/// Three kinds of sensor in turn, each read once a second into history.
std::string virtual_sensor(int number) {
  const char* const kinds[] = {
      "[output]\nheap = \"int64\"\n[source.s]\nplugin = \"memory-usage\"\n",
      "[output]\nlight = \"double\"\n[source.s]\nplugin = \"multiformat\"\n",
      "[output]\nload_1m = \"double\"\n[source.s]\nplugin = \"host\"\nsource = \"load\"\n",
  };
  return "name = \"sensor" + std::to_string(number) + "\"\n" + kinds[number % 3];
}

/// plexusd, which lies beside this program, on a folder of its own.
class running_node {
public:
  explicit running_node(int sensor_count) {
    const auto& folder = folder_.path();
    std::filesystem::create_directory(folder / "virtual_sensors");
    for (int i = 0; i < sensor_count; ++i)
      write(folder / "virtual_sensors" / ("sensor" + std::to_string(i) + ".toml"),
            virtual_sensor(i));
    write(folder / "node.toml", "data_folder = \"data\"\n");
    const auto log = folder / "log";
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 2, log.c_str(), O_WRONLY | O_CREAT, 0600);
    std::string program = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "plexusd";
    std::string option = "--config";
    std::string config = folder / "node.toml";
    char* const arguments[] = {program.data(), option.data(), config.data(), nullptr};
    PLEXUS_ASSERT(posix_spawn(&process_, program.c_str(), &files, nullptr, arguments, environ) ==
                  0);
    posix_spawn_file_actions_destroy(&files);
    watch_ = static_cast<int>(syscall(SYS_pidfd_open, process_, 0));
    PLEXUS_ASSERT(watch_ >= 0);
    wait_for(log, "running=" + std::to_string(sensor_count));
  }
  ~running_node() {
    kill(process_, SIGTERM);
    int state = 0;
    waitpid(process_, &state, 0);
    close(watch_);
    PLEXUS_ASSERT(WIFEXITED(state) && WEXITSTATUS(state) == 0);
  }
  running_node(const running_node&) = delete;
  running_node& operator=(const running_node&) = delete;

  /// Lets it run; it must not end meanwhile.
  void run_for(std::chrono::milliseconds span) const {
    pollfd end{watch_, POLLIN, 0};
    PLEXUS_ASSERT(poll(&end, 1, static_cast<int>(span.count())) == 0);
  }

  /// Nanoseconds on a processor, all threads.
  double processor_time() const {
    double total = 0;
    for (const auto& thread : std::filesystem::directory_iterator{proc() / "task"}) {
      std::ifstream in{thread.path() / "schedstat"};
      double of_thread = 0;
      PLEXUS_ASSERT(in >> of_thread);
      total += of_thread;
    }
    return total;
  }
  double resident_megabytes() const {
    std::ifstream in{proc() / "status"};
    std::string name;
    while (in >> name)
      if (double kilobytes = 0; name == "VmRSS:" && in >> kilobytes)
        return kilobytes / 1024;
    PLEXUS_ASSERT(false);
    return 0;
  }

private:
  std::filesystem::path proc() const { return "/proc/" + std::to_string(process_); }

  void wait_for(const std::filesystem::path& log, const std::string& text) const {
    for (int tries = 0; tries < 1'000; ++tries) {
      std::ifstream in{log};
      for (std::string line; std::getline(in, line);)
        if (line.find(text) != std::string::npos)
          return;
      run_for(std::chrono::milliseconds{10});
    }
    PLEXUS_ASSERT(false); // the node did not start
  }

  test::scratch_folder folder_{std::filesystem::current_path()};
  pid_t process_ = 0;
  int watch_ = -1; // readable when the process has ended
};

struct cost {
  double percent = 0;
  double megabytes = 0;
};

cost observe(int sensor_count) {
  const running_node node{sensor_count};
  node.run_for(settling);
  const double before = node.processor_time();
  node.run_for(observed);
  const double used = node.processor_time() - before;
  return {used / std::chrono::duration<double, std::nano>{observed}.count() * 100,
          node.resident_megabytes()};
}

} // namespace

int main(int argc, char** argv) {
  bench::report report{"idle", argc, argv};
  const auto nothing = observe(0);
  const auto some = observe(sensors);
  report.add("cpu_percent_core", some.percent, "%", nothing.percent);
  report.add("rss_mb", some.megabytes, "MB", nothing.megabytes);
  return 0;
}
