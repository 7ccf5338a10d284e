// One scenario as plain data: given / when / then, or given / load. Nothing here does anything.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "runner/scenario/quantity.h"

namespace wfx {

// ---- given: what is there before the first step ----

struct GivenFile {
  enum class Fill { kRandom, kZeros, kNothing };  // kNothing: size set, never written
  std::string name;
  Quantity size;
  Fill filled_with = Fill::kRandom;
  bool sparse = false;
};

struct GivenDirectory {
  std::string name;
};

// A handle, in one of three ways: `opens` an object, `duplicates` a handle, or `is` a special
// value.
struct GivenHandle {
  enum class Special { kNone, kInvalidHandleValue, kNull, kClosed, kEvent };
  std::string name;
  std::string opens;  // a given file, directory or pipe (its client end), "NUL" or "volume"
  std::string duplicates;
  Special is = Special::kNone;
  std::uint32_t access = 0, flags = 0;
  std::uint32_t share = 7;        // FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE
  std::uint32_t disposition = 3;  // OPEN_EXISTING
  std::uint32_t read_mode = 0;    // PIPE_READMODE_MESSAGE on a pipe's client end
  std::string opened_by;          // actor; "" = the scenario's own thread
};

// A byte-range lock; also a step. By `handle`, or by another handle or process the engine opens for
// it.
struct Lock {
  enum class By { kHandle, kAnotherHandle, kAnotherProcess };
  std::string file;
  By by = By::kHandle;
  std::string handle;  // for kHandle
  Quantity offset, length;
  bool exclusive = true;
};

struct GivenPipe {
  std::string name;
  std::string server;           // handle name of the server end
  bool message_type = false;    // PIPE_TYPE_MESSAGE, otherwise PIPE_TYPE_BYTE
  bool nowait = false;          // PIPE_NOWAIT
  std::uint32_t access = 3;     // PIPE_ACCESS_DUPLEX
  std::uint32_t flags = 0;      // FILE_FLAG_OVERLAPPED …
  std::uint32_t read_mode = 0;  // of the server end
  Quantity quota;               // both directions
};

struct GivenEvent {
  std::string name;
  bool manual_reset = true, signaled = false;
};

struct GivenCompletionPort {
  std::string name;
  std::vector<std::string> binds;  // handles
};

// Memory for writes, filled by the engine with bytes that name the write.
struct GivenBuffer {
  enum class Protection { kReadWrite, kReadOnly, kNoAccess };
  std::string name;
  Quantity length;
  Quantity address;  // displacement of its first byte from a page boundary
  Protection protection = Protection::kReadWrite;
  std::optional<Quantity>
      no_access_from;  // bytes from here (rounded up to a page boundary) are PAGE_NOACCESS
};

// An OVERLAPPED that several writes use one after the other.
struct GivenOverlapped {
  std::string name;
};

// Another actor: its steps carry "by": NAME. Between its steps it never waits alertably.
struct GivenThread {
  std::string name;
};

struct GivenProcess {
  std::string name;
};

using GivenItem =
    std::variant<GivenFile, GivenDirectory, GivenHandle, Lock, GivenPipe, GivenEvent,
                 GivenCompletionPort, GivenBuffer, GivenOverlapped, GivenThread, GivenProcess>;
struct Given {
  int line = 0;
  std::string kind;  // its first key: "file", "handle", "lock"
  GivenItem item;
};

// ---- when: what is done, in order ----

struct WriteStep {
  std::string handle;
  Quantity offset;  // "append" is -1: both offset words 0xFFFFFFFF
  Quantity length;
  std::string buffer;                        // a given buffer, "NULL", or "" = one of its own
  std::string overlapped;                    // a given OVERLAPPED, or "" = one of its own
  std::string event;                         // a given event put into hEvent, or ""
  std::optional<std::uint64_t> event_value;  // any other value put into hEvent
  bool through_write_file = false;  // "api": "WriteFile" (the sibling), default WriteFileEx
};

// "alertable" reaps: alertable SleepEx until every outstanding write of this actor has had its
// routine, or `at_most`. Any other function is called once with exactly these arguments.
struct WaitStep {
  enum class Function {
    kReap,
    kSleep,
    kSleepEx,
    kWaitForSingleObject,
    kWaitForSingleObjectEx,
    kWaitForMultipleObjectsEx,
    kMsgWaitForMultipleObjectsEx,
    kSignalObjectAndWait,
  };
  Function function = Function::kReap;
  Duration at_most{};  // kReap: the bound; others: dwMilliseconds
  bool alertable = true;
  std::vector<std::string> on;  // events or handles waited for
  std::string signals;          // kSignalObjectAndWait: the event it signals
  bool all = false;             // bWaitAll
};

// ReadFile. On an overlapped handle waits up to `at_most`, then leaves the read pending; a later
// step of the same kind with `resumes` collects it.
struct ReadStep {
  std::string handle;
  Quantity length;
  Duration at_most{};
  std::string resumes;
};

struct PeekStep {  // PeekNamedPipe; `bytes` of its call record = bytes available
  std::string handle;
};

struct CancelStep {
  std::string handle;
  bool ex = false;    // CancelIoEx, otherwise CancelIo
  std::string write;  // CancelIoEx: whose OVERLAPPED; "" = NULL
};

struct CloseStep {
  std::string handle;
};

struct DisconnectStep {  // DisconnectNamedPipe
  std::string handle;
};

struct UnlockStep {  // same owner words as Lock
  Lock range;
};

struct SignalStep {  // SetEvent or ResetEvent
  std::string event;
  bool set = true;
};

struct BindStep {  // CreateIoCompletionPort(handle, port)
  std::string handle, port;
};

struct DequeueStep {  // GetQueuedCompletionStatus, or …Ex when alertable
  std::string port;
  Duration at_most{};
  bool alertable = false;
};

struct ProtectStep {
  std::string buffer;
  GivenBuffer::Protection protection = GivenBuffer::Protection::kNoAccess;
};

struct QueueApcStep {
};  // QueueUserAPC to the actor's own thread; its run is listed as the step's name

struct OverlappedResultStep {  // GetOverlappedResult
  std::string write;
  bool wait = false;
};

struct SetEndOfFileStep {  // FileEndOfFileInfo
  std::string handle;
  Quantity size;
};

struct ExitStep {  // the actor (a thread or a process) ends
  std::string actor;
};

using StepAction =
    std::variant<WriteStep, WaitStep, ReadStep, PeekStep, CancelStep, CloseStep, DisconnectStep,
                 Lock, UnlockStep, SignalStep, BindStep, DequeueStep, ProtectStep, QueueApcStep,
                 OverlappedResultStep, SetEndOfFileStep, ExitStep>;
struct Step {
  int line = 0;
  std::string kind;    // its first key: "write", "wait"
  std::string name;    // unique in the scenario; the first key's value for named kinds, else "as",
                       // else made up: "wait 2"
  std::string by;      // actor; "" = the scenario's own thread
  std::string inside;  // a write: the step is done inside its completion routine, not in its turn
  StepAction action;
};

// ---- then: what must be true. Every part left out is not judged ----

// The write as a whole; with both parts, either is legal.
struct ExpectWrite {
  std::string write;
  std::optional<Quantity> completes_with;  // TRUE, then the routine with error 0 and this count
  std::vector<std::uint32_t> fails_with;   // from the call or through the routine, never both
};

// What a step's call reported. `returns`: TRUE, FALSE, a WAIT_* name or a number.
struct ExpectCall {
  std::string step;
  std::vector<std::uint64_t> returns;
  std::vector<std::uint32_t> last_error;
  std::optional<Quantity> bytes;
  std::optional<std::vector<std::string>> routines;  // exactly these ran inside it, in any order
};

struct ExpectCompletion {
  std::string write;
  std::vector<std::uint32_t> runs;  // legal counts; empty = not judged
  std::vector<std::uint32_t> error;
  std::optional<Quantity> bytes;
  std::vector<std::string> during;    // steps; the first run happened inside one of them
  std::optional<std::string> thread;  // actor
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

using ExpectationItem = std::variant<ExpectWrite, ExpectCall, ExpectCompletion, ExpectOverlapped,
                                     ExpectFile, ExpectRead, ExpectEvent, ExpectPort>;
struct Expectation {
  int line = 0;
  std::string because;  // requirement that overrides a standing rule, else empty
  ExpectationItem item;
};

// ---- load: a benchmark ----

struct Load {
  enum class Pattern { kSequential, kRandom, kAppend, kFixed };
  int line = 0;
  std::string handle;
  Quantity length;
  Pattern pattern = Pattern::kSequential;
  std::uint32_t queue_depth = 1;
  std::string reader;  // a pipe's other end, read by the engine as fast as it can; "" = none
};

struct Measure {
  Duration warm_up{}, run_for{};
  std::uint32_t repeat = 1;
};

// ---- the scenario ----

// One expansion of a scenario's matrix.
struct Case {
  std::string scenario;  // id: the file's path without .json
  std::string case_id;   // "k=v,k=v" in file order, "" without a matrix
  std::string file;      // path for messages
  int line = 1;          // of the title
  std::string title;
  std::vector<std::string> requirements;
  std::vector<std::string>
      needs;           // capability names; those its actions imply are added by the reader
  bool judged = true;  // its requirements are `must`; false = observed
  std::vector<Given> given;
  std::vector<Step> when;
  std::vector<Expectation> then;
  std::optional<Load> load;  // a benchmark: no when, no then
  Measure measure;
  std::vector<std::pair<std::string, std::string>> gate;
};

}  // namespace wfx
