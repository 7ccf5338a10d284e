// Numbers as reports spell them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wfx {

std::string Thousands(std::uint64_t number);  // "1,234,567"
std::string Fixed(double number,
                  int digits);  // "0.25"; nothing but the dot and digits, whatever the locale
std::string Microseconds(std::uint64_t nanoseconds);             // "12.3", "1,234"
std::string Bytes(std::uint64_t bytes);                          // "4 KiB", "65,534 bytes"
std::string Count(std::uint64_t number, std::string_view noun);  // "1 case", "3 cases"

// At most how much of a latency the harness itself took: while a write waits, its thread works on
// every other write of its queue. `depth` is that of one thread.
double OwnShare(double own_cost_ns, double depth, double latency_ns);

}  // namespace wfx
