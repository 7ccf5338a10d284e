#include "runner/engine/load_open.h"

#include <algorithm>
#include <limits>

namespace wfx {
namespace {

constexpr std::chrono::milliseconds kNear{20};
constexpr std::uint64_t kUnbounded = std::numeric_limits<std::uint64_t>::max();

}  // namespace

LoadArrivals ArrivalsOf(const LoopSettings& settings, const Clock& clock) {
  const auto second = static_cast<double>(clock.Ticks(std::chrono::seconds(1)));
  return {settings.arrivals, settings.rate > 0 ? second / settings.rate : 1, ~settings.seed};
}

std::chrono::milliseconds WaitUntilNear(const Clock& clock, std::uint64_t now, std::uint64_t due) {
  const auto left = std::chrono::nanoseconds(clock.Between(now, due));
  const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(left - kNear);
  return std::clamp(wait, std::chrono::milliseconds(0), LoopSettings::kLongestWait);
}

OpenInterval::OpenInterval(IntervalMeter& meter, LoadArrivals& arrivals, Duration run_for,
                           std::uint64_t most_writes)
    : meter_(meter),
      arrivals_(arrivals),
      length_(meter.clock.Ticks(run_for)),
      most_(most_writes == 0 ? kUnbounded : most_writes) {
  meter_.Prepare(run_for);
  begin_ = last_ = meter_.clock.Now();
  meter_.Start(begin_, kUnbounded);  // every completion counts
  arrivals_.Start(begin_);
}

bool OpenInterval::HasMore() const {
  return arrivals_.due() - begin_ < length_ && meter_.issued + meter_.interval.unissued < most_;
}

void OpenInterval::CountUnissued() {
  for (; HasMore(); arrivals_.Advance()) ++meter_.interval.unissued;
}

Interval& OpenInterval::Finish(std::uint32_t bytes_a_write) {
  const Clock& clock = meter_.clock;
  const std::uint64_t lasted =
      std::max(clock.Between(begin_, begin_ + length_), clock.Between(begin_, last_));
  const std::uint64_t latency = meter_.interval.latency.sum();
  return meter_.Finish(lasted, latency - std::min(latency, meter_.interval.lag.sum()),
                       bytes_a_write);
}

}  // namespace wfx
