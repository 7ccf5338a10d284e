// When the writes of an open loop are due.
#pragma once

#include <cmath>
#include <cstdint>

#include "runner/engine/load_data.h"
#include "runner/scenario/scenario.h"

namespace wfx {

// The stamps of one arrival after the other, whether or not the system keeps up.
class LoadArrivals {
 public:
  // `ticks_apart` is the mean time from one arrival to the next, at least a tick.
  LoadArrivals(Load::Arrivals::Process process, double ticks_apart, std::uint64_t seed)
      : process_(process), apart_(ticks_apart), random_(seed) {}

  // The first is due at `begin`.
  void Start(std::uint64_t begin) {
    begin_ = begin;
    after_ = 0;
  }
  std::uint64_t due() const { return begin_ + static_cast<std::uint64_t>(after_); }
  void Advance() { after_ += process_ == Load::Arrivals::Process::kPoisson ? Gap() : apart_; }

 private:
  // Exponentially distributed.
  double Gap() {
    constexpr double kUnit = 1.0 / (1ull << 53);
    const double share = (static_cast<double>(random_.Next() >> 11) + 0.5) * kUnit;  // (0, 1)
    return -std::log(share) * apart_;
  }

  const Load::Arrivals::Process process_;
  const double apart_;
  LoadRandom random_;
  std::uint64_t begin_ = 0;
  double after_ = 0;
};

}  // namespace wfx
