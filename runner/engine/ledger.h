// The completion ledger: what happened to each write, as the completion routine itself saw it.
//
// The routine only fills its record. It may come late, twice, on the wrong thread or with a pointer
// nobody gave out, and must still find its way without a lock: so every OVERLAPPED the harness
// hands to the system is registered for good, and ledgers, slots and OVERLAPPEDs live until the
// process ends.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <memory_resource>
#include <optional>
#include <string>
#include <vector>

#include "runner/engine/content.h"
#include "runner/observation.h"
#include "runner/win32/api.h"

namespace wfx {

class Ledger;
struct Slot;

// Memory that is kept until the process ends. It is not between the blocks of the heap, so that
// what comes and goes with every scenario finds its old place there.
// Thread rule: any.
std::pmr::memory_resource& KeptMemory();

using SteadyClock = std::chrono::steady_clock;

// What a thread is doing: the number of a step in Case::when, or one of these.
enum Doing : std::int32_t {
  kBetweenSteps = -1,
  kSettingTheScene = -2,
  kCleaningUp = -3,
  kAfterTheEnd = -4,
  kUnknown = -5,  // a thread the scenario does not know
};

// Where a thread of a scenario is. A routine copies it into its record.
struct Whereabouts {
  Ledger* ledger = nullptr;
  std::int32_t actor = 0;  // in the order of the scenario; 0 = its own thread
  std::int32_t doing = kBetweenSteps;
  bool alertable = false;   // inside an alertable wait
  std::uint32_t depth = 0;  // routines on this thread's stack
  // Does the steps that belong inside the routine of a write. Never throws.
  void (*do_inside)(void* performance, std::int32_t actor, const Slot& slot) = nullptr;
  void* performance = nullptr;
};

// The calling thread's whereabouts; null for a thread no scenario knows. A thread names them once,
// before its first write, and keeps them as long as it can run routines.
Whereabouts* Here();
void SetHere(Whereabouts* whereabouts);

// Says what the thread does while it lives.
class DoingNow {
 public:
  DoingNow(Whereabouts& whereabouts, std::int32_t doing, bool alertable = false);
  ~DoingNow();
  DoingNow(const DoingNow&) = delete;
  DoingNow& operator=(const DoingNow&) = delete;

 private:
  Whereabouts& whereabouts_;
  std::int32_t doing_before_;
  bool alertable_before_;
};

// One run of a routine. Plain numbers: names are found afterwards.
struct RoutineRun {
  std::atomic<bool> written{false};  // the rest may be read
  std::uint32_t error = 0, bytes = 0;
  std::int32_t actor = -1, doing = kUnknown;  // actor -1: a thread the scenario does not know
  bool alertable = false;
  std::uint32_t order = 0, depth = 0;
  OverlappedWords words;
  SteadyClock::time_point when;
};

// A run of a routine that no write is known of.
struct StrayRun {
  std::atomic<bool> written{false};  // the rest may be read
  std::uint32_t error = 0, bytes = 0;
  std::int32_t doing = kUnknown;
};

// An OVERLAPPED as the system under test sees it. Made only by Ledger::NewOverlapped.
struct RegisteredOverlapped {
  OVERLAPPED words{};
  std::atomic<Slot*> issued_last{nullptr};
  RegisteredOverlapped* next = nullptr;  // in its bucket of the registry
};

// One write, or one routine queued with QueueUserAPC (which has no OVERLAPPED).
struct Slot {
  static constexpr std::size_t kKeptRuns = 4;
  static constexpr std::uint64_t kLargeBuffer = 64 << 10;

  Ledger* ledger = nullptr;
  std::string name;        // of its step
  std::int32_t step = 0;   // in Case::when
  std::int32_t actor = 0;  // the one that issued it
  RegisteredOverlapped* overlapped = nullptr;
  HANDLE event = nullptr;   // what the scenario put into hEvent
  std::string handle;       // the name of the handle it was issued on
  bool has_inside = false;  // steps wait for its first run
  bool through_write_file = false;
  bool zeros = false;  // its bytes are all zeros: they name no write
  // Of a write through a stream.
  bool through_stream = false, without_count = false;
  bool under_way = false;  // WriteAsync said so, and nothing has said since that it ended
  std::uint32_t hresult = 0;            // what WriteAsync returned
  DWORD count = 0;                      // pcbWritten
  std::optional<std::uint32_t> result;  // of OverlappedResult, at the end
  std::uint64_t result_bytes = 0;
  bool returned = false;
  std::uint32_t last_error = 0;
  std::uint64_t offset = 0, length = 0;
  OverlappedWords after_call, at_end;
  bool buffer_unchanged = true;
  const std::uint8_t* buffer = nullptr;  // null for the pointer NULL
  std::uint64_t readable_length = 0;     // of the buffer: the rest is no-access memory
  std::shared_ptr<void> own_buffer;      // memory of its own, from the heap where it is large
  Pattern pattern;                       // its bytes
  SteadyClock::time_point issued;
  std::uint64_t call_nanoseconds = 0;
  std::uint32_t runs_at_end = 0;  // when its scenario had ended

  std::atomic<std::uint32_t> runs{0};
  std::array<RoutineRun, kKeptRuns> kept_runs;

  // The system accepted it and owes it a routine.
  bool Outstanding() const { return HasRoutine() && returned && runs.load() == 0; }
  // WriteFileEx alone calls one.
  bool HasRoutine() const { return !through_write_file && !through_stream; }
};

// The words of `slot`'s OVERLAPPED as they are now.
OverlappedWords WordsOf(const Slot& slot);

// The ledger of one scenario. One thread at a time adds to it; routines fill it from any.
class Ledger {
 public:
  static constexpr std::size_t kKeptStrays = 8;

  // Makes one that lives until the process ends. It is the one that strays on unknown threads count
  // for until the next is made.
  static Ledger& Make(const Win32Api& api, std::string full_id);

  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  RegisteredOverlapped& NewOverlapped();
  // A slot for a write. The routine given to the system with its OVERLAPPED is CompletionRoutine.
  Slot& NewSlot(std::int32_t step, std::int32_t actor, RegisteredOverlapped& overlapped);
  // A slot for a routine queued with QueueUserAPC; its parameter is the slot's address.
  Slot& NewApcSlot(std::int32_t step, std::int32_t actor);

  // From now on routines are late.
  void End();

  const std::string& full_id() const { return full_id_; }
  std::pmr::list<Slot>& writes() { return writes_; }
  std::pmr::list<Slot>& apcs() { return apcs_; }
  // The last write issued by step `step`, or null.
  Slot* Find(std::int32_t step);
  std::uint32_t stray_count() const { return stray_count_.load(); }
  std::uint32_t strays_at_end() const { return strays_at_end_; }
  const StrayRun& stray(std::size_t index) const { return strays_[index]; }

 private:
  friend class Recorder;
  Ledger(const Win32Api& api, std::string full_id) : api_(api), full_id_(std::move(full_id)) {}

  const Win32Api& api_;
  std::string full_id_;
  // Lists: a deque takes room for slots that never come.
  std::pmr::list<Slot> writes_{&KeptMemory()}, apcs_{&KeptMemory()};
  std::atomic<std::uint32_t> next_order_{0};
  std::atomic<bool> ended_{false};
  std::atomic<std::uint32_t> stray_count_{0};
  std::uint32_t strays_at_end_ = 0;
  std::array<StrayRun, kKeptStrays> strays_;
};

// Given to WriteFileEx. Fills the record of the write last issued with `overlapped`, then does the
// steps that belong inside it.
void CALLBACK CompletionRoutine(DWORD error, DWORD bytes, LPOVERLAPPED overlapped) noexcept;
// Given to QueueUserAPC.
void CALLBACK ApcRoutine(ULONG_PTR slot) noexcept;

}  // namespace wfx
