// The least that writes with WriteFileEx again and again, in the two ways in which programs do it.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "runner/engine/clock.h"
#include "runner/engine/load_data.h"
#include "runner/win32/api.h"

namespace wfx {

// Random writes to one file. Thread rule: of one thread, which waits alertably; one runs at a time.
class RawLoop {
 public:
  enum class Reissue {
    kInRoutine,     // the completion routine issues the next write
    kFromWaitLoop,  // the routine only notes that its write has completed; the loop around the wait
                    // issues the next
  };
  struct Settings {
    HANDLE file = nullptr;  // opened for overlapped writing, `size` bytes long
    std::uint64_t size = 0;
    std::uint32_t length = 4096;
    std::uint32_t queue_depth = 1;
  };
  struct Slice {
    std::uint64_t writes = 0;  // completed in it
    double seconds = 0;
    double kept_depth = 0;  // time-weighted mean of outstanding writes, counted, not derived

    double iops() const { return static_cast<double>(writes) / seconds; }
    // Of a write, in microseconds, by Little's law.
    double mean_latency() const { return kept_depth / iops() * 1e6; }
  };

  RawLoop(const Win32Api& api, const Settings& settings);

  // Writes for so long from when the queue is full, then waits for what is outstanding. Throws
  // std::runtime_error when a call or a write fails.
  Slice Run(Reissue how, std::chrono::nanoseconds lasts);

 private:
  struct Slot {
    OVERLAPPED overlapped{};
    std::size_t index = 0;
  };
  static void CALLBACK OnCompletion(DWORD error, DWORD bytes, LPOVERLAPPED overlapped) noexcept;
  void Issue(Slot& slot);
  void Complete(Slot& slot, bool sound);
  void Count(std::uint64_t now, int change);
  void IssueParked();

  static RawLoop* running_;
  const Win32Api& api_;
  const Clock& clock_ = Clock::Get();
  const Settings settings_;
  LoadData data_;
  LoadPlaces places_;
  std::vector<Slot> slots_;
  std::vector<std::size_t> parked_;
  Reissue how_ = Reissue::kInRoutine;
  bool failed_ = false;
  std::uint64_t begin_ = 0, end_ = 0, last_ = 0;  // stamps; `last_` is that of the last change
  std::uint64_t area_ = 0;                        // of outstanding writes, in ticks
  std::uint32_t outstanding_ = 0;
  std::uint64_t writes_ = 0;
};

}  // namespace wfx
