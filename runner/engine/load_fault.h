// What can go wrong with a write of a load, kept without allocating, told in words afterwards.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "runner/scenario/quantity.h"

namespace wfx {

struct LoadFault {
  enum class Kind {
    kCallFails,        // WriteFileEx returned FALSE
    kCompletionFails,  // the routine got an error
    kWrongCount,       // the routine got another count than was asked for
    kTwice,            // the routine ran again
    kAfterRefusal,     // the routine ran although the call had failed
    kInsideCall,       // the routine ran inside a WriteFileEx
    kElsewhere,        // a routine ran on another thread
    kStray,            // a routine ran with an OVERLAPPED that belongs to no write
    kNever,            // the routine did not run in time
  };
  Kind kind = Kind::kCallFails;
  std::uint64_t number = 0, offset = 0;
  std::uint32_t error = 0;  // the Win32 code
  std::uint32_t bytes = 0;  // the count the routine got
  std::uint32_t asked = 0;  // the count it should have been, where writes differ in length
};

// Keeps the first faults and counts the rest.
class FaultLog {
 public:
  void Add(const LoadFault& fault) noexcept {
    if (count_ < faults_.size()) faults_[count_] = fault;
    ++count_;
  }
  bool empty() const { return count_ == 0; }
  // So many of `depth` outstanding writes never completed.
  void Lose(std::uint32_t lost, std::uint32_t depth) {
    lost_ = lost;
    depth_ = depth;
  }

  // One line each, in order of time. `length` is what a write asked for that says nothing itself,
  // `waited` how long a lost one was waited for.
  std::vector<std::string> Lines(std::uint32_t length, Duration waited) const;

 private:
  std::array<LoadFault, 16> faults_{};
  std::size_t count_ = 0;
  std::uint32_t lost_ = 0, depth_ = 0;
};

}  // namespace wfx
