// What any outsider could have seen while a scenario ran, and nothing else. Plain data with one JSON codec, used by
// the worker, the record and `wfx judge`. Every number is fixed-width; no address and no time of day is in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runner/observation_appends.h"
#include "runner/observation_race.h"

namespace wfx {

struct JsonNode;

// One stretch of a file's or a read's bytes, labelled by where they come from.
struct ContentRun {
  enum class Origin { kFill, kWrite, kZero, kOther, kUnread };
  std::uint64_t offset = 0;  // in the file or the read
  std::uint64_t length = 0;
  Origin origin = Origin::kOther;
  std::string write;       // the write's name when origin is kWrite
  std::uint64_t from = 0;  // offset inside that write's buffer of the first byte
  friend bool operator==(const ContentRun&, const ContentRun&) = default;
};

// The words of an OVERLAPPED at one moment.
struct OverlappedWords {
  std::uint64_t internal = 0, internal_high = 0;
  std::uint32_t offset = 0, offset_high = 0;
  bool event_unchanged = true;  // hEvent still holds the value the scenario put there
  friend bool operator==(const OverlappedWords&, const OverlappedWords&) = default;
};

// What one step's Win32 call reported.
struct CallRecord {
  std::string step;      // the step's name
  std::string function;  // "SleepEx", "CancelIo", "ReadFile"
  std::string actor;     // "" = the scenario's own thread
  std::uint64_t returned = 0;
  std::uint32_t last_error = 0;       // read at once after the call, whatever it returned
  std::optional<std::uint64_t> bytes;  // where the call reports a count
  std::optional<std::uint32_t> messages;  // unread in a mailslot, where the call reports it
  bool pending = false;               // a call that had not returned, or a read that had not completed within its bound
  std::vector<std::string> routines;  // writes whose completion routine ran inside this call, in order
  std::vector<ContentRun> contents;   // of a read
  friend bool operator==(const CallRecord&, const CallRecord&) = default;
};

// One run of a completion routine.
struct CompletionRecord {
  std::uint32_t error = 0, bytes = 0;
  std::string actor;                   // the thread it ran on; "?" = a thread the scenario does not know
  std::string during;                  // the step inside which it ran; "late" = after the scenario's end
  bool alertable = false;              // that step was an alertable wait
  std::uint32_t order = 0;             // 0, 1, 2 … over all routines of the scenario
  std::uint32_t depth = 0;             // routines already on this thread's stack
  bool overlapped_is_callers = true;   // lpOverlapped is the pointer the call was given
  OverlappedWords words;               // on entry to the routine
  friend bool operator==(const CompletionRecord&, const CompletionRecord&) = default;
};

// The completion ledger of one write.
struct WriteRecord {
  std::string name, handle, actor, api;
  std::uint64_t offset = 0;  // Offset and OffsetHigh as one bit pattern
  std::uint64_t length = 0;
  bool returned = false;                // WriteFileEx's BOOL
  std::uint32_t last_error_before = 0;  // set just before the call
  std::uint32_t last_error = 0;         // read at once after the call
  std::vector<std::string> routines_inside;  // routines that ran inside the call: must be none
  OverlappedWords after_call, at_end;
  std::uint32_t runs = 0;                     // how often the routine ran, late runs included
  std::vector<CompletionRecord> completions;  // the first four of them
  bool buffer_unchanged = true;               // its bytes are the same at the end as before the call
  // Of a write through a stream, `api` IStreamAsync::WriteAsync, which sets no last error.
  std::optional<std::uint32_t> hresult;  // what WriteAsync returned
  std::optional<std::uint64_t> count;    // pcbWritten after it, whatever it returned; none for NULL
  std::optional<std::uint32_t> result;   // of OverlappedResult at the end, where that has to tell
  std::uint64_t result_bytes = 0;        // its count
  std::uint64_t call_nanoseconds = 0, completion_nanoseconds = 0;  // from before the call; evidence, never judged
  friend bool operator==(const WriteRecord&, const WriteRecord&) = default;
};

// A file the scenario made, or the volume or disk it wrote to, at the end.
struct FileRecord {
  std::string name;
  std::uint64_t initial_size = 0;
  bool filled = false;  // initial bytes are the fill pattern; otherwise zeros
  std::uint64_t size = 0;
  std::vector<ContentRun> contents;  // ascending, covering [0, size)
  friend bool operator==(const FileRecord&, const FileRecord&) = default;
};

struct EventRecord {
  std::string name;
  bool signaled = false;  // at the end
  friend bool operator==(const EventRecord&, const EventRecord&) = default;
};

struct PortRecord {
  std::string name;
  std::uint32_t packets = 0;  // found in it at the end
  friend bool operator==(const PortRecord&, const PortRecord&) = default;
};

// Another process of the scenario that ended by itself, without having been told to.
struct ProcessRecord {
  std::string name;
  std::string during;           // the step in which it did
  std::uint32_t exit_code = 0;  // an NTSTATUS where it broke down
  friend bool operator==(const ProcessRecord&, const ProcessRecord&) = default;
};

// From the target's clock just before a write was issued to the last write time of a file, in steps
// of 100 ns.
struct WriteTimeRecord {
  std::string write;
  std::int64_t later = 0;  // below 0: the file was last written before that
  friend bool operator==(const WriteTimeRecord&, const WriteTimeRecord&) = default;
};

// What a look at a file told. Times are differences in steps of 100 ns: none is a time of day.
struct LookRecord {
  std::string name, file;
  std::uint32_t error = 0;  // it could not be looked at; then nothing else is known
  std::uint32_t attributes = 0;
  std::uint64_t size = 0, allocated = 0;
  std::int64_t moved = 0;       // the last write time, from what it was before the first step
  std::int64_t ahead = 0;       // the last write time, from the target's clock just after the look
  std::uint64_t remainder = 0;  // the last write time modulo 2 s
  std::vector<WriteTimeRecord> since;  // one for each write issued before
  friend bool operator==(const LookRecord&, const LookRecord&) = default;
};

struct OplockRecord {
  std::string name;
  bool broken = false;  // at the end
  friend bool operator==(const OplockRecord&, const OplockRecord&) = default;
};

// A burst of writes, all outstanding at the same time.
struct BurstRecord {
  std::string step, handle;
  std::uint32_t asked = 0;     // how many were to be outstanding
  std::uint64_t length = 0;    // of each
  std::uint32_t accepted = 0;  // WriteFileEx returned TRUE
  std::uint32_t refused = 0;   // the last error of the one it did not; 0 = it took them all
  std::uint32_t completed = 0;       // routines with error 0
  std::vector<FailureCount> failed;  // routines with an error
  std::uint32_t endless = 0;         // accepted, and no routine came
  std::uint32_t surplus = 0;         // routines beyond the first of a write, or of none
  std::uint32_t unasked = 0;         // routines of the write that was refused
  friend bool operator==(const BurstRecord&, const BurstRecord&) = default;
};

// A routine that came with an OVERLAPPED no write of this process was given.
struct StrayCompletion {
  std::uint32_t error = 0, bytes = 0;
  std::string during;
  friend bool operator==(const StrayCompletion&, const StrayCompletion&) = default;
};

struct Observation {
  // A given that could not be established: its line and what the system said. Nothing after it was done.
  struct SetupFailure {
    std::string given;  // kind: "lock", "pipe"
    int line = 0;
    std::string what;  // one line
    friend bool operator==(const SetupFailure&, const SetupFailure&) = default;
  };
  std::optional<SetupFailure> setup_failure;
  std::string harness_error;  // hang, crash or running past at_most: one line; empty = none
  std::vector<CallRecord> calls;
  std::vector<WriteRecord> writes;
  std::vector<FileRecord> files;
  std::vector<EventRecord> events;
  std::vector<PortRecord> ports;
  std::vector<AppendsRecord> appends;
  std::vector<RaceRecord> races;
  std::vector<BurstRecord> bursts;
  std::vector<ProcessRecord> processes;
  std::vector<LookRecord> looks;
  std::vector<OplockRecord> oplocks;
  std::vector<StrayCompletion> strays;
  std::uint64_t seed = 0;         // of the random data
  std::uint64_t nanoseconds = 0;  // the whole performance; evidence, never judged
  friend bool operator==(const Observation&, const Observation&) = default;
};

// The one JSON codec. Text is one line, keys as above in snake_case; defaults are left out.
std::string ToJsonText(const Observation& observation);
// Ignores keys it does not know. Throws JsonError (runner/json_text.h) with `file` and the line of what is wrong.
Observation ObservationFromJson(const JsonNode& node, const std::string& file = "observation");

}  // namespace wfx
