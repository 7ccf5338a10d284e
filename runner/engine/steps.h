// Does one step of a case on the thread of its actor, and records what its call reported.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "runner/engine/perform_case.h"
#include "runner/scenario/capability.h"

namespace wfx {

class StepDoer {
 public:
  StepDoer(Performance& performance, std::int32_t number, const Step& step, std::int32_t actor);

  // Throws std::runtime_error when the harness, not the system, is at fault. A step that begins is
  // done on the scenario's own thread, which hands the call to its actor.
  void Do();

 private:
  void Do(const WriteStep& write);
  void Do(const WaitStep& wait);
  void Do(const ReadStep& read);
  void Do(const PeekStep& peek);
  void Do(const CancelStep& cancel);
  void Do(const CloseStep& close);
  void Do(const DisconnectStep& disconnect);
  void Do(const Lock& lock);
  void Do(const UnlockStep& unlock);
  void Do(const SignalStep& signal);
  void Do(const BindStep& bind);
  void Do(const DequeueStep& dequeue);
  void Do(const ProtectStep& protect);
  void Do(const QueueApcStep& queue);
  void Do(const OverlappedResultStep& result);
  void Do(const SeekStep& seek);
  void Do(const SetEndOfFileStep& set);
  void Do(const FilePointerStep& pointer);
  void Do(const ControlStep& control);
  void Do(const ExitStep& exit);
  void Do(const OpenStep& open);
  void Do(const NotificationModesStep& modes);
  void Do(const FlushStep& flush);
  void Do(const EndsStep& ends);

  // Has the thread of the step's actor begin its call, and comes back when it is blocked there.
  void Begin();
  void DoBegin(const FlushStep& flush, Performance::BegunCall& begun);
  void DoBegin(const ReadStep& read, Performance::BegunCall& begun);

  void PeekMailslot(const PeekStep& peek);
  void PeekSocket(const PeekStep& peek);
  void Do(const AppendsStep& appends);
  void Do(const RaceStep& race);
  void Do(const BurstStep& burst);
  void Do(const EndTransactionStep& end);
  void Do(const MarkForDeletionStep& mark);

  void WriteByProcess(const WriteStep& write);
  void WaitByProcess(const WaitStep& wait);
  void ReadByProcess(const ReadStep& read);
  void NoteEnd();
  std::uint32_t NumberOfWrite() const;
  void Do(const LookStep& look);
  void Do(const SetTimeStep& set);
  void Do(const SetAttributesStep& set);
  void Do(const StoreStep& store);
  void Do(const FetchStep& fetch);
  std::span<std::uint8_t> PartOf(const std::string& view, const Quantity& offset,
                                 const Quantity& length) const;

  Slot& PrepareSlot(const WriteStep& write);
  void PrepareBuffer(const WriteStep& write, Slot& slot);
  void PrepareOverlapped(const WriteStep& write, Slot& slot);
  void Issue(Slot& slot, const StagedHandle& handle);
  void IssueThroughStream(Slot& slot, const StagedHandle& handle);
  CallRecord ResultOfStream(Slot& slot, bool asked_to_wait);
  CallRecord CancelStream(const CancelStep& cancel);
  const StreamAsyncApi& streams() const;

  DWORD Call(const WaitStep& wait, DWORD milliseconds);
  DWORD Reap(const WaitStep& wait);
  bool OwedARoutine() const;

  void Begin(Performance::PendingRead& read, Duration at_most, CallRecord& record);
  void Finish(Performance::PendingRead& read, Duration at_most, CallRecord& record);
  std::uint64_t ReadOn(Performance::PendingRead& read, std::uint64_t bytes, Duration at_most);
  std::uint64_t ReadOnSocket(Performance::PendingRead& read, std::uint64_t bytes, Duration at_most);
  bool IsBytePipe(const std::string& object) const;
  void LabelRead(const Performance::PendingRead& read, std::uint64_t bytes, CallRecord& record);

  HANDLE HandleNamed(const std::string& name) const { return stage_.HandleNamed(name).value; }
  Slot& SlotOf(const std::string& write) const;
  // Throws std::runtime_error unless the target was found to have this capability: for what would
  // harm the machine where it is missing, whatever the case says it needs.
  void Require(Capability capability) const;
  CallRecord NewRecord(std::string_view function) const;
  void Keep(CallRecord record);
  // For calls that return a BOOL: `call` is done with this step as what the thread does.
  template <typename Function>
  CallRecord Record(std::string_view function, Function&& call, bool alertable = false);

  Performance& performance_;
  const Win32Api& api_;
  Stage& stage_;
  const std::int32_t number_;
  const Step& step_;
  const std::int32_t actor_;
  Whereabouts& here_;
};

// Calls `call` and reads the last error in the very next statement.
template <typename Function>
CallRecord StepDoer::Record(std::string_view function, Function&& call, bool alertable) {
  CallRecord record = NewRecord(function);
  const DoingNow doing(here_, number_, alertable);
  record.returned = static_cast<std::uint64_t>(call());
  record.last_error = api_.GetLastError();
  return record;
}

}  // namespace wfx
