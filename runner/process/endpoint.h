// Where a peer on another machine is to be found: a host and a port, as people type them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wfx {

// Where a peer listens when nothing else is said.
inline constexpr std::uint16_t kPeerPort = 19390;

struct Endpoint {
  std::string host;  // a name or an address, without brackets
  std::uint16_t port = kPeerPort;

  // "10.0.0.7:19390", "[fe80::1]:19390".
  std::string Text() const;
};

// "HOST", "HOST:PORT", "[ADDRESS]:PORT". Throws std::invalid_argument, whose text says what would
// be right.
Endpoint ParseEndpoint(std::string_view text);

// `address` as a UNC path names a machine: an IPv6 address in its ipv6-literal.net form, anything
// else as it is.
std::string UncHost(const std::string& address);

// True for 127.0.0.0/8 and ::1, also where they are written as IPv4 in IPv6.
bool IsLoopback(std::string_view address);

}  // namespace wfx
