// SPDX-License-Identifier: Apache-2.0
// Values before exceptions: what can go wrong comes back as a result. Not for programming errors,
// which are assertions (runtime/base/assert.hpp).
#pragma once

#include "runtime/base/assert.hpp"
#include "runtime/base/errc.hpp"

#include <string>
#include <utility>
#include <variant>

namespace plexus {

/// What went wrong (`what`), and in which input (`where`: file:line, sensor, stream; may be empty).
struct error {
  errc code{};
  std::string what;
  std::string where;

  /// "where: what (code-name)", for logs and people.
  std::string to_string() const;
  /// The same without the code: to become the `what` of an error that says more.
  std::string message() const;

  friend bool operator==(const error&, const error&) = default;
};

/// A value or an error. Reading the wrong side is a programming error and aborts.
template <class T>
class [[nodiscard]] result {
public:
  result(T value) : data_(std::in_place_index<0>, std::move(value)) {}
  result(plexus::error failure) : data_(std::in_place_index<1>, std::move(failure)) {}

  bool has_value() const noexcept { return data_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  T& value() & { return check(), *std::get_if<0>(&data_); }
  const T& value() const& { return check(), *std::get_if<0>(&data_); }
  T&& value() && { return check(), std::move(*std::get_if<0>(&data_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const plexus::error& error() const& {
    PLEXUS_ASSERT(!has_value());
    return *std::get_if<1>(&data_);
  }
  plexus::error&& error() && {
    PLEXUS_ASSERT(!has_value());
    return std::move(*std::get_if<1>(&data_));
  }

private:
  void check() const { PLEXUS_ASSERT(has_value()); }

  std::variant<T, plexus::error> data_;
};

template <>
class [[nodiscard]] result<void> {
public:
  result() = default;
  result(plexus::error failure) : failure_(std::in_place_index<1>, std::move(failure)) {}

  bool has_value() const noexcept { return failure_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  const plexus::error& error() const {
    PLEXUS_ASSERT(!has_value());
    return *std::get_if<1>(&failure_);
  }

private:
  std::variant<std::monostate, plexus::error> failure_;
};

using status = result<void>;

/// Shorthand for the failing side: `return fail(errc::not_found, "no such file", path);`
inline error fail(errc code, std::string what, std::string where = {}) {
  return {code, std::move(what), std::move(where)};
}

} // namespace plexus
