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
  if (std::ranges::count(kEmptyingDispositions, open.handle.disposition) != 0) {
    fields.Wrong("disposition", "it would empty a file that is given; only a given handle does");
  }
  if (open.handle.opens == kSerial)
    fields.Wrong("opens", "a serial port needs its time-outs; only a given handle has them");
  open.trailing_backslash = fields.Bool("trailing_backslash", false);
  return open;
}

}  // namespace wfx
