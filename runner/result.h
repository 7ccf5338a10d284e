// What a run produces, as plain data: verdicts, findings, results, measurements, facts of targets.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "runner/observation.h"

namespace wfx {

// How one case ended on one target. The order is the order of reports.
enum class Verdict { kPass, kFail, kXfail, kXpass, kNotRun, kBlocked, kObserved, kError };

struct VerdictFacts {
  std::string_view name;     // as records and reports spell it
  std::string_view meaning;  // one line for people
  bool breaks_the_run;       // the program ends with exit code 1
};

inline constexpr std::array<VerdictFacts, 8> kVerdicts{{
    {"pass", "every expectation held", false},
    {"fail", "an expectation did not hold", true},
    {"xfail", "failed exactly as a known deviation of this platform says", false},
    {"xpass", "a known deviation no longer happens, or its entry has expired", true},
    {"not_run", "a need is missing on this target", false},
    {"blocked", "a given that another scenario covers failed", false},
    {"observed", "a may requirement: recorded, never judged", false},
    {"error", "the harness could not set the scene, or the scenario hung or crashed", true},
}};

constexpr const VerdictFacts& Describe(Verdict verdict) {
  return kVerdicts[static_cast<std::size_t>(verdict)];
}

// Values a scenario's quantities are bound to, probed on a target. All in bytes but time_step.
struct Bindings {
  std::uint64_t sector = 512;  // logical bytes per sector
  std::uint64_t page = 4096;   // memory page of the harness's process
  std::uint64_t pipe_quota =
      4096;  // what a pipe made with 4096-byte buffers takes before a write pends
  std::uint64_t buffer_alignment =
      1;                         // required of the buffer's address by unbuffered I/O; 1 = none
  std::uint64_t cluster = 4096;  // bytes per allocation unit
  std::uint64_t free_space = 0;  // of the volume, for this user; 0 = not told
  std::uint64_t maximum_file_size = 0;  // of the file system; 0 = not known
  std::uint64_t time_step = 100;        // ns, documented for the file system's last write times
  // Of the sacrificial volume; 0 without one.
  std::uint64_t volume_size = 0;       // all of it
  std::uint64_t file_system_size = 0;  // what its file system takes, from its beginning
  std::uint64_t volume_start = 0;      // where it begins on its disk
  std::uint64_t boot_area = 0;         // at its beginning: no more than this needs no lock
  friend bool operator==(const Bindings&, const Bindings&) = default;
};

// What a share can be made for, as records spell it.
inline constexpr std::string_view kContinuouslyAvailable = "continuous_availability";
inline constexpr std::string_view kScaleOut = "scale_out";
inline constexpr std::string_view kClustered = "cluster";

// Where scenarios run, as probed by trying. A file system's name is evidence, never a reason.
struct TargetFacts {
  std::string name = "default";  // as given with --target NAME=DIR
  std::string directory;         // UTF-8, spelled for the system under test
  std::string file_system;       // as the system reports it
  bool remote = false;           // on a share
  std::string protocol;  // of the share, as the system tells it: "SMB 3.1.1"; empty = not told
  std::vector<std::string> share;  // what the share offers, such as kScaleOut
  std::string volume;              // as the system reports it: label, serial, flags
  std::string mount;               // the host's mount line under Wine, otherwise empty
  // What scenarios may write to beside the folder, as CreateFileW takes it: "\\\\.\\V:"; empty =
  // none.
  std::string sacrificial_volume, sacrificial_disk, raw_volume;
  std::string serial_port;              // the same, of a communications device
  std::string sacrificial_file_system;  // on the sacrificial volume, as the system reports it
  Bindings bindings;
  // Capability name -> why it is missing; an empty reason means it is present.
  std::map<std::string, std::string> capabilities;
};

// One thing a vendor declared, or did not declare, held against what a target was found to have.
struct Declared {
  enum class Outcome { kHeld, kFailed, kUnclaimed };
  std::string target;
  std::string claim;  // "capability named_pipes", "sector 512", "file_system NTFS"
  Outcome outcome = Outcome::kHeld;
  std::string found;  // of a failed one: what is there instead, one line
  std::string file;   // and where it was claimed; of an unclaimed one empty
  int line = 0;
  friend bool operator==(const Declared&, const Declared&) = default;
};

// Of Declared::Outcome, as records spell it.
inline constexpr std::array<std::string_view, 3> kDeclaredOutcomes{"held", "failed", "unclaimed"};

// One expectation that did not hold, or that a known deviation excuses.
struct Finding {
  std::string expectation;  // canonical text, e.g. "write w fails_with ERROR_LOCK_VIOLATION"
  std::string observed;     // canonical text, e.g. "completes with 2 bytes"
  int line = 0;             // of the expectation in the scenario file; 0 for a standing rule
  std::string deviation;    // cause of the known deviation that names exactly this, else empty
  friend bool operator==(const Finding&, const Finding&) = default;
};

// "path/k=v,k=v@target": selects exactly this case with --only. `case_id` is empty without a
// matrix.
inline std::string FullIdOf(const std::string& scenario, const std::string& case_id,
                            const std::string& target) {
  return scenario + (case_id.empty() ? "" : "/" + case_id) + "@" + target;
}

// The verdict on one case on one target.
struct Result {
  std::string scenario;  // path without .json: "locked_range/other_process_fails"
  std::string case_id;   // matrix suffix "offset=inside", empty without a matrix
  std::string target;
  Verdict verdict = Verdict::kError;
  std::vector<std::string> requirements;
  std::vector<Finding> findings;
  std::string reason;  // why not_run, blocked, error or xpass; one line
  Observation observation;
  std::string FullId() const { return FullIdOf(scenario, case_id, target); }
};

// Latency figures of one measurement, nanoseconds.
struct Latency {
  std::uint64_t min = 0, p50 = 0, p90 = 0, p99 = 0, p999 = 0, max = 0;
  double mean = 0;
};

// A log-linear histogram as the record keeps it: (bucket index, count), ascending, zero counts left
// out.
struct HistogramData {
  std::uint32_t sub_buckets = 256;
  std::vector<std::pair<std::uint32_t, std::uint64_t>> counts;
};

// Completions of one repetition over its time, slice by slice: where a stall was.
struct Series {
  struct Slice {
    std::uint64_t writes = 0;              // completed in it
    std::uint64_t sum_ns = 0, max_ns = 0;  // of their latencies
  };
  double slice_seconds = 0;
  std::vector<Slice> slices;  // in order of time; those after the last completion are left out
};

// What an open loop adds: writes that come at a rate.
struct OpenLoop {
  double asked_rate = 0;       // writes a second; 0 = the loop was closed
  double achieved_rate = 0;    // less what was never issued, and by how much later the last was
  std::uint64_t unissued = 0;  // writes that were due and never issued: the system is too slow
  Latency lag;                 // from when a write was due to just before its call
};

// One of several lengths that the writes of a measurement had.
struct LengthCount {
  std::uint64_t length = 0;
  double share = 0;          // of the writes, as asked
  std::uint64_t writes = 0;  // counted
};

// What one benchmark case measured on one target. A measurement with an error has no latency data.
struct Measurement {
  std::string scenario, case_id, target;
  std::uint64_t writes = 0, bytes = 0;  // completed and counted
  double seconds = 0;                   // of the measured interval, all repetitions
  std::string api = "WriteFileEx";      // that the writes were issued with
  std::uint32_t threads = 1;            // that wrote
  std::vector<std::string> handles;     // where there are several: those that were written through
  std::vector<LengthCount> lengths;     // where there are several
  std::uint64_t verified_blocks = 0;    // whose tag, and every byte, was right when it was over
  std::uint32_t asked_depth = 0;        // of all threads together
  double kept_depth = 0;                // mean outstanding writes over the measured interval
  double pending_share = 0;             // writes not final when their call returned, 0..1
  Latency latency;          // from before the call, or from when an open loop's write was due, to
                            // when the program knows of its end
  Latency call;             // from before the call to its return
  HistogramData histogram;  // of latency
  double own_cost_ns = 0;   // what the loop itself takes for a write, measured on a system whose
                            // writes take no time; 0 = nobody measured it
  OpenLoop open;
  double steady_after = 0;  // seconds of warming up until throughput was steady; 0 = not asked for
  bool never_steady = false;  // it was asked for, and was not within its bound
  std::vector<double> repetition_seconds;
  std::vector<std::uint64_t> repetition_writes;
  std::vector<Latency> repetition_latency;  // of each; none in a record from before it was kept
  // Where targets took turns: when each repetition came among those of all of them, from 0.
  std::vector<std::uint64_t> repetition_turns;
  std::vector<Series> series;  // of each repetition
  std::vector<std::string>
      errors;  // "write 100: fails_with ERROR_DISK_FULL (112)"; non-empty fails the benchmark
  std::string reason;  // why it was not run, else empty
  std::string FullId() const { return FullIdOf(scenario, case_id, target); }
};

}  // namespace wfx
