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
// sector(s) page(s) pipe_quota buffer_alignment volume_size file_system_size volume_start
// boot_area. A bare JSON integer is bytes.
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

  // Its value on a target. Throws std::overflow_error beyond 64 bits.
  std::int64_t In(const Bindings& bindings) const;
  // As the scenario spells it.
  const std::string& text() const { return text_; }
  // True when its value depends on the target.
  bool bound() const;

 private:
  class Parser;
  struct Term {
    std::int64_t factor = 0;
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
    } unit = Unit::kByte;
  };
  std::vector<Term> terms_;
  std::string text_ = "0";
};

using Duration = std::chrono::nanoseconds;
// "500 ms", "1 s", "20 us", "2 min". Throws std::invalid_argument.
Duration ParseDuration(std::string_view text);

}  // namespace wfx
