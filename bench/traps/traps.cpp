// wfx-traps: figures that two ways of measuring the same thing give, one a line: name, tab, value.
// tools/traps puts those of several systems side by side.
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/standalone.h"
#include "bench/traps/raw_loop.h"
#include "bench/traps/stalling_writes.h"
#include "reports/statistics.h"
#include "runner/engine/load_routine.h"
#include "runner/exit_code.h"
#include "runner/win32/handle.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr std::uint64_t kFileSize = 16 << 20;
constexpr std::uint32_t kLength = 4096;

void Print(const std::string& name, double value, int decimals) {
  std::printf("%s\t%.*f\n", name.c_str(), decimals, value);
  std::fflush(stdout);
}

LoopSettings SettingsFor(HANDLE file, std::uint32_t depth) {
  LoopSettings settings;
  settings.name = "traps";
  settings.handle = file;
  settings.length = kLength;
  settings.pattern = Load::Pattern::kRandom;
  settings.queue_depth = depth;
  settings.size = kFileSize;
  return settings;
}

void ThrowIfBroken(const LoadLoop& loop) {
  if (loop.broken()) throw std::runtime_error(loop.Errors().front());
}

// The file that all figures are of; it is gone with its handle.
class TrapFile {
 public:
  explicit TrapFile(const SystemHere& here) : api_(here.api()) {
    const std::string path = here.directory() + "\\wfx_traps_data";
    file_ = Handle(
        api_, api_.CreateFileW(Wide(path).c_str(), GENERIC_WRITE, kShareAll, nullptr, CREATE_ALWAYS,
                               FILE_FLAG_OVERLAPPED | FILE_FLAG_DELETE_ON_CLOSE, nullptr));
    if (!file_.valid()) {
      throw std::runtime_error("CreateFileW failed with error " +
                               std::to_string(api_.GetLastError()) + " for " + path);
    }
    // Every block is there before anything is measured.
    LoopSettings settings = SettingsFor(file_.get(), 8);
    settings.pattern = Load::Pattern::kSequential;
    RoutineLoop fill(api_, Clock::Get(), settings);
    fill.Run(std::chrono::seconds(60), {kFileSize / kLength, {}});
    ThrowIfBroken(fill);
  }
  HANDLE get() const { return file_.get(); }

 private:
  const Win32Api& api_;
  Handle file_;
};

// Reissue in the routine against reissue from the wait loop, slice by slice in turn.
void MeasureReissue(const Win32Api& api, HANDLE file, std::uint32_t depth, int pairs) {
  RawLoop loop(api, {file, kFileSize, kLength, depth});
  constexpr milliseconds kSlice{40};
  struct Way {
    RawLoop::Reissue how;
    const char* name;
    std::vector<double> iops, kept, mean;
  };
  Way ways[] = {{RawLoop::Reissue::kInRoutine, "in the routine", {}, {}, {}},
                {RawLoop::Reissue::kFromWaitLoop, "from the wait loop", {}, {}, {}}};
  std::vector<double> ratios;
  for (int pair = -1; pair < pairs; ++pair) {
    double iops[2];
    for (const int turn : {0, 1}) {
      const int which = pair % 2 == 0 ? turn : 1 - turn;
      const RawLoop::Slice slice = loop.Run(ways[which].how, kSlice);
      iops[which] = slice.iops();
      if (pair < 0) continue;  // the first pair warms up
      ways[which].iops.push_back(slice.iops());
      ways[which].kept.push_back(slice.kept_depth);
      ways[which].mean.push_back(slice.mean_latency());
    }
    if (pair >= 0) ratios.push_back(iops[0] / iops[1]);
  }
  const std::string at = "depth " + std::to_string(depth) + ", reissued ";
  for (const Way& way : ways) {
    Print(at + way.name + ": IOPS", Median(way.iops), 0);
    Print(at + way.name + ": kept depth", Median(way.kept), 2);
    Print(at + way.name + ": mean latency, us", Median(way.mean), 1);
  }
  Print("depth " + std::to_string(depth) + ", IOPS in the routine / from the wait loop",
        Median(ratios), 2);
}

// The same load stamped by either clock, slice by slice in turn.
void MeasureStamps(const Win32Api& api, HANDLE file, int pairs) {
  const Clock steady(Clock::Source::kSteadyClock);
  const Clock& best = Clock::Get();
  RoutineLoop with_best(api, best, SettingsFor(file, 1));
  RoutineLoop with_steady(api, steady, SettingsFor(file, 1));
  constexpr milliseconds kSlice{40};
  std::vector<double> ratios;
  for (int pair = -1; pair < pairs; ++pair) {
    std::uint64_t of_best = 0, of_steady = 0;
    if (pair % 2 == 0) of_best = with_best.Run(kSlice).writes;
    of_steady = with_steady.Run(kSlice).writes;
    if (pair % 2 != 0) of_best = with_best.Run(kSlice).writes;
    ThrowIfBroken(with_best);
    ThrowIfBroken(with_steady);
    if (pair >= 0) ratios.push_back(static_cast<double>(of_steady) / static_cast<double>(of_best));
  }
  Print("stamps: TSC, ns a reading", best.facts().cost_ns, 0);
  Print("stamps: TSC, ns a tick", best.facts().tick_ns, 1);
  Print("stamps: the system's clock, ns a reading", steady.facts().cost_ns, 0);
  Print("stamps: the system's clock, ns a tick", steady.facts().tick_ns, 1);
  Print("stamps: IOPS stamped by that clock / by TSC", Median(ratios), 4);
}

// One stall of 50 ms in each second, as a closed and as an open loop see it.
void MeasureStalls(const Win32Api& api, HANDLE file, nanoseconds lasts) {
  for (const bool open : {false, true}) {
    StallingWrites system(api, LatencyTime(nullptr), std::chrono::seconds(1), milliseconds(50));
    LoopSettings settings = SettingsFor(file, open ? 1024 : 1);
    settings.rate = open ? 1000 : 0;
    RoutineLoop loop(system.api(), Clock::Get(), settings);
    const Latency latency = loop.Run(lasts).latency.Summary();
    ThrowIfBroken(loop);
    const std::string name = std::string("stalls of 50 ms a second, ") +
                             (open ? "open loop, 1000/s: " : "closed loop, depth 1: ");
    Print(name + "p50, us", static_cast<double>(latency.p50) / 1e3, 1);
    Print(name + "p99, us", static_cast<double>(latency.p99) / 1e3, 1);
    Print(name + "p99.9, us", static_cast<double>(latency.p999) / 1e3, 1);
    Print(name + "maximum, us", static_cast<double>(latency.max) / 1e3, 1);
  }
}

int ShowTraps(const StandaloneOptions& options) {
  const bool quick = options.Has("--quick");
  const SystemHere here(options.target);
  const TrapFile file(here);
  for (const std::uint32_t depth : {1u, 8u, 32u})
    MeasureReissue(here.api(), file.get(), depth, quick ? 3 : 25);
  MeasureStamps(here.api(), file.get(), quick ? 3 : 60);
  MeasureStalls(here.api(), file.get(), milliseconds(quick ? 1000 : 4000));
  return kHeld;
}

}  // namespace
}  // namespace wfx

int main(int argc, char** argv) {
  const wfx::StandaloneFlag quick{"--quick", "takes a tenth of the time"};
  return wfx::RunStandalone({"wfx-traps", {quick}, &wfx::ShowTraps}, argc, argv);
}
