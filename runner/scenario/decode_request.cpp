// Decodes what is asked of a request that is under way, or of its handle: its result, its end, what
// it left.
#include <algorithm>

#include "runner/scenario/decode_stream.h"

namespace wfx {

StepAction DecodePeek(Fields& fields, Sequence& sequence, Step&) {
  PeekStep peek;
  peek.handle = sequence.scope().Refer(fields, "handle", {Role::kHandle});
  peek.of_mailslot = std::ranges::any_of(sequence.decoding.result.given, [&](const Given& given) {
    const auto* slot = std::get_if<GivenMailslot>(&given.item);
    return slot != nullptr && slot->server == peek.handle;
  });
  peek.of_socket = IsSocket(sequence.decoding, peek.handle);
  return peek;
}

StepAction DecodeCancel(Fields& fields, Sequence& sequence, Step&) {
  enum class Function { kCancelIo, kCancelIoEx, kCancelSynchronousIo };
  const auto function =
      fields.Choice<Function>("cancel", {{"CancelIo", Function::kCancelIo},
                                         {"CancelIoEx", Function::kCancelIoEx},
                                         {"CancelSynchronousIo", Function::kCancelSynchronousIo}});
  CancelStep cancel;
  if (function == Function::kCancelSynchronousIo) {
    cancel.thread = sequence.scope().Refer(fields, "thread", {Role::kThread});
    for (const std::string_view key : {"handle", "write"}) {
      fields.Refuse(key, "CancelSynchronousIo ends the blocked call of a thread");
    }
    return cancel;
  }
  cancel.ex = function == Function::kCancelIoEx;
  if (!DecodeCancelled(fields, sequence, cancel))
    cancel.handle = sequence.scope().Refer(fields, "handle", {Role::kHandle});
  cancel.write = sequence.scope().ReferIfAny(fields, "write", {Role::kWrite});
  fields.Refuse("thread", "only CancelSynchronousIo names a thread");
  if (!cancel.ex)
    fields.Refuse("write", "CancelIo cancels every write of its thread; CancelIoEx picks one");
  return cancel;
}

StepAction DecodeOverlappedResult(Fields& fields, Sequence& sequence, Step&) {
  OverlappedResultStep result;
  result.write = sequence.scope().Refer(fields, "write", {Role::kWrite});
  result.ex = fields.Choice<bool>(
      "api", {{"GetOverlappedResult", false}, {"GetOverlappedResultEx", true}}, false);
  const Step* write = sequence.Find(result.write);
  const auto* action = write == nullptr ? nullptr : std::get_if<WriteStep>(&write->action);
  result.of_stream = action != nullptr && action->through_stream;
  if (result.of_stream) fields.Refuse("api", "a write through a stream has OverlappedResult");
  if (!result.ex) {
    result.wait = fields.Bool("wait", false);
    for (const std::string_view key : {"at_most", "alertable"}) {
      fields.Refuse(key, "GetOverlappedResult has no such argument; GetOverlappedResultEx has");
    }
    return result;
  }
  fields.Refuse("wait", "GetOverlappedResultEx says how long: \"at_most\"");
  fields.Require("at_most", "a duration such as \"500 ms\"");
  result.at_most = fields.Time("at_most", "0 ms");
  result.alertable = fields.Bool("alertable", false);
  return result;
}

StepAction DecodeNotificationModes(Fields& fields, Sequence& sequence, Step&) {
  NotificationModesStep modes;
  modes.handle = sequence.scope().Refer(fields, "notification_modes", {Role::kHandle});
  modes.modes = static_cast<std::uint8_t>(
      fields.Constants("to", {ConstantKind::kNotificationMode}, std::nullopt));
  return modes;
}

}  // namespace wfx
