// Decodes a burst of writes, and what is expected of it.
#include "runner/scenario/decode_step.h"

namespace wfx {
namespace {

// Twenty thousand pending writes have been accepted; this many keep a run short.
constexpr std::uint32_t kMostInABurst = 16'384;
constexpr std::int64_t kLongestInABurst = 1 << 20;

}  // namespace

StepAction DecodeBurst(Fields& fields, Sequence& sequence, Step&) {
  BurstStep burst;
  burst.handle = sequence.scope().Refer(fields, "handle", {Role::kHandle});
  burst.length = fields.Size("length", 0, kLongestInABurst);
  fields.Require("up_to", "how many writes are outstanding at most");
  burst.up_to = fields.Number("up_to", 1, kMostInABurst, 1);
  burst.at_most = fields.Time("at_most", "10 s");
  fields.Refuse("inside", "it waits for its routines, and a routine does not");
  return burst;
}

ExpectationItem DecodeExpectedBurst(Fields& fields, Decoding& decoding) {
  ExpectBurst expect;
  expect.burst = decoding.scope.Refer(fields, "burst", {Role::kBurst});
  if (fields.Has("each")) expect.each_once = fields.Choice<bool>("each", {{"once", true}});
  expect.refused_with = DecodeErrors(fields, "refused_with");
  fields.AtLeastOne({"each", "refused_with"});
  return expect;
}

}  // namespace wfx
