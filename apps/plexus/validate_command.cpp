// SPDX-License-Identifier: Apache-2.0
#include "apps/plexus/validate_command.hpp"

#include "apps/plexus/exit_code.hpp"
#include "runtime/config/virtual_sensor_file.hpp"
#include "runtime/model/dependency_graph.hpp"
#include "runtime/query/query_check.hpp"

#include <algorithm>
#include <map>
#include <sstream>
#include <system_error>

namespace plexus::apps {

namespace {

namespace fs = std::filesystem;

struct tally {
  std::size_t accepted = 0;
  std::size_t rejected = 0;
};

void print_problem(std::ostream& out, const model::file_position& at, bool is_error, errc code,
                   const std::string& reason) {
  out << config::diagnostic{at, {}, reason, code, is_error}.to_string() << '\n';
}

/// Warnings that need to know which plugins there are.
void check_plugins(const model::virtual_sensor_descriptor& descriptor,
                   const plugins::plugin_registry& known, std::ostream& out) {
  for (const auto& stream : descriptor.streams)
    for (const auto& source : stream.sources)
      for (const auto& address : source.alternatives) {
        const auto* manifest = known.find(address.wrapper);
        if (manifest == nullptr) {
          print_problem(out, address.position, false, errc::unknown_plugin,
                        "wrapper '" + address.wrapper + "' is not available on this machine");
          continue;
        }
        for (const auto& warning : plugins::check_parameters(*manifest, address.predicates))
          print_problem(out, address.position, false, errc::unknown_setting, warning);
      }
  if (descriptor.processing_class != "bridge")
    print_problem(out, descriptor.position, false, errc::class_unavailable,
                  "processing class '" + descriptor.processing_class + "' is not available");
}

/// What the queries themselves get wrong, whatever their sources turn out to have.
bool check_sql(const model::virtual_sensor_descriptor& descriptor, std::ostream& out) {
  const auto problems = query::check_queries(descriptor);
  for (const auto& [position, why] : problems)
    print_problem(out, position, true, why.code,
                  why.where.empty() ? why.what : why.where + ": " + why.what);
  return problems.empty();
}

/// Every file of a folder by name, or the file itself.
std::vector<fs::path> files_of(const fs::path& path) {
  std::error_code ignored; // a path that cannot be read is reported when it is loaded
  if (!fs::is_directory(path, ignored))
    return {path};
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator{path, ignored})
    if (config::is_virtual_sensor_file_name(entry.path().filename().string()))
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

/// Checks one file and says whether it is accepted; problems go to `out`.
bool check_file(const fs::path& file, const plugins::plugin_registry& known,
                std::map<std::string, std::string>& names, std::ostream& out) {
  const auto outcome = config::load_virtual_sensor_file(file);
  for (const auto& found : outcome.diagnostics)
    out << found.to_string() << '\n';
  if (!outcome.descriptor)
    return false;
  const auto [first, is_new] = names.emplace(outcome.descriptor->name, file.string());
  if (!is_new) {
    print_problem(out, {file.string(), 1}, true, errc::duplicate_virtual_sensor,
                  "virtual sensor '" + first->first + "' is already defined in " + first->second);
    return false;
  }
  check_plugins(*outcome.descriptor, known, out);
  return check_sql(*outcome.descriptor, out);
}

} // namespace

int validate(const std::vector<fs::path>& paths, const plugins::plugin_registry& known,
             std::ostream& out, progress& shown) {
  tally counted;
  std::map<std::string, std::string> names; // virtual sensor -> file
  for (const auto& path : paths)
    for (const auto& file : files_of(path)) {
      std::ostringstream problems;
      ++(check_file(file, known, names, problems) ? counted.accepted : counted.rejected);
      if (problems.tellp() > 0) {
        shown.clear();
        out << problems.str();
      }
      shown.tell(
          [&] { return std::to_string(counted.accepted + counted.rejected) + " files so far"; });
    }
  shown.clear();
  out << counted.accepted << " accepted, " << counted.rejected << " rejected\n";
  return counted.rejected == 0 ? exit_ok : exit_failed;
}

} // namespace plexus::apps
