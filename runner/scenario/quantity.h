// Sizes, offsets and durations as people say them: "70,000" is 70000, "1 sector - 1", "4 GiB - 1",
// "500 ms".
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runner/result.h"

namespace wfx {

// A number of bytes, possibly bound to a probed property of the target.
// Grammar: term (("+" | "-") term)*; term: [-]number [unit] | unit; units: byte(s) KiB MiB GiB TiB
// sector(s) page(s) cluster(s) pipe_quota buffer_alignment maximum_file_size free_space volume_size
// file_system_size volume_start boot_area. A bare JSON integer is bytes.
class Quantity {
 public:
  Quantity();
  Quantity(const Quantity&);
  Quantity(Quantity&&) noexcept;
  Quantity& operator=(const Quantity&);
  Quantity& operator=(Quantity&&) noexcept;
  ~Quantity();
  static Quantity Bytes(std::int64_t bytes);
  // Throws std::invalid_argument: what is wrong and what would be right, one line.
  static Quantity Parse(std::string_view text);

  // Its value on a target. Throws std::overflow_error beyond 64 bits with a sign.
  std::int64_t In(const Bindings& bindings) const;
  // The same where values go from 0 to 2^64 - 1. Throws std::overflow_error outside.
  std::uint64_t UnsignedIn(const Bindings& bindings) const;
  // As the scenario spells it.
  const std::string& text() const { return text_; }
  // True when its value depends on the target.
  bool bound() const;

 private:
  class Parser;
  struct Sum;
  struct Term {
    bool minus = false;
    std::uint64_t factor = 0;
    enum class Unit {
      kByte,
      kSector,
      kPage,
      kPipeQuota,
      kBufferAlignment,
      kVolumeSize,
      kFileSystemSize,
      kVolumeStart,
      kBootArea,
      kCluster,
      kFreeSpace,
      kMaximumFileSize,
    } unit = Unit::kByte;
  };
  // Throws std::overflow_error where a part leaves 64 bits.
  Sum SumIn(const Bindings& bindings) const;

  std::vector<Term> terms_;
  std::string text_ = "0";
};

using Duration = std::chrono::nanoseconds;
// "500 ms", "1 s", "20 us", "2 min". Throws std::invalid_argument.
Duration ParseDuration(std::string_view text);

}  // namespace wfx
