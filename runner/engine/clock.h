// Time stamps for latencies, as cheap as the machine allows, and what they cost.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#if defined(_MSC_VER) && defined(_M_X64)
#include <intrin.h>
#elif defined(__x86_64__) || defined(__i386__)
#include <x86intrin.h>
#endif

namespace wfx {

// What timed the latencies, for the record.
struct ClockFacts {
  std::string name;    // "TSC", "steady_clock" or "scripted"
  double tick_ns = 0;  // the smallest step it can show
  double cost_ns = 0;  // of one reading
};

// "TSC, 0.4 ns tick, 25 ns a reading".
std::string Describe(const ClockFacts& facts);

// The processor's time-stamp counter where it runs at a constant rate, calibrated against the
// system's monotonic clock; that clock (QueryPerformanceCounter on Windows) otherwise.
class Clock {
 public:
  enum class Source { kBest, kSteadyClock };

  // The process's clock; the first use calibrates it, which takes what is missing of 40 ms since
  // Begin(), all of them without that.
  static const Clock& Get();
  // Takes the first of the two readings that a calibration compares: while a program reads its
  // input, the time between them passes all the same. Thread rule: any.
  static void Begin();
  explicit Clock(Source source);
  // Virtual time, for calibration: a stamp is what `now` holds, in nanoseconds. `now` must outlive
  // the clock.
  explicit Clock(const std::uint64_t* now);

  // A stamp in ticks; only differences mean something. May run backwards by a few ticks from one
  // processor to another.
  std::uint64_t Now() const {
    if (uses_counter_) [[likely]]
      return ReadCounter();
    return ReadSlowly();
  }

  // The same for what begins now, and cheaper: it does not wait for the instructions before it, and
  // so may be some nanoseconds early.
  std::uint64_t Early() const {
    if (uses_counter_) [[likely]]
      return ReadCounterEarly();
    return ReadSlowly();
  }

  // From `earlier` to `later` in nanoseconds; 0 when the stamps ran backwards.
  std::uint64_t Between(std::uint64_t earlier, std::uint64_t later) const {
    const std::uint64_t ticks = later - earlier;
    // Seconds; this is done for each write, and takes a third of the other way.
    if (ticks < quick_ticks_) [[likely]]
      return (ticks * quick_factor_ + (kQuickOne >> 1)) / kQuickOne;
    return BetweenFar(static_cast<std::int64_t>(ticks));
  }
  std::uint64_t Ticks(std::chrono::nanoseconds duration) const {
    return static_cast<std::uint64_t>(static_cast<double>(duration.count()) / nanoseconds_a_tick_);
  }

  const ClockFacts& facts() const { return facts_; }

 private:
  // Of numbers with a fixed point.
  static constexpr std::uint64_t kQuickOne = std::uint64_t{1} << 31;

  std::uint64_t BetweenFar(std::int64_t ticks) const;
  std::uint64_t ReadSlowly() const;
  static std::uint64_t ReadSteadyClock() {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                          std::chrono::steady_clock::now().time_since_epoch())
                                          .count());
  }
  static std::uint64_t ReadCounter() {
#if defined(_M_X64) || defined(__x86_64__) || defined(__i386__)
    unsigned processor;
    // rdtscp waits for the instructions before it, so that the work it ends is inside the stamps.
    return __rdtscp(&processor);
#else
    return ReadSteadyClock();
#endif
  }
  static std::uint64_t ReadCounterEarly() {
#if defined(_M_X64) || defined(__x86_64__) || defined(__i386__)
    return __rdtsc();
#else
    return ReadSteadyClock();
#endif
  }

  struct Both {
    std::uint64_t counter = 0, steady = 0;
  };
  static Both ReadBoth();
  static const Both& FirstOfBoth();
  static double MeasureNanosecondsPerTick();
  double MeasureTick() const;
  double MeasureCost() const;

  bool uses_counter_ = false;
  const std::uint64_t* script_ = nullptr;  // null = real time
  double nanoseconds_a_tick_ = 1;
  std::uint64_t quick_factor_ = 0;  // nanoseconds_a_tick_ times kQuickOne
  std::uint64_t quick_ticks_ = 0;   // so few that their product with it fits
  ClockFacts facts_;
};

}  // namespace wfx
