// SPDX-License-Identifier: Apache-2.0
#include "runtime/base/log.hpp"

#include "runtime/base/duration.hpp"

#include <algorithm>
#include <array>

namespace plexus {

namespace {

constexpr std::string_view upper_name(log_level level) {
  switch (level) {
    case log_level::debug:
      return "DEBUG";
    case log_level::info:
      return "INFO";
    case log_level::warn:
      return "WARN";
    case log_level::error:
      return "ERROR";
  }
  return "UNKNOWN";
}

constexpr bool is_control(char c) {
  const auto code = static_cast<unsigned char>(c);
  return code < 0x20 || code == 0x7F;
}

void append_quoted(std::string& line, std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  line += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      line.append({'\\', c});
    } else if (c == '\n') {
      line += "\\n";
    } else if (c == '\t') {
      line += "\\t";
    } else if (is_control(c)) {
      const auto code = static_cast<unsigned char>(c);
      line.append("\\x").append({hex[code >> 4U], hex[code & 15U]});
    } else {
      line += c;
    }
  }
  line += '"';
}

bool needs_quotes(std::string_view text) {
  return text.empty() || std::any_of(text.begin(), text.end(), [](char c) {
           return c == ' ' || c == '=' || c == '"' || c == '\\' || is_control(c);
         });
}

void append_word(std::string& line, std::string_view text) {
  if (needs_quotes(text))
    append_quoted(line, text);
  else
    line += text;
}

} // namespace

std::string_view name_of(log_level level) noexcept {
  switch (level) {
    case log_level::debug:
      return "debug";
    case log_level::info:
      return "info";
    case log_level::warn:
      return "warn";
    case log_level::error:
      return "error";
  }
  return "unknown";
}

result<log_level> parse_log_level(std::string_view text) {
  for (const auto level : {log_level::debug, log_level::info, log_level::warn, log_level::error})
    if (name_of(level) == text)
      return level;
  return fail(errc::invalid_argument, '"' + std::string{text} + "\" is not a log level");
}

std::string format_log_line(const log_record& record) {
  std::string line = format_timestamp(record.at);
  line.append(" ").append(upper_name(record.level)).append(" ");
  append_word(line, record.event);
  line += ' ';
  append_quoted(line, record.text);
  for (const auto& [key, value] : record.fields) {
    line += ' ';
    append_word(line, key);
    line += '=';
    append_word(line, value);
  }
  return line;
}

stream_log_sink::stream_log_sink(std::FILE* out) : out_(out) {}

void stream_log_sink::write(const log_record& record) {
  const auto line = format_log_line(record) + '\n';
  const std::lock_guard hold{mutex_};
  // A log that cannot be written has nowhere to say so; the node goes on without it.
  std::fwrite(line.data(), 1, line.size(), out_);
  std::fflush(out_);
}

memory_log_sink::memory_log_sink(std::size_t records_max) : records_max_(records_max) {}

void memory_log_sink::write(const log_record& record) {
  const std::lock_guard hold{mutex_};
  records_.push_back(record);
  while (records_.size() > records_max_)
    records_.pop_front();
}

std::vector<log_record> memory_log_sink::records() const {
  const std::lock_guard hold{mutex_};
  return {records_.begin(), records_.end()};
}

std::size_t memory_log_sink::count(std::string_view event) const {
  const std::lock_guard hold{mutex_};
  return static_cast<std::size_t>(
      std::count_if(records_.begin(), records_.end(),
                    [&](const log_record& record) { return record.event == event; }));
}

logger::logger(std::shared_ptr<log_sink> sink, const clock& time, log_level threshold)
    : sink_(std::move(sink)), time_(&time), threshold_(threshold) {}

void logger::debug(std::string_view event, std::string_view text,
                   std::initializer_list<log_field> fields) const {
  write(log_level::debug, event, text, fields);
}

void logger::info(std::string_view event, std::string_view text,
                  std::initializer_list<log_field> fields) const {
  write(log_level::info, event, text, fields);
}

void logger::warn(std::string_view event, std::string_view text,
                  std::initializer_list<log_field> fields) const {
  write(log_level::warn, event, text, fields);
}

void logger::error(std::string_view event, std::string_view text,
                   std::initializer_list<log_field> fields) const {
  write(log_level::error, event, text, fields);
}

void logger::write(log_level level, std::string_view event, std::string_view text,
                   std::initializer_list<log_field> fields) const {
  if (!sink_ || level < threshold_ || level < sink_->threshold())
    return;
  sink_->write({time_->now(), level, std::string{event}, std::string{text}, fields});
}

} // namespace plexus
