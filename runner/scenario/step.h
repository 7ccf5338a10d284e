// What a scenario does, in order, as plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "runner/scenario/given.h"
#include "runner/scenario/quantity.h"

namespace wfx {

// As a write's `buffer`: an address that belongs to the system, where nobody has a page.
inline constexpr std::string_view kSystemAddress = "system_address";

struct WriteStep {
  std::string handle;
  Quantity offset;  // "append" is -1: both offset words 0xFFFFFFFF
  Quantity length;
  // A given buffer, "NULL", kSystemAddress, or "" = one of its own.
  std::string buffer;
  std::string overlapped;                    // a given OVERLAPPED, or "" = one of its own
  std::string event;                         // a given event put into hEvent, or ""
  std::optional<std::uint64_t> event_value;  // any other value put into hEvent
  bool no_overlapped = false;  // "overlapped": "NULL"; only in another process, as it may end it
  bool no_routine = false;     // "routine": "NULL"; the same
  bool through_write_file = false;  // "api": "WriteFile" (the sibling), default WriteFileEx
  bool zeros = false;               // "bytes": "zeros"; otherwise bytes that name the write
  bool through_stream = false;      // "through": "IStreamAsync": WriteAsync of the stream `handle`
  bool without_count = false;       // of a stream: pcbWritten is NULL
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

// PeekNamedPipe; `bytes` of its call record = bytes available. On a mailslot's reading end
// GetMailslotInfo: `bytes` = length of the next message, none when there is none; `messages` = how
// many are unread. On a socket FIONREAD: `bytes` = bytes available.
struct PeekStep {
  std::string handle;
  bool of_mailslot = false;
  bool of_socket = false;
};

struct CancelStep {
  std::string handle;
  bool ex = false;    // CancelIoEx, otherwise CancelIo
  std::string write;  // CancelIoEx: whose OVERLAPPED; "" = NULL
  // CancelSynchronousIo: the given thread whose blocked call it ends; "" = the others.
  std::string thread{};
  bool of_stream = false;  // `handle` is a stream: IStreamAsync::CancelIo
};

struct CloseStep {
  std::string handle;
  bool reset = false;  // a socket: its connection is reset (SO_LINGER of 0 s)
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

struct OverlappedResultStep {  // GetOverlappedResult, or …Ex
  std::string write;
  bool wait = false;
  bool ex = false;
  Duration at_most{};      // …Ex: dwMilliseconds
  bool alertable = false;  // …Ex
  // The write went through a stream: IStreamAsync::OverlappedResult. One that WriteAsync refused is
  // not waited for.
  bool of_stream = false;
};

struct SeekStep {  // IStream::Seek; `bytes` of its call record = the position after it
  std::string handle;
  Quantity move;
  std::uint32_t origin = 0;  // STREAM_SEEK_SET 0, STREAM_SEEK_CUR 1, STREAM_SEEK_END 2
};

struct NotificationModesStep {  // SetFileCompletionNotificationModes
  std::string handle;
  std::uint8_t modes = 0;
};

struct FlushStep {  // FlushFileBuffers
  std::string handle;
};

// Whether a call that began is over, after waiting for that up to `at_most`: its call record
// returns TRUE or FALSE.
struct EndsStep {
  std::string step;
  Duration at_most{};
};

struct SetEndOfFileStep {  // FileEndOfFileInfo
  std::string handle;
  Quantity size;
};

struct FilePointerStep {  // SetFilePointerEx; `bytes` of its call record = where it is then
  std::string handle;
  std::optional<Quantity> to;  // none: only asks
};

struct ControlStep {  // DeviceIoControl with a code that takes and gives no data
  std::string handle;
  std::uint32_t code = 0;
};

// CreateFileW, judged: `handle` is what is asked for, and its name the step's. Later steps use the
// handle by that name; it is INVALID_HANDLE_VALUE where the call failed.
struct OpenStep {
  GivenHandle handle;
  bool trailing_backslash = false;  // behind the name of what it opens
  std::string stream{};             // of the file that `opens` names; "" = the file itself
};

// What the system tells of a file at that moment, through a handle of its own.
struct LookStep {
  std::string file;
};

struct SetTimeStep {  // SetFileTime of the last write time
  enum class To { kTime, kFreeze, kThaw };
  std::string handle;
  To to = To::kTime;
  Duration ago{};  // kTime: before now, as the target's clock goes
};

struct SetAttributesStep {  // SetFileAttributesW
  std::string file;
  std::uint32_t attributes = 0;
};

struct StoreStep {  // bytes that name the step, stored into a mapped view
  std::string view;
  Quantity offset, length;
};

struct FetchStep {  // bytes of a mapped view, recorded as a read's
  std::string view;
  Quantity offset, length;
};

struct ExitStep {  // the actor (a thread or a process) ends
  std::string actor;
};

// Threads of several processes append records to one file at the same time, WriteFileEx after
// WriteFileEx; each waits for its own.
struct AppendsStep {
  struct Writers {
    std::string actor;  // a process; "" = the scenario's own
    std::uint32_t threads = 0;
  };
  std::string file;
  std::vector<Writers> writers;
  std::uint32_t records = 1;  // of each thread
  Quantity length;            // of a record
  bool append_only = false;   // through handles with FILE_APPEND_DATA alone; otherwise offset -1
  bool one_handle = false;    // one for all threads of a process, otherwise one each
  Duration at_most{};
};

// Threads of several processes write to and lock cells of one file at the same time, which cell by
// chance. Lockers lock one, write to it and unlock it; writers write to one or two. Each has a
// handle of its own.
struct RaceStep {
  std::string file;
  std::vector<AppendsStep::Writers> lockers, writers;
  std::uint32_t rounds = 1;  // of each thread
  std::uint32_t cells = 1;
  Quantity length;  // of a cell
  Duration at_most{};
};

struct MarkForDeletionStep {  // FileDispositionInfo
  std::string handle;
  bool marked = true;  // false: it is not to be deleted after all
};

struct EndTransactionStep {  // CommitTransaction or RollbackTransaction
  std::string transaction;
  bool commit = true;
};

// WriteFileEx after WriteFileEx, all outstanding at the same time and all at offset 0, until one is
// refused or there are so many; then what is pending is cancelled, and every routine waited for.
struct BurstStep {
  std::string handle;
  Quantity length;  // of each write
  std::uint32_t up_to = 1;
  Duration at_most{};
};

// Copied, moved and destroyed out of line: as a variant it would be compiled again in every file.
class StepAction
    : public std::variant<WriteStep, WaitStep, ReadStep, PeekStep, CancelStep, CloseStep,
                          DisconnectStep, Lock, UnlockStep, SignalStep, BindStep, DequeueStep,
                          ProtectStep, QueueApcStep, OverlappedResultStep, SetEndOfFileStep,
                          ControlStep, ExitStep, OpenStep, NotificationModesStep, FlushStep,
                          EndsStep, AppendsStep, RaceStep, FilePointerStep, LookStep, SetTimeStep,
                          SetAttributesStep, StoreStep, FetchStep, SeekStep, EndTransactionStep,
                          BurstStep, MarkForDeletionStep> {
 public:
  using variant::variant;
  using variant::operator=;
  StepAction(const StepAction&);
  StepAction(StepAction&&) noexcept;
  StepAction& operator=(const StepAction&);
  StepAction& operator=(StepAction&&) noexcept;
  ~StepAction();
};
// True where the call of the step returns an HRESULT and sets no last error.
bool ReturnsHresult(const StepAction& action);

struct Step {
  int line = 0;
  std::string kind;    // its first key: "write", "wait"
  std::string name;    // unique in the scenario; the first key's value for named kinds, else "as",
                       // else made up: "wait 2"
  std::string by;      // actor; "" = the scenario's own thread
  std::string inside;  // a write: the step is done inside its completion routine, not in its turn
  StepAction action;
  bool begins = false;  // the call blocks its thread; the steps of others go on
};

}  // namespace wfx
