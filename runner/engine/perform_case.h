// One case being performed: its scene, its actors, its ledger, and what has been seen so far.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "runner/engine/actor.h"
#include "runner/engine/ledger.h"
#include "runner/engine/perform.h"
#include "runner/engine/scene.h"

namespace wfx {

// Where a case is. It is put into words when somebody asks.
struct Place {
  enum class Part { kBeginning, kGiven, kStep, kCleanUp };
  Part part = Part::kBeginning;
  std::size_t number = 0;  // in Case::given or Case::when
};

// Lets the caller of Perform see that a case hangs, and where.
// Thread rule: Expect and Done from the performing threads, the rest from the caller's.
class Watch {
 public:
  // The performing thread begins something that should be over within `bound`. An inner one only
  // prolongs what it is inside of. False when the caller has given up: nothing more may be done.
  bool Expect(const Place& place, Duration bound, bool inner);
  // Everything is over. False when the caller has given up.
  bool Done();
  // True when the case is done; false when it is past its bound: it is given up.
  bool WaitUntilDone();
  // What it was doing, and how long that was to take.
  std::string Described(const Case& subject);
  bool given_up();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  Place place_;
  Duration bound_{};
  SteadyClock::time_point until_ = SteadyClock::now() + std::chrono::seconds(30);
  bool done_ = false, given_up_ = false;
};

// Thread rule: made by the caller, run on the case's own thread. Steps of other threads are done
// while that thread waits, so that only one thread at a time touches it.
class Performance {
 public:
  Performance(const Win32Api& api, SystemTraits traits, ParkingLot& lot,
              std::shared_ptr<Peers> peers, Case subject, TargetFacts target,
              PerformOptions options);
  Performance(const Performance&) = delete;
  Performance& operator=(const Performance&) = delete;

  // Everything. False when the caller has given up meanwhile: then the thread just ends.
  bool Run();

  Watch& watch() { return watch_; }
  // What it was doing when the watch said that it hangs.
  std::string Hanging() { return watch_.Described(subject_); }
  Ledger& ledger() { return ledger_; }
  // REQUIRES: the watch says that it is done.
  Observation TakeSeen() { return std::move(seen_); }

 private:
  friend class StepDoer;

  struct PendingRead {
    OVERLAPPED overlapped{};
    Handle event;
    std::vector<std::uint8_t> bytes;
    std::string handle;
    bool pending = false;
  };
  // A call that a thread was told to begin, and whose step is over when it is.
  struct BegunCall {
    std::int32_t number = 0;  // of its step
    std::int32_t actor = 0;
    std::function<void()> work;  // the call, on the thread
    std::function<void()> end;   // afterwards, on the scenario's own: completes `record`
    CallRecord record;
    PendingRead read;
    std::function<bool()> is_blocked;  // empty: cannot be told
    std::atomic<bool> calls{false};    // it is in its call, or was
    bool kept = false;                 // `record` is among those seen
  };
  struct ReadPosition {
    std::size_t write = 0;   // index of its data
    std::uint64_t next = 0;  // of the bytes of that write, which the next read may begin with
  };

  // What an `appends` step did, kept until its file is read.
  struct AppendsDone {
    AppendOrder order;  // of all processes together
    std::vector<AppendTally> tallies;
  };
  // A write by another process.
  struct WriteElsewhere {
    WriteRecord record;
    Pattern pattern;
    std::int32_t step = 0;  // in Case::when
  };

  // The scene and the steps (perform_case.cpp).
  // What goes wrong in `work` becomes the harness error, if it is the first.
  void Guarded(const std::function<void()>& work);
  std::optional<Observation::SetupFailure> ImpossibleStep() const;
  void SetTheScene();
  void EstablishOne(const Given& given);
  void DoSteps();
  void DoStep(std::int32_t number, const Step& step, std::int32_t actor);
  void DoStepOn(std::int32_t number, const Step& step);
  static void DoInside(void* performance, std::int32_t actor, const Slot& slot);
  bool IsProcess(const std::string& actor) const;
  std::int32_t ActorNamed(const std::string& name) const;
  void OnActor(const std::string& actor, const std::function<void()>& work);
  void Announce(const Place& place, Duration bound, bool inner);
  Duration Scaled(Duration duration) const;
  // What waiting for as long takes in real time.
  Duration Real(Duration wait) const;

  // Calls that block their thread (steps_begin.cpp).
  void KeepThreadHandle(const std::string& thread);
  bool IsOver(BegunCall& begun, Duration bound);
  bool IsOverOrBlocked(BegunCall& begun);
  void KeepBegun(BegunCall& begun, bool over);

  // The end (perform_end.cpp).
  void ObserveEnd();
  void ObserveStreams();
  void EndPendingStreams(Duration bound);
  // OverlappedResult of a write through a stream that is open.
  std::uint32_t ResultOf(Slot& slot, bool wait, DWORD& bytes);
  void CollectWhatIsLeft();
  void CleanUp();
  void CancelOutstanding();
  void CancelBegun();
  void EndBegun();
  void EndPendingReads();
  void Drain(Duration bound);
  void DrainActor(std::int32_t actor, Duration bound);
  bool Owed(std::int32_t actor, bool only_pending) const;
  void CompareBuffers();
  void ReadFilesBack();
  bool CountRecordsIn(const StagedFile& file);
  bool LookAtCellsOf(const StagedFile& file);
  void NoteSizeOnly(const StagedFile& file, std::uint64_t size);
  void KeepWhatIsOwed();
  void Compose();
  WriteRecord Compose(const Slot& slot) const;
  std::vector<std::string> RoutinesInside(std::int32_t step) const;
  std::vector<WrittenData> WritesTo(const std::string& object) const;
  const WrittenData& NoteStore(std::int32_t number, const std::string& name,
                               const StoreStep& store);
  std::string NameOf(std::int32_t doing) const;
  std::string ActorName(std::int32_t actor) const;
  void CompareBuffer(Slot& slot) const;

  const Win32Api& api_;
  const SystemTraits traits_;
  ParkingLot& lot_;
  std::shared_ptr<Peers> peers_;
  const Case subject_;
  const TargetFacts target_;
  const PerformOptions options_;
  const SteadyClock::time_point begun_ = SteadyClock::now();
  Watch watch_;
  Ledger& ledger_;
  const std::uint64_t data_seed_;
  Stage stage_;
  std::vector<std::string> actor_names_{""};           // 0 is the case's own thread
  std::vector<Whereabouts*> whereabouts_;              // live until the process ends
  std::vector<std::unique_ptr<ThreadActor>> threads_;  // of actors 1, 2 …
  std::vector<bool> exited_{false};
  std::map<std::string, std::unique_ptr<PendingRead>> reads_;
  std::map<std::string, std::unique_ptr<BegunCall>> begun_calls_;  // by step
  std::map<std::string, Handle> thread_handles_;                   // of those somebody cancels
  std::map<std::string, ReadPosition> read_positions_;             // by handle
  std::vector<std::int32_t> call_steps_;                           // of seen_.calls
  std::vector<AppendsDone> appends_;                    // of seen_.appends
  std::vector<WriteElsewhere> elsewhere_;
  // The target's clock just before each write, in the order of issue; only where a step looks.
  std::vector<std::pair<std::string, std::int64_t>> times_before_;
  std::vector<std::pair<std::string, WrittenData>> stores_;  // with the file each went to
  Observation seen_;
};

// The last error just before each write: whatever the call leaves alone is recognized.
inline constexpr DWORD kMarker = 0xDEADBEEF;

// The longest time a Win32 wait may be asked for, in milliseconds, rounded up.
DWORD Milliseconds(Duration duration);

}  // namespace wfx
