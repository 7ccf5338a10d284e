// wfx-calibrate: one table of what the engine reports against what a system with known latencies
// did. Ends 0 when every figure is within its bound, 1 when not, 2 for wrong usage.
#include <cstdio>
#include <iostream>

#include "bench/calibration/calibration.h"
#include "bench/standalone.h"
#include "runner/exit_code.h"

namespace wfx {
namespace {

using std::chrono::milliseconds;

void PrintHeading() {
  std::cout << "What the engine reports against what the system with scripted latencies did: its "
               "own account\nand how far off the report is. Bounds: p50 2 %, p99 5 %, p99.9 10 %, "
               "kept depth 1 %.\n\n";
  std::printf("%-14s %-16s %-11s %8s %9s %7s %9s %7s %9s %7s %7s %7s\n", "time", "loop",
              "latencies", "writes", "p50 us", "off", "p99 us", "off", "p99.9 us", "off", "depth",
              "off");
}

// Real time can be interrupted between the engine's stamp and the system's, which belongs to
// neither: what is not held is measured again.
constexpr int kAttempts = 3;

bool Print(const char* time, const Calibrated& it, int attempt = 1) {
  const bool holds = it.Holds({});
  std::printf(
      "%-14s %-16s %-11s %8llu %9.1f %6.2f%% %9.1f %6.2f%% %9.1f %6.2f%% %7.3f %6.2f%%  %s\n", time,
      it.of.Loop().c_str(), NameOf(it.of.shape), static_cast<unsigned long long>(it.writes),
      it.truth.p50 / 1e3, it.ErrorOfP50() * 100, it.truth.p99 / 1e3, it.ErrorOfP99() * 100,
      it.truth.p999 / 1e3, it.ErrorOfP999() * 100, it.truth.kept_depth, it.ErrorOfDepth() * 100,
      holds ? attempt == 1 ? "held" : "held when measured again" : "NOT HELD");
  for (const std::string& error : it.errors) std::printf("    %s\n", error.c_str());
  std::fflush(stdout);
  return holds;
}

int Calibrate(const StandaloneOptions& options) {
  const SystemHere here(options.target);
  const int share = options.Has("--quick") ? 10 : 1;
  bool held = true;
  PrintHeading();
  for (const CalibrationCase& what : CalibrationCases()) {
    if (options.Has("--only-real")) break;
    held = Print("virtual", CalibrateInVirtualTime(what, milliseconds(3000 / share))) && held;
  }
  const char* const real = here.is_model() ? "real, native" : "real, Windows";
  for (const CalibrationCase& what : CalibrationCases()) {
    Calibrated it;
    int attempt = 0;
    do {
      // The engine's clock and the system's own drift apart by some millionths, which the latencies
      // of an open loop show: it is half as long.
      const milliseconds lasts((what.rate > 0 ? 500 : 1000) / share);
      it = CalibrateInRealTime(what, lasts, here.api(), here.directory());
    } while (++attempt < kAttempts && !it.Holds({}));
    held = Print(real, it, attempt) && held;
  }
  return held ? kHeld : kBroken;
}

}  // namespace
}  // namespace wfx

int main(int argc, char** argv) {
  const wfx::StandaloneFlag only_real{"--only-real", "leaves virtual time out"};
  const wfx::StandaloneFlag quick{"--quick", "takes a tenth of the time"};
  return wfx::RunStandalone({"wfx-calibrate", {only_real, quick}, &wfx::Calibrate}, argc, argv);
}
