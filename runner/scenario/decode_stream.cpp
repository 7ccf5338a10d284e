// Decodes streams with IStreamAsync: how they are given, written, cancelled and asked.
#include "runner/scenario/decode_stream.h"

#include "runner/hresult_names.h"

namespace wfx {
namespace {

StreamSubject DecodeSubject(Fields& fields) {
  using Subject = StreamSubject;
  return fields.Choice<Subject>("subject", {{Describe(Subject::kAdapter).name, Subject::kAdapter},
                                            {Describe(Subject::kProvider).name, Subject::kProvider},
                                            {Describe(Subject::kShell).name, Subject::kShell}});
}

// The subject stands in the id of the case, so that nobody takes one's result for another's.
void RequireInCaseId(Fields& fields, const Case& subject, StreamSubject stream) {
  const std::string part = "subject=" + std::string(Describe(stream).name);
  const std::string wrapped = "," + subject.case_id + ",";
  const JsonNode* node = fields.Find("subject");
  const bool is_one = node != nullptr && node->string == Describe(stream).name;
  if (!is_one || wrapped.find("," + part + ",") != wrapped.npos) return;
  fields.Wrong("subject",
               "a result names its subject: \"matrix\": {\"subject\": [\"adapter\", \"provider\", "
               "\"shell\"]} and here \"$subject\"");
}

}  // namespace

StreamSubject DecodeLoadedStream(Fields& fields, Decoding& decoding) {
  const StreamSubject subject = DecodeSubject(fields);
  RequireInCaseId(fields, decoding.result, subject);
  if (!Describe(subject).capability.empty()) decoding.Need(Describe(subject).capability);
  return subject;
}

GivenItem DecodeStreamAsync(Fields& fields, Decoding& decoding) {
  GivenStreamAsync stream;
  stream.opens = decoding.scope.Refer(fields, "opens", {Role::kFile, Role::kPipe});
  stream.subject = DecodeSubject(fields);
  RequireInCaseId(fields, decoding.result, stream.subject);
  const StreamSubjectFacts& facts = Describe(stream.subject);
  const bool is_pipe = decoding.scope.Is(Role::kPipe, stream.opens);
  if (is_pipe && facts.pipe_capability.empty())
    fields.Wrong("subject", "the Shell binds no stream to a pipe; leave \"shell\" out");
  if (!facts.capability.empty()) decoding.Need(facts.capability);
  if (is_pipe && !facts.pipe_capability.empty()) decoding.Need(facts.pipe_capability);
  return stream;
}

void DecodeWriter(Fields& fields, Sequence& sequence, WriteStep& write) {
  const JsonNode* handle = fields.Find("handle");
  write.through_stream = fields.Has("through");
  fields.Choice<bool>("through", {{"IStreamAsync", true}}, false);
  write.without_count = fields.Choice<bool>("count", {{"NULL", true}}, false);
  if (write.through_stream) {
    write.handle = sequence.scope().Refer(fields, "handle", {Role::kStream});
    fields.Refuse("api", "WriteAsync of the stream is what is called");
    return;
  }
  fields.Refuse("count", "pcbWritten is a parameter of WriteAsync");
  if (handle != nullptr && sequence.scope().Is(Role::kStream, handle->string)) {
    fields.Wrong("handle", "\"" + handle->string +
                               "\" is a stream; it is written with \"through\": \"IStreamAsync\"");
  } else {
    write.handle = sequence.scope().Refer(fields, "handle", {Role::kHandle});
  }
}

bool DecodeCancelled(Fields& fields, Sequence& sequence, CancelStep& cancel) {
  const JsonNode* handle = fields.Find("handle");
  cancel.of_stream = handle != nullptr && sequence.scope().Is(Role::kStream, handle->string);
  if (!cancel.of_stream) return false;
  cancel.handle = handle->string;
  if (cancel.ex)
    fields.Wrong("cancel", "a stream has CancelIo alone, which cancels all its writes");
  return true;
}

StepAction DecodeSeek(Fields& fields, Sequence& sequence, Step&) {
  SeekStep seek;
  seek.handle = sequence.scope().Refer(fields, "handle", {Role::kStream});
  seek.move = fields.Size("move", kLeastOffset, kMostBytes, 0);
  seek.origin = fields.Choice<std::uint32_t>(
      "from", {{"STREAM_SEEK_SET", 0}, {"STREAM_SEEK_CUR", 1}, {"STREAM_SEEK_END", 2}}, 0u);
  return seek;
}

std::optional<std::uint64_t> DecodeHresult(Fields& fields, const JsonNode& node) {
  if (node.kind == JsonNode::Kind::kInteger && node.integer >= 0 &&
      node.unsigned_integer <= 0xFFFFFFFF) {
    return node.unsigned_integer;
  }
  const bool is_text = node.kind == JsonNode::Kind::kString;
  if (const auto code = is_text ? HresultCode(node.string) : std::nullopt) return *code;
  fields.Wrong("returns", node.line,
               "expected an HRESULT such as S_OK, E_FAIL or HRESULT_FROM_WIN32(ERROR_IO_PENDING), "
               "found " +
                   node.Describe() +
                   (is_text ? Suggestion(node.string, AllHresultNames(), "names") : ""));
  return std::nullopt;
}

}  // namespace wfx
