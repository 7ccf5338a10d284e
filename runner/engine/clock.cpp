// Decides which clock to trust and calibrates it.
#include "runner/engine/clock.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <thread>

#if !defined(_MSC_VER) && (defined(__x86_64__) || defined(__i386__))
#include <cpuid.h>
#endif

namespace wfx {
namespace {

constexpr std::chrono::milliseconds kCalibration{30};

// EDX of an extended CPUID leaf; 0 where there is none.
std::uint32_t ExtendedFeatures([[maybe_unused]] std::uint32_t leaf) {
#if defined(_MSC_VER) && defined(_M_X64)
  std::array<int, 4> registers{};
  __cpuid(registers.data(), static_cast<int>(0x80000000u));
  if (static_cast<std::uint32_t>(registers[0]) < leaf) return 0;
  __cpuid(registers.data(), static_cast<int>(leaf));
  return static_cast<std::uint32_t>(registers[3]);
#elif defined(__x86_64__) || defined(__i386__)
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid(leaf, &a, &b, &c, &d) != 0 ? d : 0;
#else
  return 0;
#endif
}

bool CounterIsInvariant() {
  const bool has_rdtscp = (ExtendedFeatures(0x80000001u) >> 27 & 1) != 0;
  const bool constant_rate = (ExtendedFeatures(0x80000007u) >> 8 & 1) != 0;
  return has_rdtscp && constant_rate;
}

}  // namespace

const Clock& Clock::Get() {
  static const Clock clock(Source::kBest);
  return clock;
}

Clock::Clock(Source source) {
  uses_counter_ = source == Source::kBest && CounterIsInvariant();
  if (uses_counter_) {
    nanoseconds_a_tick_ = MeasureNanosecondsPerTick();
    facts_.name = "TSC";
    facts_.tick_ns = nanoseconds_a_tick_;
  } else {
    facts_.name = "steady_clock";
    facts_.tick_ns = MeasureTick();
  }
  quick_factor_ = static_cast<std::uint64_t>(nanoseconds_a_tick_ * kQuickOne + 0.5);
  quick_ticks_ = (std::numeric_limits<std::uint64_t>::max() - kQuickOne) /
                 std::max<std::uint64_t>(quick_factor_, 1);
  facts_.cost_ns = MeasureCost();
}

std::uint64_t Clock::ReadSlowly() const {
  return script_ != nullptr ? *script_ : ReadSteadyClock();
}

std::uint64_t Clock::BetweenFar(std::int64_t ticks) const {
  if (ticks <= 0) return 0;
  return static_cast<std::uint64_t>(std::llround(static_cast<double>(ticks) * nanoseconds_a_tick_));
}

Clock::Clock(const std::uint64_t* now) : script_(now), facts_{"scripted", 1, 0} {}

// Of many readings of both clocks the one least interrupted.
Clock::Both Clock::ReadBoth() {
  Both best;
  std::uint64_t narrowest = std::numeric_limits<std::uint64_t>::max();
  for (int attempt = 0; attempt < 64; ++attempt) {
    const std::uint64_t before = ReadCounter();
    const std::uint64_t steady = ReadSteadyClock();
    const std::uint64_t after = ReadCounter();
    if (after - before < narrowest) {
      narrowest = after - before;
      best = {before + (after - before) / 2, steady};
    }
  }
  return best;
}

const Clock::Both& Clock::FirstOfBoth() {
  static const Both first = ReadBoth();
  return first;
}

void Clock::Begin() {
  if (CounterIsInvariant()) FirstOfBoth();
}

double Clock::MeasureNanosecondsPerTick() {
  const Both first = FirstOfBoth();
  const std::chrono::nanoseconds passed(ReadSteadyClock() - first.steady);
  if (passed < kCalibration) std::this_thread::sleep_for(kCalibration - passed);
  const Both last = ReadBoth();
  return static_cast<double>(last.steady - first.steady) /
         static_cast<double>(last.counter - first.counter);
}

double Clock::MeasureTick() const {
  std::uint64_t smallest = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t previous = Now();
  for (int step = 0; step < 64;) {
    const std::uint64_t now = Now();
    if (now == previous) continue;
    smallest = std::min(smallest, now - previous);
    previous = now;
    ++step;
  }
  return static_cast<double>(smallest) * nanoseconds_a_tick_;
}

double Clock::MeasureCost() const {
  constexpr int kReadings = 1000;
  double cheapest = std::numeric_limits<double>::max();
  for (int round = 0; round < 5; ++round) {
    const std::uint64_t begin = Now();
    std::uint64_t last = begin;
    for (int reading = 0; reading < kReadings; ++reading) last = Now();
    cheapest = std::min(cheapest, static_cast<double>(Between(begin, last)) / kReadings);
  }
  return cheapest;
}

std::string Describe(const ClockFacts& facts) {
  char text[96];
  std::snprintf(text, sizeof text, "%s, %.1f ns tick, %.0f ns a reading", facts.name.c_str(),
                facts.tick_ns, facts.cost_ns);
  return text;
}

}  // namespace wfx
