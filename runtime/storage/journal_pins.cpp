// SPDX-License-Identifier: Apache-2.0
#include "runtime/storage/journal_pins.hpp"

#include <algorithm>

namespace plexus::storage {
namespace {

/// The first reference with elements above `until`.
template <class References>
auto first_above(References& references, sequence until) {
  return std::ranges::find_if(references, [&](const auto& r) { return r.last > until; });
}

} // namespace

void journal_pins::add_blob(std::uint64_t blob, std::uint64_t bytes) {
  blobs_.emplace_back(blob, bytes);
  bytes_ += bytes;
}

void journal_pins::pin(stream_id stream, std::uint64_t blob, sequence last) {
  auto& references = references_[stream];
  if (references.empty())
    oldest_.emplace(blob, stream);
  if (!references.empty() && references.back().blob == blob)
    references.back().last = last;
  else
    references.push_back({blob, last});
}

std::optional<std::uint64_t> journal_pins::needed_from(const sealed_streams& sealed) const {
  std::optional<std::uint64_t> needed;
  for (const auto& [blob, stream] : oldest_) {
    if (needed && *needed <= blob)
      break;
    const auto until = sealed.find(stream);
    if (until == sealed.end())
      return blob;
    const auto& references = references_.at(stream);
    const auto left = first_above(references, until->second);
    if (left != references.end())
      needed = std::min(needed.value_or(left->blob), left->blob);
  }
  return needed;
}

std::vector<std::uint64_t> journal_pins::free_after(const sealed_streams& sealed) const {
  const auto needed = needed_from(sealed);
  std::vector<std::uint64_t> free;
  for (const auto& [blob, bytes] : blobs_) {
    if (needed && blob >= *needed)
      break;
    free.push_back(blob);
  }
  return free;
}

void journal_pins::release(const sealed_streams& sealed) {
  for (const auto& [stream, until] : sealed) {
    const auto found = references_.find(stream);
    if (found == references_.end())
      continue;
    auto& references = found->second;
    oldest_.erase({references.front().blob, stream});
    references.erase(references.begin(), first_above(references, until));
    if (references.empty())
      references_.erase(found);
    else
      oldest_.emplace(references.front().blob, stream);
  }
  drop_blobs_below(needed_from({}));
}

void journal_pins::forget(stream_id stream) {
  const auto found = references_.find(stream);
  if (found == references_.end())
    return;
  oldest_.erase({found->second.front().blob, stream});
  references_.erase(found); // blobs it alone needed go with the next commit
}

void journal_pins::drop_blobs_below(std::optional<std::uint64_t> needed) {
  while (!blobs_.empty() && (!needed || blobs_.front().first < *needed)) {
    bytes_ -= blobs_.front().second;
    blobs_.pop_front();
  }
}

std::vector<stream_id> journal_pins::oldest(double share, std::size_t streams_max) const {
  auto left = static_cast<std::int64_t>(static_cast<double>(bytes_) * share);
  std::uint64_t until = 0;
  for (const auto& [blob, bytes] : blobs_) {
    until = blob;
    left -= static_cast<std::int64_t>(bytes);
    if (left <= 0)
      break;
  }
  std::vector<stream_id> streams;
  for (const auto& [blob, stream] : oldest_) {
    if (blob > until || streams.size() >= streams_max)
      break;
    streams.push_back(stream);
  }
  return streams;
}

} // namespace plexus::storage
