// SPDX-License-Identifier: Apache-2.0
// MD5 (RFC 1321) and SHA-1 (RFC 3174) for the SQL functions of those names. Both are broken as
// protection; nothing of the runtime relies on them.
#pragma once

#include <string>
#include <string_view>

namespace plexus::query {

/// 32 and 40 hex digits in lower case.
std::string md5_hex(std::string_view content);
std::string sha1_hex(std::string_view content);

} // namespace plexus::query
