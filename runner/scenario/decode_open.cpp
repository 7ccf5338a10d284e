// Decodes the step that opens a handle.
#include <algorithm>
#include <array>

#include "runner/scenario/decode_step.h"

namespace wfx {
namespace {

constexpr std::array<std::uint32_t, 2> kEmptyingDispositions = {2, 5};

}  // namespace

std::optional<std::uint64_t> DecodeOpenReturn(Fields& fields, const JsonNode& node) {
  if (node.string == kAHandle) return kReturnedAHandle;
  if (node.string == kNoHandle) return kReturnedNoHandle;
  fields.Wrong(
      "returns", node.line,
      "an open returns \"a handle\" or \"INVALID_HANDLE_VALUE\", found " + node.Describe());
  return std::nullopt;
}

StepAction DecodeOpen(Fields& fields, Sequence& sequence, Step&) {
  OpenStep open;
  DecodeOpened(fields, sequence.decoding, open.handle);
  if (open.handle.opens == kSerial)
    fields.Wrong("opens", "a serial port needs its time-outs; only a given handle has them");
  open.trailing_backslash = fields.Bool("trailing_backslash", false);
  open.stream = fields.Text("stream", "the name of a stream of the file", "");
  if (!open.stream.empty() && !sequence.scope().Is(Role::kFile, open.handle.opens))
    fields.Wrong("stream", "only a file has streams");
  if (!open.stream.empty() && !IsName(open.stream))
    fields.Wrong("stream", "\"" + open.stream + "\" is no name; names are made of a-z, 0-9 and _");
  return open;
}

StepAction DecodeMarkForDeletion(Fields& fields, Sequence& sequence, Step&) {
  MarkForDeletionStep mark;
  mark.handle = sequence.scope().Refer(fields, "mark_for_deletion", {Role::kHandle});
  mark.marked = fields.Bool("to", true);
  return mark;
}

// What an open that empties its file leaves is not known without being said.
void CheckEmptied(Decoding& decoding) {
  for (const Step& step : decoding.result.when) {
    const auto* open = std::get_if<OpenStep>(&step.action);
    if (open == nullptr || !open->stream.empty() ||
        std::ranges::count(kEmptyingDispositions, open->handle.disposition) == 0) {
      continue;
    }
    const std::string& file = open->handle.opens;
    const bool said = std::ranges::any_of(decoding.result.then, [&](const Expectation& each) {
      const auto* expect = std::get_if<ExpectFile>(&each.item);
      return expect != nullptr && expect->file == file &&
             expect->contents != ExpectFile::Contents::kStanding;
    });
    if (said) continue;
    decoding.errors.Add(step.line, "the open \"" + step.name + "\" empties \"" + file +
                                       "\"; say its \"contents\" in \"then\"");
  }
}

}  // namespace wfx
