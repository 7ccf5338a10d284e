#include "tools/wfx_words.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "runner/names.h"

namespace wfx {
namespace {

// "GENERIC_READ, GENERIC_WRITE": the first name of each bit that is set.
std::string BitNames(ConstantKind kind, std::uint32_t bits) {
  std::vector<std::string> names;
  for (const std::string_view name : AllConstantNames(kind)) {
    const std::uint32_t value = Constant(name)->value;
    const bool one_bit = value != 0 && (value & (value - 1)) == 0;
    if (!one_bit || (bits & value) == 0) continue;
    names.emplace_back(name);
    bits &= ~value;
  }
  return Joined(names);
}

// Bytes as the scenario spells them: "8 KiB", and "2 bytes" for "2".
std::string Amount(const Quantity& quantity) {
  const std::string& text = quantity.text();
  const bool bare = std::all_of(text.begin(), text.end(),
                                [](char c) { return (c >= '0' && c <= '9') || c == ','; });
  return text + (!bare ? "" : text == "1" ? " byte" : " bytes");
}

std::string Time(Duration duration) {
  using namespace std::chrono;
  if (duration % seconds(1) == Duration::zero())
    return std::to_string(duration_cast<seconds>(duration).count()) + " s";
  if (duration % milliseconds(1) == Duration::zero())
    return std::to_string(duration_cast<milliseconds>(duration).count()) + " ms";
  return std::to_string(duration_cast<microseconds>(duration).count()) + " us";
}

std::string LockWords(const Lock& lock) {
  const std::string who = lock.by == Lock::By::kAnotherProcess  ? "another process"
                          : lock.by == Lock::By::kAnotherHandle ? "another handle"
                                                                : lock.handle;
  return Amount(lock.length) + " of " + lock.file + " at " + lock.offset.text() + ", by " + who;
}

std::string DispositionName(std::uint32_t disposition) {
  for (const std::string_view name : AllConstantNames(ConstantKind::kDisposition)) {
    if (Constant(name)->value == disposition) return std::string(name);
  }
  return "";
}

// What is opened, and how.
std::string OpenWords(const GivenHandle& handle) {
  std::string how = BitNames(ConstantKind::kAccess, handle.access);
  const std::string flags = BitNames(ConstantKind::kFlag, handle.flags);
  if (!flags.empty()) how += (how.empty() ? "" : ", ") + flags;
  return handle.opens + (handle.in.empty() ? "" : " in transaction " + handle.in) +
         (how.empty() ? "" : " with " + how);
}

std::string LineWords(const GivenHandle& handle) {
  if (handle.opens != kSerial) return "";
  return ", writes take " +
         (handle.write_timeout == Duration::zero() ? "any time"
                                                   : Time(handle.write_timeout) + " at most") +
         (handle.held ? ", the line is held" : "");
}

std::string ProtectionWords(GivenBuffer::Protection protection) {
  switch (protection) {
    case GivenBuffer::Protection::kReadOnly:
      return "PAGE_READONLY";
    case GivenBuffer::Protection::kNoAccess:
      return "PAGE_NOACCESS";
    case GivenBuffer::Protection::kReadWrite:
      break;
  }
  return "PAGE_READWRITE";
}

struct GivenWords {
  std::string operator()(const GivenFile& file) const {
    std::string words =
        (file.of.empty() ? "file " + file.name
                         : "stream " + file.name + " of the file " + file.of + ",") +
        " of " + Amount(file.size);
    if (file.filled_with == GivenFile::Fill::kRandom) words += ", filled with random bytes";
    if (file.filled_with == GivenFile::Fill::kZeros) words += ", filled with zeros";
    if (file.sparse) words += ", sparse";
    if (file.compressed) words += ", compressed";
    if (file.encrypted) words += ", encrypted";
    if (file.last_write) words += ", last written " + Time(*file.last_write) + " ago";
    if (file.attributes) words += ", " + BitNames(ConstantKind::kAttribute, *file.attributes);
    return words;
  }
  std::string operator()(const GivenDirectory& directory) const {
    return "directory " + directory.name;
  }
  std::string operator()(const GivenHandle& handle) const {
    using Special = GivenHandle::Special;
    const std::string words = "handle " + handle.name;
    switch (handle.is) {
      case Special::kInvalidHandleValue:
        return words + " is INVALID_HANDLE_VALUE";
      case Special::kNull:
        return words + " is NULL";
      case Special::kClosed:
        return words + " was closed";
      case Special::kEvent:
        return words + " is that of an event";
      case Special::kNone:
        break;
    }
    if (!handle.duplicates.empty()) return words + " duplicates " + handle.duplicates;
    return words + " opens " + OpenWords(handle) + LineWords(handle) +
           (handle.opened_by.empty() ? "" : ", in " + handle.opened_by);
  }
  std::string operator()(const Lock& lock) const {
    return std::string(lock.exclusive ? "an exclusive" : "a shared") + " lock on " +
           LockWords(lock);
  }
  std::string operator()(const GivenPipe& pipe) const {
    return std::string(pipe.message_type ? "message" : "byte") + " pipe " + pipe.name +
           (pipe.more_servers.empty()
                ? " with server end " + pipe.server
                : " with server ends " + pipe.server + ", " + Joined(pipe.more_servers)) +
           ", buffers of " + Amount(pipe.quota) + (pipe.nowait ? ", PIPE_NOWAIT" : "") +
           (pipe.connect ? "" : ", without ConnectNamedPipe") +
           (pipe.rejects_remote_clients ? ", PIPE_REJECT_REMOTE_CLIENTS" : "") +
           (pipe.made_by.empty() ? "" : ", made by " + pipe.made_by);
  }
  std::string operator()(const GivenMailslot& slot) const {
    return "mailslot " + slot.name + " with reading end " + slot.server +
           (slot.longest.text() == "0" ? ", of messages of any length"
                                       : ", of messages of " + Amount(slot.longest) + " at most");
  }
  std::string operator()(const GivenSockets& sockets) const {
    return "sockets " + sockets.name + ": " + sockets.connected + ", which connects, and " +
           sockets.accepted + ", which is accepted" +
           (sockets.send_buffer ? ", send buffers of " + Amount(*sockets.send_buffer) : "") +
           (sockets.receive_buffer ? ", receive buffers of " + Amount(*sockets.receive_buffer)
                                   : "");
  }
  std::string operator()(const GivenEvent& event) const {
    return std::string(event.manual_reset ? "manual" : "auto") + "-reset event " + event.name +
           (event.signaled ? ", signaled" : ", not signaled");
  }
  std::string operator()(const GivenCompletionPort& port) const {
    return "completion port " + port.name +
           (port.binds.empty() ? "" : " bound to " + Joined(port.binds));
  }
  std::string operator()(const GivenBuffer& buffer) const {
    std::string words = "buffer " + buffer.name + " of " + Amount(buffer.length);
    if (buffer.address.text() != "0")
      words += ", " + Amount(buffer.address) + " past a page boundary";
    if (buffer.protection != GivenBuffer::Protection::kReadWrite)
      words += ", " + ProtectionWords(buffer.protection);
    if (!buffer.filled) words += ", never touched";
    if (buffer.no_access_from) words += ", PAGE_NOACCESS from " + Amount(*buffer.no_access_from);
    return words;
  }
  std::string operator()(const GivenOverlapped& overlapped) const {
    return "one OVERLAPPED " + overlapped.name + " for several writes";
  }
  std::string operator()(const GivenStreamAsync& stream) const {
    return "stream " + stream.name + " with IStreamAsync on " + stream.opens + ": " +
           std::string(Describe(stream.subject).doc);
  }
  std::string operator()(const GivenThread& thread) const {
    return "another thread " + thread.name;
  }
  std::string operator()(const GivenProcess& process) const {
    return process.on_another_machine ? "a process " + process.name + " on another machine"
                                      : "another process " + process.name;
  }
  std::string operator()(const GivenSpace& space) const {
    return "a volume with " + Amount(space.leaves) + " left";
  }
  std::string operator()(const GivenView& view) const {
    return "mapped view " + view.name + " of " + view.of +
           (view.length.text() == "0" ? "" : ", its first " + Amount(view.length));
  }
  std::string operator()(const GivenOplock& oplock) const {
    return std::string(oplock.level == GivenOplock::Level::kTwo ? "level 2" : "read-handle") +
           " oplock " + oplock.name + ", held by " + oplock.handle;
  }
  std::string operator()(const GivenTransaction& transaction) const {
    return "transaction " + transaction.name;
  }
};

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
    return "a control code on " + control.handle;
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

std::string PatternWords(Load::Pattern pattern) {
  switch (pattern) {
    case Load::Pattern::kRandom:
      return "random";
    case Load::Pattern::kAppend:
      return "appending";
    case Load::Pattern::kFixed:
      return "same-place";
    case Load::Pattern::kSequential:
      break;
  }
  return "sequential";
}

}  // namespace

std::string Joined(const std::vector<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : ", ") + text;
  return joined;
}

std::string InWords(const Given& given) { return std::visit(GivenWords{}, given.item); }

std::string InWords(const Step& step) {
  std::string words = std::visit(StepWords{step}, step.action);
  if (!step.inside.empty()) words += ", inside the completion routine of " + step.inside;
  if (step.begins) words += ", and others go on meanwhile";
  return step.by.empty() ? words : step.by + ": " + words;
}

std::string ArrivalWords(const Load& load) {
  std::string depth = std::to_string(load.queue_depth) + " outstanding";
  if (load.threads > 1) {
    depth += " on each of " + std::to_string(load.threads) + " threads with " +
             (load.own_handles ? "handles of their own" : "one handle");
  }
  if (load.arrivals.rate <= 0) return depth;
  const bool fixed = load.arrivals.process == Load::Arrivals::Process::kFixed;
  return std::to_string(std::llround(load.arrivals.rate)) + " a second" +
         (fixed ? ", evenly apart" : " at random times") + ", at most " + depth;
}

// "100,000 writes, 60 s at most".
std::string Bound(const Measure& measure) {
  std::string words;
  if (measure.writes) words += measure.writes->text() + " writes, ";
  if (measure.bytes) words += Amount(*measure.bytes) + ", ";
  return words + Time(measure.run_for) + (words.empty() ? "" : " at most");
}

std::string InWords(const Load& load, const Measure& measure) {
  std::string words = PatternWords(load.pattern) + " writes of " + Amount(load.length) +
                      " through " + load.handle + ", " + ArrivalWords(load);
  if (!load.reader.empty()) words += ", read by " + load.reader;
  if (load.zeros) words += ", all zeros";
  words += "; warm-up " + Time(measure.warm_up);
  if (measure.steady.within > 0) words += " and until throughput is steady";
  return words + ", then " + std::to_string(measure.repeat) + " x " + Bound(measure);
}

}  // namespace wfx
