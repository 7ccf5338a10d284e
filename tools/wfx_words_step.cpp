// What is done, in words.
#include <algorithm>
#include <array>
#include <variant>

#include "runner/device_faults.h"
#include "runner/names.h"
#include "tools/wfx_word_parts.h"
#include "tools/wfx_words.h"

namespace wfx {
namespace {

std::string WaitName(WaitStep::Function function) {
  using Function = WaitStep::Function;
  switch (function) {
    case Function::kSleep:
      return "Sleep";
    case Function::kSleepEx:
      return "SleepEx";
    case Function::kWaitForSingleObject:
      return "WaitForSingleObject";
    case Function::kWaitForSingleObjectEx:
      return "WaitForSingleObjectEx";
    case Function::kWaitForMultipleObjectsEx:
      return "WaitForMultipleObjectsEx";
    case Function::kMsgWaitForMultipleObjectsEx:
      return "MsgWaitForMultipleObjectsEx";
    case Function::kSignalObjectAndWait:
      return "SignalObjectAndWait";
    case Function::kReap:
      break;
  }
  return "alertable waits";
}

// "8 threads of main and 1 thread of p"
std::string ThreadWords(const std::vector<AppendsStep::Writers>& threads) {
  std::string words;
  for (const AppendsStep::Writers& each : threads) {
    words += (words.empty() ? "" : " and ") + std::to_string(each.threads) +
             (each.threads == 1 ? " thread of " : " threads of ") +
             (each.actor.empty() ? "main" : each.actor);
  }
  return words;
}

struct StepWords {
  const Step& step;

  std::string operator()(const WriteStep& write) const {
    std::string words = write.through_stream       ? "WriteAsync "
                        : write.through_write_file ? "WriteFile "
                                                   : "write ";
    words += step.name + ": " + Amount(write.length) + " through " + write.handle;
    words += write.offset.text() == "append" || write.offset.text() == "-1"
                 ? " at the end"
                 : " at " + write.offset.text();
    if (write.zeros) words += ", all zeros";
    if (!write.buffer.empty()) words += " from " + write.buffer;
    if (!write.overlapped.empty()) words += " with OVERLAPPED " + write.overlapped;
    if (write.no_overlapped) words += " without an OVERLAPPED";
    if (write.no_routine) words += " without a routine";
    if (!write.event.empty()) words += ", hEvent " + write.event;
    if (write.without_count) words += ", pcbWritten NULL";
    if (write.event_value) words += ", hEvent " + std::to_string(*write.event_value);
    return words;
  }
  std::string operator()(const WaitStep& wait) const {
    if (wait.function == WaitStep::Function::kReap)
      return "wait alertably until every write has completed, " + Time(wait.at_most) + " at most";
    std::string words =
        WaitName(wait.function) + (wait.alertable ? ", alertable" : ", not alertable");
    if (!wait.signals.empty()) words += ", signals " + wait.signals;
    if (!wait.on.empty()) words += ", on " + Joined(wait.on) + (wait.all ? " (all)" : "");
    return words + ", " + Time(wait.at_most) + " at most";
  }
  std::string operator()(const ReadStep& read) const {
    if (!read.resumes.empty()) return "read " + step.name + ": collect " + read.resumes;
    return "read " + step.name + ": " + Amount(read.length) + " through " + read.handle;
  }
  std::string operator()(const PeekStep& peek) const {
    return (peek.of_mailslot ? "GetMailslotInfo on "
            : peek.of_socket ? "FIONREAD on "
                             : "PeekNamedPipe on ") +
           peek.handle;
  }
  std::string operator()(const OpenStep& open) const {
    return "open " + open.handle.name + ": " +
           (open.handle.in.empty() ? "CreateFileW on " : "CreateFileTransactedW on ") +
           OpenWords(open.handle) +
           (open.handle.disposition == 3 ? "" : ", " + DispositionName(open.handle.disposition)) +
           (open.stream.empty() ? "" : ", its stream " + open.stream) +
           (open.trailing_backslash ? ", with a backslash behind its name" : "");
  }
  std::string operator()(const NotificationModesStep& modes) const {
    return "SetFileCompletionNotificationModes on " + modes.handle + " to " +
           (modes.modes == 0 ? "none" : BitNames(ConstantKind::kNotificationMode, modes.modes));
  }
  std::string operator()(const FlushStep& flush) const {
    return "FlushFileBuffers on " + flush.handle;
  }
  std::string operator()(const EndsStep& ends) const {
    return step.name + ": whether " + ends.step + " is over, after " + Time(ends.at_most) +
           " at most";
  }
  std::string operator()(const CancelStep& cancel) const {
    if (!cancel.thread.empty()) return "CancelSynchronousIo of " + cancel.thread;
    if (cancel.of_stream) return "IStreamAsync::CancelIo of " + cancel.handle;
    if (!cancel.ex) return "CancelIo on " + cancel.handle;
    return "CancelIoEx on " + cancel.handle +
           (cancel.write.empty() ? ", every request" : ", only " + cancel.write);
  }
  std::string operator()(const CloseStep& close) const {
    return "close " + close.handle + (close.reset ? ", resetting its connection" : "");
  }
  std::string operator()(const DisconnectStep& disconnect) const {
    return "DisconnectNamedPipe on " + disconnect.handle;
  }
  std::string operator()(const Lock& lock) const {
    return std::string("lock ") + (lock.exclusive ? "exclusively " : "shared ") + LockWords(lock);
  }
  std::string operator()(const UnlockStep& unlock) const {
    return "unlock " + LockWords(unlock.range);
  }
  std::string operator()(const SignalStep& signal) const {
    return (signal.set ? "SetEvent " : "ResetEvent ") + signal.event;
  }
  std::string operator()(const BindStep& bind) const {
    return "bind " + bind.handle + " to completion port " + bind.port;
  }
  std::string operator()(const DequeueStep& dequeue) const {
    return std::string(dequeue.alertable ? "GetQueuedCompletionStatusEx"
                                         : "GetQueuedCompletionStatus") +
           " on " + dequeue.port + ", " + Time(dequeue.at_most) + " at most";
  }
  std::string operator()(const ProtectStep& protect) const {
    return "make buffer " + protect.buffer + " " + ProtectionWords(protect.protection);
  }
  std::string operator()(const QueueApcStep&) const { return "QueueUserAPC to the own thread"; }
  std::string operator()(const OverlappedResultStep& result) const {
    if (result.of_stream) {
      return "IStreamAsync::OverlappedResult of " + result.write + (result.wait ? ", waiting" : "");
    }
    if (!result.ex)
      return "GetOverlappedResult of " + result.write + (result.wait ? ", waiting" : "");
    return "GetOverlappedResultEx of " + result.write + ", " + Time(result.at_most) + " at most" +
           (result.alertable ? ", alertable" : "");
  }
  std::string operator()(const SeekStep& seek) const {
    static constexpr std::array<std::string_view, 3> kOrigins{"the beginning", "where it is",
                                                              "the end"};
    return "Seek the pointer of " + seek.handle + " by " + Amount(seek.move) + " from " +
           std::string(kOrigins.at(seek.origin));
  }
  std::string operator()(const SetEndOfFileStep& end) const {
    return "set the end of file of " + end.handle + " to " + Amount(end.size);
  }
  std::string operator()(const FilePointerStep& pointer) const {
    return pointer.to ? "move the file pointer of " + pointer.handle + " to " + pointer.to->text()
                      : "ask for the file pointer of " + pointer.handle;
  }
  std::string operator()(const ControlStep& control) const {
    for (const std::string_view name : AllConstantNames(ConstantKind::kControlCode)) {
      if (Constant(name)->value == control.code) return std::string(name) + " on " + control.handle;
    }
    const DeviceFault* fault = FindDeviceFault(control.code);
    return (fault != nullptr ? fault->name : "a control code") + (" on " + control.handle);
  }
  std::string operator()(const ExitStep& exit) const { return exit.actor + " ends"; }
  std::string operator()(const AppendsStep& appends) const {
    return ThreadWords(appends.writers) + " append " + std::to_string(appends.records) +
           " records of " + Amount(appends.length) + " each to " + appends.file +
           " at the same time, " +
           (appends.append_only ? "through append-only handles" : "at offset -1") + ", " +
           (appends.one_handle ? "one handle a process" : "a handle each");
  }
  std::string operator()(const RaceStep& race) const {
    return std::to_string(race.rounds) +
           " times each, at the same time: " + ThreadWords(race.lockers) + " lock one of " +
           std::to_string(race.cells) + " cells of " + race.file + ", write to it and unlock it; " +
           ThreadWords(race.writers) + " write to one or two";
  }
  std::string operator()(const BurstStep& burst) const {
    return "burst " + step.name + ": up to " + std::to_string(burst.up_to) +
           " outstanding writes of " + Amount(burst.length) + " through " + burst.handle +
           ", then cancel what is pending and wait for every routine";
  }
  std::string operator()(const MarkForDeletionStep& mark) const {
    return mark.marked ? "mark the file of " + mark.handle + " for deletion"
                       : "take the mark for deletion from the file of " + mark.handle;
  }
  std::string operator()(const EndTransactionStep& end) const {
    return (end.commit ? "commit " : "roll back ") + end.transaction;
  }
  std::string operator()(const LookStep& look) const {
    return "look " + step.name + " at times, attributes and sizes of " + look.file;
  }
  std::string operator()(const SetTimeStep& set) const {
    using To = SetTimeStep::To;
    return "SetFileTime through " + set.handle + ": " +
           (set.to == To::kFreeze ? "its writes leave the times"
            : set.to == To::kThaw ? "its writes move the times again"
                                  : "last written " + Time(set.ago) + " ago");
  }
  std::string operator()(const SetAttributesStep& set) const {
    return "set the attributes of " + set.file + " to " +
           BitNames(ConstantKind::kAttribute, set.attributes);
  }
  std::string operator()(const StoreStep& store) const {
    return "store " + step.name + ": " + Amount(store.length) + " into the view " + store.view +
           " at " + store.offset.text();
  }
  std::string operator()(const FetchStep& fetch) const {
    return "fetch " + step.name + ": " + Amount(fetch.length) + " out of the view " + fetch.view +
           " at " + fetch.offset.text();
  }
};

}  // namespace

std::string InWords(const Step& step) {
  std::string words = std::visit(StepWords{step}, step.action);
  if (!step.inside.empty()) words += ", inside the completion routine of " + step.inside;
  if (step.begins) words += ", and others go on meanwhile";
  return step.by.empty() ? words : step.by + ": " + words;
}

}  // namespace wfx
