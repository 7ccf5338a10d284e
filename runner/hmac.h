// HMAC-SHA256 (RFC 2104), by which two programs prove to each other that they hold the same token
// without sending it.
#pragma once

#include <string>
#include <string_view>

namespace wfx {

// Gives the 32 bytes of the code of `message` under `key`, both of any length. Any thread.
std::string HmacSha256(std::string_view key, std::string_view message);

// Whether they are equal, in a time that depends on their lengths alone.
bool EqualInConstantTime(std::string_view a, std::string_view b);

}  // namespace wfx
