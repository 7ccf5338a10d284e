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
  // For data that is another for each write. REQUIRES: the slot has no write outstanding.
  char* At(std::size_t slot) { return bytes_ + slot * stride_; }

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
      case Load::Pattern::kSequential:
        return NextSequential();
      case Load::Pattern::kRandom:
        return NextRandom();
      case Load::Pattern::kAppend:
        return kEndOfFile;
      case Load::Pattern::kFixed:
        break;
    }
    return 0;
  }
  // The same, each only of its pattern.
  std::uint64_t NextSequential() {
    const std::uint64_t offset = begins_at_ + next_ * length_;
    next_ = next_ + 1 == blocks_ ? 0 : next_ + 1;
    return offset;
  }
  std::uint64_t NextRandom() { return begins_at_ + Below(blocks_) * length_; }

  // The place of a write of `length` bytes, a multiple of the length this was made with: whatever
  // was before it, it lies within the size whole.
  std::uint64_t NextOf(std::uint32_t length);

  // Where an append goes.
  static constexpr std::uint64_t kEndOfFile = ~std::uint64_t{0};

 private:
  // The upper half times `count`: even enough below 2^32 of them, and no division.
  std::uint64_t Below(std::uint64_t count) { return (random_.Next() >> 32) * count >> 32; }

  const Load::Pattern pattern_;
  const std::uint64_t length_, begins_at_, blocks_;
  std::uint64_t next_ = 0;
  LoadRandom random_;
};

}  // namespace wfx
