#include "runner/engine/steps.h"

#include <stdexcept>
#include <utility>
#include <variant>

#include "runner/scenario/media.h"

namespace wfx {

StepDoer::StepDoer(Performance& performance, std::int32_t number, const Step& step,
                   std::int32_t actor)
    : performance_(performance),
      api_(performance.api_),
      stage_(performance.stage_),
      number_(number),
      step_(step),
      actor_(actor),
      here_(*performance.whereabouts_[static_cast<std::size_t>(actor)]) {}

void StepDoer::Do() {
  if (step_.begins) return Begin();
  std::visit([this](const auto& action) { Do(action); }, step_.action);
}

CallRecord StepDoer::NewRecord(std::string_view function) const {
  CallRecord record;
  record.step = step_.name;
  record.function = function;
  record.actor = step_.by.empty() ? performance_.ActorName(actor_) : step_.by;
  return record;
}

void StepDoer::Keep(CallRecord record) {
  performance_.seen_.calls.push_back(std::move(record));
  performance_.call_steps_.push_back(number_);
}

Slot& StepDoer::SlotOf(const std::string& write) const {
  const auto& steps = performance_.subject_.when;
  for (std::size_t number = 0; number < steps.size(); ++number) {
    if (steps[number].name != write) continue;
    Slot* slot = performance_.ledger_.Find(static_cast<std::int32_t>(number));
    if (slot != nullptr) return *slot;
  }
  throw std::runtime_error("the write \"" + write + "\" has not been issued");
}

void StepDoer::Require(Capability capability) const {
  const std::string name(kCapabilities[static_cast<std::size_t>(capability)].name);
  const auto& probed = performance_.target_.capabilities;
  const auto found = probed.find(name);
  if (found != probed.end() && found->second.empty()) return;
  throw std::runtime_error("never done where there is no " + name + ": " +
                           (found == probed.end() ? "not probed" : found->second));
}

void StepDoer::Do(const PeekStep& peek) {
  if (peek.of_mailslot) return PeekMailslot(peek);
  if (peek.of_socket) return PeekSocket(peek);
  DWORD available = 0;
  CallRecord record = Record("PeekNamedPipe", [&] {
    return api_.PeekNamedPipe(HandleNamed(peek.handle), nullptr, 0, nullptr, &available, nullptr);
  });
  record.bytes = available;
  Keep(std::move(record));
}

void StepDoer::PeekMailslot(const PeekStep& peek) {
  DWORD next = 0, count = 0;
  CallRecord record = Record("GetMailslotInfo", [&] {
    return api_.GetMailslotInfo(HandleNamed(peek.handle), nullptr, &next, &count, nullptr);
  });
  if (record.returned != 0) {
    record.messages = count;
    if (next != MAILSLOT_NO_MESSAGE) record.bytes = next;
  }
  Keep(std::move(record));
}

void StepDoer::Do(const OpenStep& open) {
  CallOutcome outcome;
  CallRecord record = Record("CreateFileW", [&] {
    outcome = stage_.OpenAsAsked(open);
    return TRUE;
  });
  record.returned = outcome.succeeded ? kReturnedAHandle : kReturnedNoHandle;
  record.last_error = outcome.error;
  Keep(std::move(record));
}

void StepDoer::Do(const NotificationModesStep& modes) {
  Keep(Record("SetFileCompletionNotificationModes", [&] {
    return api_.SetFileCompletionNotificationModes(HandleNamed(modes.handle), modes.modes);
  }));
}

void StepDoer::Do(const CancelStep& cancel) {
  if (!cancel.thread.empty()) {
    const HANDLE thread = performance_.thread_handles_.at(cancel.thread).get();
    return Keep(Record("CancelSynchronousIo", [&] { return api_.CancelSynchronousIo(thread); }));
  }
  if (cancel.of_stream) return Keep(CancelStream(cancel));
  const HANDLE handle = HandleNamed(cancel.handle);
  if (!cancel.ex) return Keep(Record("CancelIo", [&] { return api_.CancelIo(handle); }));
  OVERLAPPED* overlapped = cancel.write.empty() ? nullptr : &SlotOf(cancel.write).overlapped->words;
  Keep(Record("CancelIoEx", [&] { return api_.CancelIoEx(handle, overlapped); }));
}

void StepDoer::Do(const CloseStep& close) {
  CallOutcome outcome;
  const bool socket = stage_.HandleNamed(close.handle).socket;
  CallRecord record = Record(socket ? "closesocket" : "CloseHandle", [&] {
    outcome = stage_.CloseAsAsked(close.handle, close.reset);
    return outcome.succeeded;
  });
  record.last_error = outcome.error;
  Keep(std::move(record));
}

void StepDoer::Do(const DisconnectStep& disconnect) {
  Keep(Record("DisconnectNamedPipe",
              [&] { return api_.DisconnectNamedPipe(HandleNamed(disconnect.handle)); }));
}

void StepDoer::Do(const Lock& lock) {
  CallOutcome outcome;
  CallRecord record = Record("LockFileEx", [&] {
    outcome = stage_.LockAsAsked(lock, step_.by);
    return outcome.succeeded;
  });
  record.last_error = outcome.error;
  Keep(std::move(record));
}

void StepDoer::Do(const UnlockStep& unlock) {
  CallOutcome outcome;
  CallRecord record = Record("UnlockFileEx", [&] {
    outcome = stage_.UnlockAsAsked(unlock.range, step_.by);
    return outcome.succeeded;
  });
  record.last_error = outcome.error;
  Keep(std::move(record));
}

void StepDoer::Do(const SignalStep& signal) {
  const HANDLE event = stage_.EventNamed(signal.event);
  Keep(signal.set ? Record("SetEvent", [&] { return api_.SetEvent(event); })
                  : Record("ResetEvent", [&] { return api_.ResetEvent(event); }));
}

void StepDoer::Do(const BindStep& bind) {
  Keep(Record("CreateIoCompletionPort", [&] {
    return api_.CreateIoCompletionPort(HandleNamed(bind.handle), stage_.PortNamed(bind.port), 1,
                                       0) != nullptr;
  }));
}

void StepDoer::Do(const DequeueStep& dequeue) {
  const HANDLE port = stage_.PortNamed(dequeue.port);
  const DWORD milliseconds = Milliseconds(performance_.Scaled(dequeue.at_most));
  if (dequeue.alertable) {
    OVERLAPPED_ENTRY entry{};
    ULONG removed = 0;
    CallRecord record = Record(
        "GetQueuedCompletionStatusEx",
        [&] {
          return api_.GetQueuedCompletionStatusEx(port, &entry, 1, &removed, milliseconds, TRUE);
        },
        true);
    if (record.returned != 0 && removed == 1) record.bytes = entry.dwNumberOfBytesTransferred;
    return Keep(std::move(record));
  }
  DWORD bytes = 0;
  ULONG_PTR key = 0;
  LPOVERLAPPED overlapped = nullptr;
  CallRecord record = Record("GetQueuedCompletionStatus", [&] {
    return api_.GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, milliseconds);
  });
  if (record.returned != 0 || overlapped != nullptr) record.bytes = bytes;
  Keep(std::move(record));
}

void StepDoer::Do(const ProtectStep& protect) {
  StagedBuffer& buffer = stage_.BufferNamed(protect.buffer);
  Keep(Record("VirtualProtect", [&] {
    ProtectAs(buffer, protect.protection);
    return TRUE;
  }));
  buffer.protection = protect.protection;
}

void StepDoer::Do(const QueueApcStep&) {
  Slot& slot = performance_.ledger_.NewApcSlot(number_, actor_);
  slot.name = step_.name;
  Keep(Record("QueueUserAPC", [&] {
    return api_.QueueUserAPC(&ApcRoutine, CurrentThread(), reinterpret_cast<ULONG_PTR>(&slot));
  }));
}

void StepDoer::Do(const OverlappedResultStep& result) {
  Slot& slot = SlotOf(result.write);
  if (result.of_stream) return Keep(ResultOfStream(slot, result.wait));
  const HANDLE handle = HandleNamed(slot.handle);
  OVERLAPPED* overlapped = &slot.overlapped->words;
  const DWORD milliseconds = Milliseconds(performance_.Scaled(result.at_most));
  DWORD bytes = 0;
  const auto call = [&] {
    return result.ex ? api_.GetOverlappedResultEx(handle, overlapped, &bytes, milliseconds,
                                                  result.alertable)
                     : api_.GetOverlappedResult(handle, overlapped, &bytes, result.wait);
  };
  const bool alertable = result.ex && result.alertable;
  CallRecord record =
      Record(result.ex ? "GetOverlappedResultEx" : "GetOverlappedResult", call, alertable);
  record.bytes = bytes;
  Keep(std::move(record));
}

void StepDoer::Do(const SetEndOfFileStep& set) {
  FILE_END_OF_FILE_INFO end{};
  end.EndOfFile.QuadPart = static_cast<LONGLONG>(stage_.SizeOf(set.size));
  Keep(Record("SetFileInformationByHandle", [&] {
    return api_.SetFileInformationByHandle(HandleNamed(set.handle), FileEndOfFileInfo, &end,
                                           sizeof end);
  }));
}

void StepDoer::Do(const EndTransactionStep& end) {
  const HANDLE transaction = stage_.TransactionNamed(end.transaction);
  Keep(end.commit
           ? Record("CommitTransaction", [&] { return api_.CommitTransaction(transaction); })
           : Record("RollbackTransaction", [&] { return api_.RollbackTransaction(transaction); }));
}

void StepDoer::Do(const MarkForDeletionStep& mark) {
  FILE_DISPOSITION_INFO disposition{};
  disposition.DeleteFile = mark.marked;
  Keep(Record("SetFileInformationByHandle", [&] {
    return api_.SetFileInformationByHandle(HandleNamed(mark.handle), FileDispositionInfo,
                                           &disposition, sizeof disposition);
  }));
}

void StepDoer::Do(const FilePointerStep& pointer) {
  LARGE_INTEGER to{}, now{};
  if (pointer.to)
    to.QuadPart = static_cast<LONGLONG>(pointer.to->In(performance_.target_.bindings));
  const DWORD from = pointer.to ? FILE_BEGIN : FILE_CURRENT;
  CallRecord record = Record("SetFilePointerEx", [&] {
    return api_.SetFilePointerEx(HandleNamed(pointer.handle), to, &now, from);
  });
  if (record.returned != 0) record.bytes = static_cast<std::uint64_t>(now.QuadPart);
  Keep(std::move(record));
}

void StepDoer::Do(const ControlStep& control) {
  if (control.code == kDismountVolume) Require(Capability::kVolumeDismount);
  CallOutcome outcome;
  CallRecord record = Record("DeviceIoControl", [&] {
    outcome = SendControl(api_, HandleNamed(control.handle), control.code);
    return outcome.succeeded;
  });
  record.last_error = outcome.error;
  Keep(std::move(record));
}

void StepDoer::Do(const ExitStep& exit) {
  if (performance_.IsProcess(exit.actor)) {
    return Keep(Record("ExitProcess", [&] {
      performance_.peers_->End(exit.actor);
      return TRUE;
    }));
  }
  const auto actor = static_cast<std::size_t>(performance_.ActorNamed(exit.actor));
  if (actor == 0) throw std::runtime_error("the scenario's own thread cannot exit");
  Keep(Record("ExitThread", [&] {
    performance_.threads_[actor - 1]->Exit();
    return TRUE;
  }));
  performance_.exited_[actor] = true;
}

}  // namespace wfx
