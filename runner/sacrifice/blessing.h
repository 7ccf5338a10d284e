// The block on a device that says: this may be destroyed. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wfx {

// Where it lies: away from every place that scenarios write to, which is the beginning, 4 MiB
// behind it, and the end.
inline constexpr std::uint64_t kBlessingOffset = 8ULL << 20;
// As long as the largest sector.
inline constexpr std::size_t kBlessingSize = 4096;
// A device that has room for both.
inline constexpr std::uint64_t kSmallestDevice = 12ULL << 20;

struct Blessing {
  std::string serial;      // 16 hexadecimal digits, lower case
  std::uint64_t size = 0;  // of the device, in bytes
  std::string identity;    // which device this is, one line

  bool operator==(const Blessing&) const = default;
};

// The block: text that a person can read, its checksum, and zeros. Throws std::runtime_error, one
// line, when the identity is no line or does not fit.
std::string BlockOf(const Blessing& blessing);

// Throws std::runtime_error, one line: what is wrong with `block`, which is kBlessingSize bytes.
Blessing BlessingIn(std::string_view block);

bool IsSerial(std::string_view text);

// That many hexadecimal digits nobody can foresee.
std::string RandomDigits(std::size_t count);

}  // namespace wfx
