// Decodes the steps of a case.
#include <algorithm>
#include <map>

#include "runner/scenario/decode.h"

namespace wfx {
namespace {

constexpr Roles kWaitable = {Role::kEvent, Role::kHandle};

// What the steps of one `when` share while they are read.
struct Sequence {
  Decoding& decoding;
  std::map<std::string, int, std::less<>> count;  // steps of each kind so far

  Scope& scope() { return decoding.scope; }
  std::vector<Step>& steps() { return decoding.result.when; }
  const Step* Find(std::string_view name) {
    const auto step = std::ranges::find(steps(), name, &Step::name);
    return step == steps().end() ? nullptr : &*step;
  }
};

StepAction DecodeWrite(Fields& fields, Sequence& sequence, Step&) {
  WriteStep write;
  write.handle = sequence.scope().Refer(fields, "handle", {Role::kHandle});
  const JsonNode* offset = fields.Find("offset");
  write.offset = offset != nullptr && offset->string == "append"
                     ? Quantity::Bytes(-1)
                     : fields.Size("offset", kLeastOffset, kMostBytes, 0);
  write.length = fields.Size("length", 0, kMostDword);
  write.buffer = sequence.scope().ReferIfAny(fields, "buffer", {Role::kBuffer}, {"NULL"});
  write.overlapped = sequence.scope().ReferIfAny(fields, "overlapped", {Role::kOverlapped});
  write.event = sequence.scope().ReferIfAny(fields, "event", {Role::kEvent});
  if (const JsonNode* value = fields.Find("event_value")) {
    if (value->kind != JsonNode::Kind::kInteger) {
      fields.Wrong("event_value", value->line,
                   "expected a whole number, found " + value->Describe());
    }
    write.event_value =
        value->integer < 0 ? static_cast<std::uint64_t>(value->integer) : value->unsigned_integer;
    fields.Refuse("event", "hEvent holds either an event or an event_value");
  }
  write.through_write_file =
      fields.Choice<bool>("api", {{"WriteFileEx", false}, {"WriteFile", true}}, false);
  return write;
}

struct WaitFacts {
  std::string_view name;
  WaitStep::Function function;
  bool can_be_alertable;
  std::size_t least_objects, most_objects;
};

constexpr WaitFacts kWaits[] = {
    {"alertable", WaitStep::Function::kReap, true, 0, 0},
    {"SleepEx", WaitStep::Function::kSleepEx, true, 0, 0},
    {"Sleep", WaitStep::Function::kSleep, false, 0, 0},
    {"WaitForSingleObject", WaitStep::Function::kWaitForSingleObject, false, 1, 1},
    {"WaitForSingleObjectEx", WaitStep::Function::kWaitForSingleObjectEx, true, 1, 1},
    {"WaitForMultipleObjectsEx", WaitStep::Function::kWaitForMultipleObjectsEx, true, 1, 64},
    {"MsgWaitForMultipleObjectsEx", WaitStep::Function::kMsgWaitForMultipleObjectsEx, true, 0, 63},
    {"SignalObjectAndWait", WaitStep::Function::kSignalObjectAndWait, true, 1, 1},
};

const WaitFacts& DecodeWaitFunction(Fields& fields) {
  std::vector<std::string_view> names;
  for (const WaitFacts& facts : kWaits) names.push_back(facts.name);
  const JsonNode& node = *fields.Find("wait");
  const auto* facts = std::ranges::find(kWaits, node.string, &WaitFacts::name);
  if (facts != std::end(kWaits)) return *facts;
  fields.Wrong("wait", node.line,
               "expected \"alertable\" or a wait function, found " + node.Describe() +
                   Suggestion(node.string, names, "waits"));
  return kWaits[0];
}

// The arguments that only some of the functions have.
void DecodeWaitedFor(Fields& fields, Sequence& sequence, const WaitFacts& facts, WaitStep& wait) {
  const std::string function(facts.name);
  fields.EachOfList("on", "a list of events and handles", [&](const JsonNode& item) {
    wait.on.push_back(sequence.scope().ReferIn(fields, "on", item, kWaitable));
  });
  if (wait.on.size() < facts.least_objects || wait.on.size() > facts.most_objects) {
    const std::string range = facts.most_objects == 0 ? "nothing"
                              : facts.least_objects == facts.most_objects
                                  ? "exactly one object"
                                  : std::to_string(facts.least_objects) + " to " +
                                        std::to_string(facts.most_objects) + " objects";
    fields.Wrong("on",
                 function + " waits for " + range + ", found " + std::to_string(wait.on.size()));
  }
  wait.all = fields.Bool("all", false);
  if (facts.most_objects <= 1)
    fields.Refuse("all", function + " does not wait for several objects");
  const bool signals = facts.function == WaitStep::Function::kSignalObjectAndWait;
  if (signals) {
    wait.signals = sequence.scope().Refer(fields, "signals", {Role::kEvent});
  } else {
    fields.Refuse("signals", "only SignalObjectAndWait signals an event");
  }
}

StepAction DecodeWait(Fields& fields, Sequence& sequence, Step&) {
  WaitStep wait;
  const WaitFacts& facts = DecodeWaitFunction(fields);
  wait.function = facts.function;
  wait.alertable = fields.Bool("alertable", facts.can_be_alertable);
  if (wait.alertable && !facts.can_be_alertable) {
    fields.Wrong("alertable", std::string(facts.name) + " is never alertable; " +
                                  std::string(facts.name) + "Ex can be");
  }
  const bool reaps = facts.function == WaitStep::Function::kReap;
  if (reaps && !wait.alertable) fields.Wrong("alertable", "an alertable wait is alertable");
  if (!reaps) fields.Require("at_most", "a duration such as \"500 ms\"");
  wait.at_most = fields.Time("at_most", "2 s");
  if (!reaps && wait.at_most % std::chrono::milliseconds(1) != Duration::zero()) {
    fields.Wrong("at_most", std::string(facts.name) + " takes whole milliseconds");
  }
  DecodeWaitedFor(fields, sequence, facts, wait);
  return wait;
}

StepAction DecodeRead(Fields& fields, Sequence& sequence, Step&) {
  ReadStep read;
  read.resumes = sequence.scope().ReferIfAny(fields, "resumes", {Role::kRead});
  const Step* earlier = sequence.Find(read.resumes);
  const auto* action = earlier == nullptr ? nullptr : std::get_if<ReadStep>(&earlier->action);
  if (fields.Has("resumes")) {
    read.handle = sequence.scope().ReferIfAny(fields, "handle", {Role::kHandle});
    const auto length = fields.SizeIfAny("length", 0, kMostDword);
    if (action != nullptr) {
      if (read.handle.empty()) read.handle = action->handle;
      if (read.handle != action->handle)
        fields.Wrong("handle", "the read resumed is on \"" + action->handle + "\"");
      read.length = length.value_or(action->length);
    }
  } else {
    read.handle = sequence.scope().Refer(fields, "handle", {Role::kHandle});
    read.length = fields.Size("length", 0, kMostDword);
  }
  read.at_most = fields.Time("at_most", "2 s");
  return read;
}

StepAction DecodePeek(Fields& fields, Sequence& sequence, Step&) {
  return PeekStep{sequence.scope().Refer(fields, "handle", {Role::kHandle})};
}

StepAction DecodeCancel(Fields& fields, Sequence& sequence, Step&) {
  CancelStep cancel;
  cancel.ex = fields.Choice<bool>("cancel", {{"CancelIo", false}, {"CancelIoEx", true}});
  cancel.handle = sequence.scope().Refer(fields, "handle", {Role::kHandle});
  cancel.write = sequence.scope().ReferIfAny(fields, "write", {Role::kWrite});
  if (!cancel.ex)
    fields.Refuse("write", "CancelIo cancels every write of its thread; CancelIoEx picks one");
  return cancel;
}

StepAction DecodeClose(Fields& fields, Sequence& sequence, Step&) {
  return CloseStep{sequence.scope().Refer(fields, "close", {Role::kHandle})};
}

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

StepAction DecodeOverlappedResult(Fields& fields, Sequence& sequence, Step&) {
  OverlappedResultStep result;
  result.write = sequence.scope().Refer(fields, "write", {Role::kWrite});
  result.wait = fields.Bool("wait", false);
  return result;
}

StepAction DecodeSetEndOfFile(Fields& fields, Sequence& sequence, Step&) {
  SetEndOfFileStep set;
  set.handle = sequence.scope().Refer(fields, "set_end_of_file", {Role::kHandle});
  set.size = fields.Size("size", kLeastOffset, kMostBytes);
  return set;
}

StepAction DecodeExit(Fields& fields, Sequence& sequence, Step&) {
  return ExitStep{sequence.scope().Refer(fields, "exit", kActors)};
}

struct Kind {
  std::string_view name;
  std::optional<Role> role;  // its first key names the step; none: "as" does
  StepAction (*decode)(Fields&, Sequence&, Step&);
  bool by_process = false;  // another process can do it
};

constexpr Kind kKinds[] = {
    {"write", Role::kWrite, DecodeWrite},
    {"wait", std::nullopt, DecodeWait},
    {"read", Role::kRead, DecodeRead},
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
    {"set_end_of_file", std::nullopt, DecodeSetEndOfFile},
    {"exit", std::nullopt, DecodeExit, true},
};

void DecodeName(Fields& fields, Sequence& sequence, const Kind& kind, Step& step) {
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

// Who does the step, and inside which completion routine.
void DecodePlace(Fields& fields, Sequence& sequence, const Kind& kind, Step& step) {
  // A lock's "by" has been read with its range.
  if (step.kind != "lock" && step.kind != "unlock") step.by = sequence.scope().Actor(fields, "by");
  if (!kind.by_process && sequence.scope().Is(Role::kProcess, step.by)) {
    fields.Wrong("by", "another process can only lock, unlock, close and exit; a " + step.kind +
                           " needs a thread");
  }
  step.inside = sequence.scope().ReferIfAny(fields, "inside", {Role::kWrite});
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
  for (const Kind& kind : kKinds) names.push_back(kind.name);
  Step step;
  step.kind = KindOf(node, "when", names, sequence.decoding);
  if (step.kind.empty()) return;
  const Kind& kind = *std::ranges::find(kKinds, step.kind, &Kind::name);
  Fields fields(node, step.kind, sequence.decoding.errors);
  step.line = fields.LineOf(kind.name);
  fields.Find(kind.name);
  step.action = kind.decode(fields, sequence, step);
  DecodePlace(fields, sequence, kind, step);
  // Last, so that nothing refers to itself.
  DecodeName(fields, sequence, kind, step);
  fields.Finish();
  sequence.steps().push_back(std::move(step));
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
}

}  // namespace wfx
