// The words of the reader that only streams with IStreamAsync have.
#pragma once

#include "runner/scenario/decode_step.h"

namespace wfx {

GivenItem DecodeStreamAsync(Fields& fields, Decoding& decoding);
// The `subject` of a load through streams of files.
StreamSubject DecodeLoadedStream(Fields& fields, Decoding& decoding);
// What a write goes through: `handle`, `through` and `count`.
void DecodeWriter(Fields& fields, Sequence& sequence, WriteStep& write);
// The `handle` of a cancel whose function has been read, where it is a stream. False otherwise.
bool DecodeCancelled(Fields& fields, Sequence& sequence, CancelStep& cancel);
StepAction DecodeSeek(Fields& fields, Sequence& sequence, Step& step);
// What a step returns for which ReturnsHresult holds.
std::optional<std::uint64_t> DecodeHresult(Fields& fields, const JsonNode& node);

}  // namespace wfx
