// Decodes writes and reads.
#include "runner/scenario/decode_stream.h"

namespace wfx {

StepAction DecodeWrite(Fields& fields, Sequence& sequence, Step&) {
  WriteStep write;
  DecodeWriter(fields, sequence, write);
  const JsonNode* offset = fields.Find("offset");
  write.offset = offset != nullptr && offset->string == "append"
                     ? Quantity::Bytes(-1)
                     : fields.Size("offset", kLeastOffset, kMostBytes, 0);
  write.length = fields.Size("length", 0, kMostDword);
  write.buffer =
      sequence.scope().ReferIfAny(fields, "buffer", {Role::kBuffer}, {"NULL", kSystemAddress});
  write.overlapped =
      sequence.scope().ReferIfAny(fields, "overlapped", {Role::kOverlapped}, {"NULL"});
  write.no_overlapped = write.overlapped == "NULL";
  if (write.no_overlapped) write.overlapped.clear();
  write.no_routine = fields.Choice<bool>("routine", {{"NULL", true}}, false);
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
  write.zeros = fields.Choice<bool>("bytes", {{"its_own", false}, {"zeros", true}}, false);
  if (write.zeros) fields.Refuse("buffer", "zeros are written from a buffer of the write's own");
  return write;
}

StepAction DecodeRead(Fields& fields, Sequence& sequence, Step&) {
  ReadStep read;
  read.resumes = sequence.scope().ReferIfAny(fields, "resumes", {Role::kRead});
  const Step* earlier = sequence.Find(read.resumes);
  const auto* action = earlier == nullptr ? nullptr : std::get_if<ReadStep>(&earlier->action);
  if (fields.Has("resumes")) {
    if (earlier != nullptr && action == nullptr) {
      fields.Wrong("resumes", "\"" + read.resumes + "\" is a fetch, which is over at once");
    }
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

}  // namespace wfx
