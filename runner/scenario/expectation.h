// What must be true when a scenario is over, as plain data. Every part left out is not judged.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "runner/result.h"
#include "runner/scenario/quantity.h"

namespace wfx {

// The write as a whole; with both parts, either is legal.
struct ExpectWrite {
  std::string write;
  std::optional<Quantity> completes_with;  // TRUE, then the routine with error 0 and this count
  std::vector<std::uint32_t> fails_with;   // from the call or through the routine, never both
};

// What an open returned, in records and expectations, and as scenarios spell it: the value of a
// handle differs from run to run.
inline constexpr std::uint64_t kReturnedAHandle = 1;
inline constexpr std::uint64_t kReturnedNoHandle = ~std::uint64_t{0};
inline constexpr std::string_view kAHandle = "a handle";
inline constexpr std::string_view kNoHandle = "INVALID_HANDLE_VALUE";

// What a step's call reported. `returns`: TRUE, FALSE, a WAIT_* name or a number.
struct ExpectCall {
  std::string step;
  std::vector<std::uint64_t> returns;
  std::vector<std::uint32_t> last_error;
  std::optional<Quantity> bytes;
  std::optional<std::vector<std::string>> routines;  // exactly these ran inside it, in any order
  std::optional<std::uint32_t> messages = std::nullopt;  // unread in a mailslot
};

struct ExpectCompletion {
  std::string write;
  std::vector<std::uint32_t> runs;  // legal counts; empty = not judged
  std::vector<std::uint32_t> error;
  std::optional<Quantity> bytes;
  std::vector<std::string> during;    // steps; the first run happened inside one of them
  std::optional<std::string> thread;  // actor
  std::optional<Quantity> fewer_than = std::nullopt;  // bytes
};

struct ExpectOverlapped {
  enum class At { kAfterCall, kInRoutine, kEnd };
  std::string write;
  At at = At::kEnd;
  std::vector<std::uint64_t> internal;  // NTSTATUS, low 32 bits
  std::optional<Quantity> internal_high;
};

// A stretch of expected content, in order from offset 0.
struct ExpectedRun {
  ContentRun::Origin origin = ContentRun::Origin::kFill;
  std::string write;
  Quantity length;  // of a write run: 0 = all of it
  Quantity from;    // of a write run: offset inside its buffer
};

// File contents. Without `contents` the standing rule holds: exactly what the successful writes
// should have left.
struct ExpectFile {
  enum class Contents { kStanding, kUnchanged, kAny, kRuns };
  std::string file;
  std::optional<Quantity> size;
  Contents contents = Contents::kStanding;
  std::vector<ExpectedRun> runs;
};

struct ExpectRead {
  std::string read;
  std::optional<Quantity> bytes;
  std::vector<std::uint32_t> fails_with;
  std::optional<bool> pending;
  std::vector<ExpectedRun> contents;  // empty = not judged
};

struct ExpectEvent {
  std::string event;
  bool signaled = false;
};

struct ExpectPort {
  std::string port;
  std::uint32_t packets = 0;
};

// What came of the writes of a `burst` step.
struct ExpectBurst {
  std::string burst;
  bool each_once = false;  // each that was accepted had its routine once, a refused one never
  std::vector<std::uint32_t> refused_with;  // legal where one was refused at all
};

// What is found of the records of an `appends` step.
struct ExpectRecords {
  std::string appends;
  bool once_and_whole =
      false;              // each was accepted and is there once and whole, and nothing else is
  bool in_order = false;  // those of one writer in the order of issue
  bool in_time = false;   // none behind one that was begun only after it was over
};

// All calls of a race took effect in some order that gives what each of them reported, and the
// cells hold what they may hold then.
struct ExpectRace {
  std::string race;
};

// How another process ended by itself.
struct ExpectProcess {
  std::string process;
  std::vector<std::uint32_t> ends_with;  // exit codes
  bool may_go_on = false;                // it need not end
};

// What a look saw. The last write time is one of the legal ones.
struct ExpectLook {
  struct LastWrite {
    enum class Is {
      kUnchanged,   // as before the first step
      kSince,       // of the write `name` or later
      kSameAs,      // as the look `name` saw it
      kWholeSteps,  // a multiple of the step of the target's file system
    };
    Is is = Is::kUnchanged;
    std::string name;
  };
  std::string look;
  std::vector<LastWrite> last_write;
  std::uint32_t has = 0, lacks = 0;  // attributes
  std::optional<Quantity> size;
  std::optional<Quantity> allocated_at_least, allocated_at_most;
};

struct ExpectOplock {
  std::string oplock;
  bool broken = false;  // at the end
};

// Copied, moved and destroyed out of line: as a variant it would be compiled again in every file.
class ExpectationItem
    : public std::variant<ExpectWrite, ExpectCall, ExpectCompletion, ExpectOverlapped, ExpectFile,
                          ExpectRead, ExpectEvent, ExpectPort, ExpectRecords, ExpectRace,
                          ExpectProcess, ExpectLook, ExpectOplock, ExpectBurst> {
 public:
  using variant::variant;
  using variant::operator=;
  ExpectationItem(const ExpectationItem&);
  ExpectationItem(ExpectationItem&&) noexcept;
  ExpectationItem& operator=(const ExpectationItem&);
  ExpectationItem& operator=(ExpectationItem&&) noexcept;
  ~ExpectationItem();
};
struct Expectation {
  int line = 0;
  std::string because;  // requirement that overrides a standing rule, else empty
  ExpectationItem item;
};

}  // namespace wfx
