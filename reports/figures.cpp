#include "reports/figures.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace wfx {

std::string Thousands(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string Fixed(double number, int digits) {
  std::array<char, 400> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number,
                                 std::chars_format::fixed, digits)
                       .ptr;
  return {text.data(), end};
}

std::string Microseconds(std::uint64_t nanoseconds) {
  if (nanoseconds >= 100'000) return Thousands((nanoseconds + 500) / 1000);
  return Fixed(static_cast<double>(nanoseconds) / 1000, 1);
}

std::string Bytes(std::uint64_t bytes) {
  constexpr std::array<const char*, 5> kUnits{"bytes", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  while (unit + 1 < kUnits.size() && bytes != 0 && bytes % 1024 == 0) {
    bytes /= 1024;
    ++unit;
  }
  return Thousands(bytes) + " " + kUnits[unit];
}

std::string Count(std::uint64_t number, std::string_view noun) {
  return Thousands(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

double OwnShare(double own_cost_ns, double depth, double latency_ns) {
  return latency_ns <= 0 ? 0 : own_cost_ns * std::max(depth, 1.0) / latency_ns;
}

}  // namespace wfx
