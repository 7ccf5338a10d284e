// What can go wrong with a write of a load, kept without allocating, told in words afterwards.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runner/scenario/quantity.h"

namespace wfx {

struct LoadFault {
  enum class Kind {
    kCallFails,        // the call failed
    kCompletionFails,  // the completion has an error
    kWrongCount,       // the completion has another count than was asked for
    kTwice,            // there was a second completion
    kAfterRefusal,     // the routine ran although the call had failed
    kInsideCall,       // the routine ran inside a WriteFileEx
    kElsewhere,        // a routine ran on another thread
    kStray,            // a completion of an OVERLAPPED that belongs to no write
    kNever,            // no completion came in time
    kWaitFails,        // what asks for completions failed itself
    kEarly,            // its event is set while it is under way
  };
  Kind kind = Kind::kCallFails;
  std::uint64_t number = 0, offset = 0;
  std::uint32_t error = 0;  // the Win32 code, or an HRESULT that was made of none
  std::uint32_t bytes = 0;  // the count of the completion
  std::uint32_t asked = 0;  // what it should have been, where writes differ in length
};

// The words for the functions that told of a fault.
struct FaultWords {
  std::string_view from_call = "the call";                         // "fails_with ... from the call"
  std::string_view from_completion = "in its completion routine";  // the same, of its end
  std::string_view twice = "completes twice";
  std::string_view after_refusal = "failed from the call, yet its completion routine runs";
  std::string_view stray = "a completion routine ran with an OVERLAPPED that no write was given";
  std::string_view nothing_came = "no completion routine ran";  // "... for 5 s"
  std::string_view wait = "SleepEx";
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
  std::vector<std::string> Lines(std::uint32_t length, Duration waited,
                                 const FaultWords& words = {}) const;

 private:
  std::array<LoadFault, 16> faults_{};
  std::size_t count_ = 0;
  std::uint32_t lost_ = 0, depth_ = 0;
};

}  // namespace wfx
