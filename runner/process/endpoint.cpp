#include "runner/process/endpoint.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace wfx {
namespace {

std::uint16_t ParsePort(std::string_view text, std::string_view whole) {
  std::uint16_t port = 0;
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || stopped != text.data() + text.size()) {
    throw std::invalid_argument("\"" + std::string(whole) +
                                "\" has no port from 0 to 65535 behind its \":\"");
  }
  return port;
}

bool IsHost(std::string_view host) {
  return !host.empty() && std::ranges::all_of(host, [](char each) {
    const bool letter = (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z');
    return letter || (each >= '0' && each <= '9') || each == '.' || each == '-' || each == '_' ||
           each == ':' || each == '%';
  });
}

}  // namespace

std::string Endpoint::Text() const {
  const bool colons = host.find(':') != host.npos;
  return (colons ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Endpoint ParseEndpoint(std::string_view text) {
  constexpr auto npos = std::string_view::npos;
  Endpoint endpoint;
  std::string_view host = text;
  const bool bracketed = text.starts_with('[');
  if (bracketed) {
    const std::size_t end = text.find(']');
    const std::string_view rest = end == npos ? "?" : text.substr(end + 1);
    if (!rest.empty() && !rest.starts_with(':'))
      throw std::invalid_argument("\"" + std::string(text) + "\" is no [ADDRESS]:PORT");
    host = text.substr(1, end - 1);
    if (!rest.empty()) endpoint.port = ParsePort(rest.substr(1), text);
  } else if (const std::size_t colon = text.find(':');
             colon != npos && text.find(':', colon + 1) == npos) {
    host = text.substr(0, colon);
    endpoint.port = ParsePort(text.substr(colon + 1), text);
  }
  if (!IsHost(host) || (!bracketed && host.starts_with('-')))
    throw std::invalid_argument("\"" + std::string(text) +
                                "\" is neither HOST nor HOST:PORT nor [ADDRESS]:PORT");
  endpoint.host = host;
  return endpoint;
}

std::string UncHost(const std::string& address) {
  if (address.find(':') == address.npos) return address;
  std::string literal = address;
  std::ranges::replace(literal, ':', '-');
  std::ranges::replace(literal, '%', 's');
  return literal + ".ipv6-literal.net";
}

bool IsLoopback(std::string_view address) {
  constexpr std::string_view kMapped = "::ffff:";
  if (address.starts_with(kMapped)) address.remove_prefix(kMapped.size());
  return address.starts_with("127.") || address == "::1";
}

}  // namespace wfx
