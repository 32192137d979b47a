// SPDX-License-Identifier: Apache-2.0
#include "runtime/model/virtual_sensor_descriptor.hpp"

#include <algorithm>

namespace plexus::model {

std::string file_position::to_string() const {
  return line == 0 ? file : file + ":" + std::to_string(line);
}

const std::string* find_parameter(const parameters& all, std::string_view key) noexcept {
  const auto same = [&](const parameter& candidate) {
    return std::equal(candidate.key.begin(), candidate.key.end(), key.begin(), key.end(),
                      [](char a, char b) {
                        const auto lower = [](char c) {
                          return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
                        };
                        return lower(a) == lower(b);
                      });
  };
  const auto found = std::find_if(all.begin(), all.end(), same);
  return found == all.end() ? nullptr : &found->value;
}

namespace {

bool same_address(const source_address& a, const source_address& b) {
  return a.wrapper == b.wrapper && a.predicates == b.predicates &&
         a.partial_order_key == b.partial_order_key && a.declared == b.declared;
}

bool same_source(const source& a, const source& b) {
  return a.alias == b.alias && a.window == b.window && a.sampling_rate == b.sampling_rate &&
         std::equal(a.alternatives.begin(), a.alternatives.end(), b.alternatives.begin(),
                    b.alternatives.end(), same_address);
}

bool same_stream(const stream& a, const stream& b) {
  return a.name == b.name && std::equal(a.sources.begin(), a.sources.end(), b.sources.begin(),
                                        b.sources.end(), same_source);
}

} // namespace

// Positions are not compared: a line added above a source does not change it. The folder of the
// file matters, because relative paths in parameters start there; the deployment keys by name, and
// a file that moves is removed and added.
bool same_sources(const virtual_sensor_descriptor& a, const virtual_sensor_descriptor& b) {
  return a.name == b.name && a.compat == b.compat && a.position.file == b.position.file &&
         std::equal(a.streams.begin(), a.streams.end(), b.streams.begin(), b.streams.end(),
                    same_stream);
}

} // namespace plexus::model
