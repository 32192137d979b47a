// SPDX-License-Identifier: Apache-2.0
// Structured log lines with stable event ids. A logger is a cheap value that is handed down; where
// the lines go is the sink's business. Tests count ids, never words.
#pragma once

#include "runtime/base/clock.hpp"
#include "runtime/base/result.hpp"

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace plexus {

enum class log_level : std::uint8_t { debug, info, warn, error };

/// "debug", "info", "warn", "error".
std::string_view name_of(log_level level) noexcept;
/// The other way round; anything else fails with errc::invalid_argument.
result<log_level> parse_log_level(std::string_view text);

/// One `key=value` beside the text of a line.
struct log_field {
  std::string key;
  std::string value;
};

struct log_record {
  timestamp at;
  log_level level{};
  std::string event; // "room.what-happened", e.g. "sensor.poll-late"
  std::string text;
  std::vector<log_field> fields;
};

class log_sink {
public:
  virtual ~log_sink() = default;
  /// May be called from several threads.
  virtual void write(const log_record& record) = 0;

  /// Less is not written, whatever a logger lets through. A change counts at once for every logger
  /// on this sink. Any thread.
  void set_threshold(log_level least) noexcept { threshold_ = least; }
  log_level threshold() const noexcept { return threshold_; }

private:
  std::atomic<log_level> threshold_ = log_level::debug;
};

/// Writes `2026-03-01T10:00:00Z WARN sensor.poll-late "text" key=value` lines to a stream it does
/// not own. Control characters in texts are escaped, so a record is always one line.
class stream_log_sink final : public log_sink {
public:
  explicit stream_log_sink(std::FILE* out);
  void write(const log_record& record) override;

private:
  std::mutex mutex_;
  std::FILE* out_;
};

/// Keeps the newest records, for tests and for the last errors shown by `plexus status`.
class memory_log_sink final : public log_sink {
public:
  explicit memory_log_sink(std::size_t records_max = 1000);
  void write(const log_record& record) override;

  std::vector<log_record> records() const;
  std::size_t count(std::string_view event) const;

private:
  mutable std::mutex mutex_;
  std::size_t records_max_;
  std::deque<log_record> records_;
};

class logger {
public:
  /// A logger that drops everything.
  logger() = default;
  logger(std::shared_ptr<log_sink> sink, const clock& time, log_level threshold = log_level::info);

  void debug(std::string_view event, std::string_view text,
             std::initializer_list<log_field> fields = {}) const;
  void info(std::string_view event, std::string_view text,
            std::initializer_list<log_field> fields = {}) const;
  void warn(std::string_view event, std::string_view text,
            std::initializer_list<log_field> fields = {}) const;
  void error(std::string_view event, std::string_view text,
             std::initializer_list<log_field> fields = {}) const;

private:
  void write(log_level level, std::string_view event, std::string_view text,
             std::initializer_list<log_field> fields) const;

  std::shared_ptr<log_sink> sink_;
  const clock* time_ = nullptr;
  log_level threshold_ = log_level::info;
};

/// One record as the line that stream_log_sink writes, without the line end.
std::string format_log_line(const log_record& record);

} // namespace plexus
