// Decodes the steps of a case.
#include <algorithm>
#include <iterator>

#include "runner/device_faults.h"
#include "runner/scenario/decode_remote.h"
#include "runner/scenario/decode_stream.h"
#include "runner/scenario/media.h"

namespace wfx {
namespace {

StepAction DecodeDisconnect(Fields& fields, Sequence& sequence, Step&) {
  return DisconnectStep{sequence.scope().Refer(fields, "disconnect", {Role::kHandle})};
}

StepAction DecodeLock(Fields& fields, Sequence& sequence, Step& step) {
  return DecodeRange(fields, sequence.decoding, &step.by);
}

StepAction DecodeUnlock(Fields& fields, Sequence& sequence, Step& step) {
  return UnlockStep{DecodeRange(fields, sequence.decoding, &step.by)};
}

StepAction DecodeSignal(Fields& fields, Sequence& sequence, Step&) {
  return SignalStep{sequence.scope().Refer(fields, "signal", {Role::kEvent}), true};
}

StepAction DecodeReset(Fields& fields, Sequence& sequence, Step&) {
  return SignalStep{sequence.scope().Refer(fields, "reset", {Role::kEvent}), false};
}

StepAction DecodeBind(Fields& fields, Sequence& sequence, Step&) {
  BindStep bind;
  bind.handle = sequence.scope().Refer(fields, "bind", {Role::kHandle});
  bind.port = sequence.scope().Refer(fields, "port", {Role::kPort});
  return bind;
}

StepAction DecodeDequeue(Fields& fields, Sequence& sequence, Step&) {
  DequeueStep dequeue;
  dequeue.port = sequence.scope().Refer(fields, "dequeue", {Role::kPort});
  fields.Require("at_most", "a duration such as \"500 ms\"");
  dequeue.at_most = fields.Time("at_most", "0 ms");
  dequeue.alertable = fields.Bool("alertable", false);
  return dequeue;
}

StepAction DecodeProtect(Fields& fields, Sequence& sequence, Step&) {
  ProtectStep protect;
  protect.buffer = sequence.scope().Refer(fields, "protect", {Role::kBuffer});
  protect.protection = DecodeProtection(fields, std::nullopt);
  return protect;
}

StepAction DecodeQueueApc(Fields&, Sequence&, Step&) { return QueueApcStep(); }

StepAction DecodeSetEndOfFile(Fields& fields, Sequence& sequence, Step&) {
  SetEndOfFileStep set;
  set.handle = sequence.scope().Refer(fields, "set_end_of_file", {Role::kHandle});
  set.size = fields.Size("size", kLeastOffset, kMostBytes);
  return set;
}

StepAction DecodeFilePointer(Fields& fields, Sequence& sequence, Step&) {
  FilePointerStep pointer;
  pointer.handle = sequence.scope().Refer(fields, "file_pointer", {Role::kHandle});
  pointer.to = fields.SizeIfAny("to", kLeastOffset, kMostBytes);
  return pointer;
}

StepAction DecodeControl(Fields& fields, Sequence& sequence, Step&) {
  const auto code = [](std::string_view name) {
    return std::pair(name, Constant(name).value_or(ConstantEntry{}).value);
  };
  const auto fault = [](std::size_t number) {
    const DeviceFault& told = kFaultCodes[number];
    return std::pair<std::string_view, std::uint32_t>(told.name, told.code);
  };
  static_assert(std::size(kFaultCodes) == 14, "each stands below");
  ControlStep control;
  control.code = fields.Choice<std::uint32_t>(
      "control",
      {code("FSCTL_LOCK_VOLUME"), code("FSCTL_UNLOCK_VOLUME"), code("FSCTL_DISMOUNT_VOLUME"),
       code("FSCTL_IS_VOLUME_MOUNTED"), code("FSCTL_ALLOW_EXTENDED_DASD_IO"), fault(0), fault(1),
       fault(2), fault(3), fault(4), fault(5), fault(6), fault(7), fault(8), fault(9), fault(10),
       fault(11), fault(12), fault(13)});
  if (FindDeviceFault(control.code) != nullptr) sequence.decoding.Need("device_faults");
  control.handle = sequence.scope().Refer(fields, "handle", {Role::kHandle});
  return control;
}

StepAction DecodeExit(Fields& fields, Sequence& sequence, Step&) {
  return ExitStep{sequence.scope().Refer(fields, "exit", kActors)};
}

struct WhenKind {
  std::string_view name;
  std::optional<Role> role;  // its first key names the step; none: "as" does
  StepAction (*decode)(Fields&, Sequence&, Step&);
  bool by_process = false;  // another process can do it
};

constexpr WhenKind kWhenKinds[] = {
    {"write", Role::kWrite, DecodeWrite, true},
    {"wait", std::nullopt, DecodeWait, true},
    {"read", Role::kRead, DecodeRead, true},
    {"peek", Role::kOtherStep, DecodePeek},
    {"cancel", std::nullopt, DecodeCancel},
    {"close", std::nullopt, DecodeClose, true},
    {"disconnect", std::nullopt, DecodeDisconnect},
    {"lock", std::nullopt, DecodeLock, true},
    {"unlock", std::nullopt, DecodeUnlock, true},
    {"signal", std::nullopt, DecodeSignal},
    {"reset", std::nullopt, DecodeReset},
    {"bind", std::nullopt, DecodeBind},
    {"dequeue", std::nullopt, DecodeDequeue},
    {"protect", std::nullopt, DecodeProtect},
    {"queue_apc", Role::kApc, DecodeQueueApc},
    {"overlapped_result", Role::kOtherStep, DecodeOverlappedResult},
    {"seek", Role::kOtherStep, DecodeSeek},
    {"set_end_of_file", std::nullopt, DecodeSetEndOfFile},
    {"file_pointer", std::nullopt, DecodeFilePointer},
    {"control", std::nullopt, DecodeControl},
    {"exit", std::nullopt, DecodeExit, true},
    {"open", Role::kOtherStep, DecodeOpen},
    {"notification_modes", std::nullopt, DecodeNotificationModes},
    {"flush", Role::kOtherStep, DecodeFlush},
    {"ends", std::nullopt, DecodeEnds},
    {"appends", Role::kAppends, DecodeAppends},
    {"race", Role::kRace, DecodeRace},
    {"burst", Role::kBurst, DecodeBurst},
    {"mark_for_deletion", std::nullopt, DecodeMarkForDeletion},
    {"commit", std::nullopt, DecodeCommit},
    {"rollback", std::nullopt, DecodeRollback},
    {"look", Role::kLook, DecodeLook},
    {"set_time", std::nullopt, DecodeSetTime},
    {"set_attributes", std::nullopt, DecodeSetAttributes},
    {"store", Role::kStore, DecodeStore},
    {"fetch", Role::kRead, DecodeFetch},
};

void DecodeName(Fields& fields, Sequence& sequence, const WhenKind& kind, Step& step) {
  const int number = ++sequence.count[step.kind];
  if (kind.role) {
    step.name = fields.Text(kind.name, "its name");
    fields.Refuse("as", "a " + step.kind + " has its name after its first key");
    sequence.scope().Declare(*kind.role, step.name, step.line);
  } else if (fields.Has("as")) {
    step.name = fields.Text("as", "a name");
    sequence.scope().Declare(Role::kOtherStep, step.name, fields.LineOf("as"));
  } else {
    step.name = step.kind + " " + std::to_string(number);
    sequence.scope().DeclareMadeUp(step.name, step.line);
  }
}

// A handle belongs to the process that opens it.
void CheckHolder(Fields& fields, const Sequence& sequence, const std::string& process,
                 const std::string& handle) {
  for (const Given& given : sequence.decoding.result.given) {
    const auto* opened = std::get_if<GivenHandle>(&given.item);
    if (opened == nullptr || opened->name != handle || opened->opened_by == process) continue;
    const bool elsewhere =
        !opened->opened_by.empty() && sequence.decoding.scope.Is(Role::kProcess, opened->opened_by);
    if (process.empty() && !elsewhere) continue;
    fields.Wrong("handle", "a process writes through handles that it opens, and \"" + handle +
                               "\" is opened by " + (elsewhere ? opened->opened_by : "main"));
  }
}

// A process of its own writes as plainly as can be.
void CheckInProcess(Fields& fields, const Sequence& sequence, const Step& step) {
  if (const auto* wait = std::get_if<WaitStep>(&step.action);
      wait != nullptr && wait->function != WaitStep::Function::kReap) {
    fields.Wrong("by", "another process waits with \"alertable\" and no other function");
  }
  if (std::holds_alternative<ReadStep>(step.action))
    fields.Refuse("resumes", "a read of another process is over when its step is");
  if (!std::holds_alternative<WriteStep>(step.action)) return;
  for (const std::string_view key : {"buffer", "event", "event_value", "api", "inside"})
    fields.Refuse(key, "another process writes from a buffer of its own, with WriteFileEx");
  CheckRemoteWrite(fields, sequence.decoding, step);
  const auto& write = std::get<WriteStep>(step.action);
  CheckHolder(fields, sequence, step.by, write.handle);
  if (!write.overlapped.empty())
    fields.Wrong("overlapped", "another process has OVERLAPPEDs of its own, or \"NULL\"");
}

// Only a process that may break without harm is asked for what breaks it.
void CheckHere(Fields& fields, const Sequence& sequence, const Step& step) {
  const auto* write = std::get_if<WriteStep>(&step.action);
  if (write == nullptr) return;
  CheckHolder(fields, sequence, "", write->handle);
  const char* why = "ends a process that takes it at its word; write \"by\" another process";
  if (write->no_overlapped) fields.Wrong("overlapped", std::string("NULL ") + why);
  if (write->no_routine) fields.Wrong("routine", std::string("NULL ") + why);
}

// Who does the step, and inside which completion routine.
void DecodePlace(Fields& fields, Sequence& sequence, const WhenKind& kind, Step& step) {
  // A lock's "by" has been read with its range.
  if (step.kind != "lock" && step.kind != "unlock") step.by = sequence.scope().Actor(fields, "by");
  const bool by_process = sequence.scope().Is(Role::kProcess, step.by);
  if (!kind.by_process && by_process) {
    fields.Wrong("by",
                 "another process can only write, wait, read, lock, unlock, close and exit; a " +
                     step.kind + " needs a thread");
  }
  by_process ? CheckInProcess(fields, sequence, step) : CheckHere(fields, sequence, step);
  if (const auto* read = std::get_if<ReadStep>(&step.action))
    CheckReader(fields, sequence.decoding, step.by, read->handle);
  step.inside = sequence.scope().ReferIfAny(fields, "inside", {Role::kWrite});
  DecodeBegins(fields, sequence, step);
  const Step* write = sequence.Find(step.inside);
  if (write == nullptr) return;
  if (fields.Has("by") && step.by != write->by) {
    fields.Wrong("by", "a step inside the routine of \"" + write->name +
                           "\" is done by the thread of that write");
  }
  step.by = write->by;
}

void DecodeStep(const JsonNode& node, Sequence& sequence) {
  std::vector<std::string_view> names;
  for (const WhenKind& kind : kWhenKinds) names.push_back(kind.name);
  Step step;
  step.kind = KindOf(node, "when", names, sequence.decoding);
  if (step.kind.empty()) return;
  const WhenKind& kind = *std::ranges::find(kWhenKinds, step.kind, &WhenKind::name);
  Fields fields(node, step.kind, sequence.decoding.errors);
  step.line = fields.LineOf(kind.name);
  fields.Find(kind.name);
  step.action = kind.decode(fields, sequence, step);
  DecodePlace(fields, sequence, kind, step);
  // Last, so that nothing refers to itself.
  DecodeName(fields, sequence, kind, step);
  if (auto* open = std::get_if<OpenStep>(&step.action)) {
    open->handle.name = step.name;
    sequence.scope().Declare(Role::kHandle, step.name, step.line);
  }
  fields.Finish();
  sequence.steps().push_back(std::move(step));
}

// What not every system lets be done to a volume.
void NeedForMedia(const Step& step, Decoding& decoding) {
  const auto* control = std::get_if<ControlStep>(&step.action);
  if (control != nullptr && control->code == kDismountVolume) decoding.Need("volume_dismount");
  const auto* write = std::get_if<WriteStep>(&step.action);
  if (write != nullptr && write->offset.In({}) == kAppend &&
      IsMedia(OpenedBy(decoding.result, write->handle))) {
    decoding.Need("volume_append");
  }
}

}  // namespace

void DecodeWhen(const JsonNode& node, Decoding& decoding) {
  if (node.kind != JsonNode::Kind::kArray) {
    decoding.errors.Add(node.line, "\"when\": expected a list, found " + node.Describe());
    return;
  }
  if (node.items.empty())
    decoding.errors.Add(node.line, "\"when\" is empty; a scenario has at least one step");
  Sequence sequence{decoding, {}};
  for (const JsonNode& item : node.items) DecodeStep(item, sequence);
  CheckBegun(sequence);
  for (const Step& step : decoding.result.when) NeedForMedia(step, decoding);
}

}  // namespace wfx
