// The model's time, virtual or real, and what is to happen at a time.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>

namespace wfx::model {

using Time = std::chrono::nanoseconds;  // since the model began

// Guarded by the kernel's mutex.
class Clock {
 public:
  explicit Clock(bool is_virtual)
      : virtual_(is_virtual), begun_(std::chrono::steady_clock::now()) {}

  bool is_virtual() const { return virtual_; }

  Time Now() const { return virtual_ ? now_ : Time(std::chrono::steady_clock::now() - begun_); }
  // The machine's time of `time`. REQUIRES: it is not virtual.
  std::chrono::steady_clock::time_point Real(Time time) const { return begun_ + time; }

  // `what` happens at `when`, inside the kernel's lock, in order; a past time means as soon as
  // somebody looks.
  void At(Time when, std::function<void()> what) { due_.emplace(when, std::move(what)); }
  // When the first of them is due; Time::max() = nothing is.
  Time Next() const { return due_.empty() ? Time::max() : due_.begin()->first; }
  // Does everything that is due by now.
  void FireDue() {
    while (!due_.empty() && due_.begin()->first <= Now()) {
      const auto what = std::move(due_.begin()->second);
      due_.erase(due_.begin());
      what();
    }
  }
  // Virtual time becomes `time`, unless it is later already.
  void AdvanceTo(Time time) { now_ = std::max(now_, time); }

 private:
  const bool virtual_;
  const std::chrono::steady_clock::time_point begun_;
  Time now_{0};
  std::multimap<Time, std::function<void()>> due_;
};

}  // namespace wfx::model
