// A system whose writes take as long as they were told to, and which keeps its own account of how
// long that was: the truth that reported latencies are held against.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "runner/engine/load_data.h"
#include "runner/win32/api.h"

namespace wfx {

// How latencies are distributed, in multiples of a scale.
enum class LatencyShape {
  kConstant,   // 1
  kUniform,    // 0.5 to 1.5
  kBimodal,    // 0.6, of every twentieth write in the mean 10
  kHeavyTail,  // Pareto from 0.4 with exponent 1.5, at most 200: the mean is 1.2, some take 100
               // times that
};

const char* NameOf(LatencyShape shape);

// One latency after the other; the same seed gives the same ones.
class ScriptedLatency {
 public:
  ScriptedLatency(LatencyShape shape, std::chrono::nanoseconds scale, std::uint64_t seed)
      : shape_(shape), scale_(static_cast<double>(scale.count())), random_(seed) {}
  std::uint64_t Next();

 private:
  const LatencyShape shape_;
  const double scale_;
  LoadRandom random_;
};

// Where the time comes from. Its own clock, not the engine's: what the engine makes of the TSC is
// part of what is calibrated.
class LatencyTime {
 public:
  // Virtual: `now`, in nanoseconds, moves when the system waits. Null: the monotonic clock.
  explicit LatencyTime(std::uint64_t* now) : virtual_(now) {}

  std::uint64_t Now() const {
    if (virtual_ != nullptr) return *virtual_;
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                          std::chrono::steady_clock::now().time_since_epoch())
                                          .count());
  }
  // Until `time` unless it has passed.
  void WaitUntil(std::uint64_t time) const;

 private:
  std::uint64_t* const virtual_;
};

// Takes the place of WriteFileEx and SleepEx in a table. Writes move no data: they are outstanding,
// with STATUS_PENDING, for the scripted time, and complete in an alertable wait.
// There is one at a time: the table's functions have nowhere else to keep it. Thread rule: one
// thread writes and waits.
class KnownLatency {
 public:
  // Beyond so many writes it only goes on completing them, and knows no truth.
  static constexpr std::size_t kMostWritten = std::size_t{1} << 20;

  KnownLatency(const Win32Api& below, ScriptedLatency script, LatencyTime time);
  ~KnownLatency();
  KnownLatency(const KnownLatency&) = delete;
  KnownLatency& operator=(const KnownLatency&) = delete;

  const Win32Api& api() const { return api_; }

  // What truly was, of the writes that a loop has to count; no writes = it is not known.
  struct Truth {
    std::uint64_t writes = 0;
    double p50 = 0, p99 = 0, p999 = 0;  // nanoseconds
    double kept_depth = 0;
  };
  // Of a closed loop with this queue depth: from when the queue was full to the last call, after
  // which nothing is counted.
  Truth OfClosedLoop(std::uint32_t queue_depth) const;
  // Of an open loop at this fixed rate a second: every write, from when it was due.
  Truth OfOpenLoop(double rate) const;

 private:
  struct Written {
    std::uint64_t called = 0, completed = 0;
  };
  struct Outstanding {
    std::uint64_t due = 0, number = 0;
    LPOVERLAPPED overlapped = nullptr;
    LPOVERLAPPED_COMPLETION_ROUTINE routine = nullptr;
    DWORD length = 0;
  };
  static BOOL WINAPI Write(HANDLE, LPCVOID, DWORD, LPOVERLAPPED, LPOVERLAPPED_COMPLETION_ROUTINE);
  static DWORD WINAPI Wait(DWORD, BOOL);

  void Accept(Outstanding write);
  bool CompleteDue();
  // Sum over all writes of what each was outstanding between two times.
  double AreaBetween(std::uint64_t begin, std::uint64_t end) const;

  static KnownLatency* current_;
  Win32Api api_;
  ScriptedLatency script_;
  const LatencyTime time_;
  std::vector<Outstanding> queue_;  // a heap, the next one due on top
  std::vector<Written> written_;    // in the order of their calls
  std::uint64_t numbers_ = 0;
};

}  // namespace wfx
