// What the writes of a load carry, and where in the file they go.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "runner/scenario/scenario.h"

namespace wfx {

// Pseudo-random numbers for data and places (xorshift64*): not even in every bit, but
// incompressible and quick.
class LoadRandom {
 public:
  explicit LoadRandom(std::uint64_t seed);
  std::uint64_t Next() {
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    return state_ * 0x2545F4914F6CDD1Dull;
  }

 private:
  std::uint64_t state_;
};

// The data of all slots, at aligned addresses: incompressible, or zeros without a seed.
class LoadData {
 public:
  LoadData(std::uint32_t slots, std::uint32_t length, std::uint64_t alignment,
           std::optional<std::uint64_t> seed);
  ~LoadData();
  LoadData(const LoadData&) = delete;
  LoadData& operator=(const LoadData&) = delete;

  const char* Of(std::size_t slot) const { return bytes_ + slot * stride_; }

 private:
  std::size_t alignment_, stride_;
  char* bytes_;
};

// The offsets of one write after the other.
class LoadPlaces {
 public:
  // Sequential and random writes cover `size` bytes from `begins_at`.
  LoadPlaces(Load::Pattern pattern, std::uint32_t length, std::uint64_t begins_at,
             std::uint64_t size, std::uint64_t seed);

  // Offset and OffsetHigh as one number.
  std::uint64_t Next() {
    switch (pattern_) {
      case Load::Pattern::kSequential: {
        const std::uint64_t offset = begins_at_ + next_ * length_;
        next_ = next_ + 1 == blocks_ ? 0 : next_ + 1;
        return offset;
      }
      case Load::Pattern::kRandom:
        // The upper half times `blocks_`: even enough below 2^32 of them, and no division.
        return begins_at_ + ((random_.Next() >> 32) * blocks_ >> 32) * length_;
      case Load::Pattern::kAppend:
        return ~std::uint64_t{0};
      case Load::Pattern::kFixed:
        break;
    }
    return 0;
  }

 private:
  const Load::Pattern pattern_;
  const std::uint64_t length_, begins_at_, blocks_;
  std::uint64_t next_ = 0;
  LoadRandom random_;
};

}  // namespace wfx
