// SPDX-License-Identifier: Apache-2.0
// The commands that ask a running node and print its answer: status, sensors, vs, requests.
#pragma once

#include "apps/plexus/row_printer.hpp"

#include <filesystem>
#include <ostream>
#include <string>

namespace plexus::apps {

struct node_command_options {
  std::filesystem::path socket;
  output_format out = output_format::table; // csv counts as table here
  std::size_t columns_max = 0;              // of a table's lines, 0 = unlimited
  bool show_progress = false;               // on `err`, past a second
};

/// Each returns an exit code and prints errors to `err`.
int show_status(const node_command_options& how, std::ostream& out, std::ostream& err);
int show_sensors(const node_command_options& how, std::ostream& out, std::ostream& err);
int list_virtual_sensors(const node_command_options& how, std::ostream& out, std::ostream& err);
int show_virtual_sensor(const node_command_options& how, const std::string& name, std::ostream& out,
                        std::ostream& err);
int deploy_virtual_sensor(const node_command_options& how, const std::filesystem::path& file,
                          std::ostream& out, std::ostream& err);
int undeploy_virtual_sensor(const node_command_options& how, const std::string& name,
                            std::ostream& out, std::ostream& err);
int list_requests(const node_command_options& how, std::ostream& out, std::ostream& err);
int reload_node(const node_command_options& how, std::ostream& out, std::ostream& err);
int flush_node(const node_command_options& how, std::ostream& out, std::ostream& err);

} // namespace plexus::apps
