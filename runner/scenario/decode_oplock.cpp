// Decodes oplocks.
#include "runner/scenario/decode.h"

namespace wfx {

GivenItem DecodeOplock(Fields& fields, Decoding& decoding) {
  using Level = GivenOplock::Level;
  decoding.Need("oplocks");
  GivenOplock oplock;
  oplock.handle = decoding.scope.Refer(fields, "handle", {Role::kHandle});
  oplock.level = fields.Choice<Level>(
      "level", {{"level_2", Level::kTwo}, {"read_handle", Level::kReadHandle}});
  return oplock;
}

ExpectationItem DecodeExpectedOplock(Fields& fields, Decoding& decoding) {
  ExpectOplock expect;
  expect.oplock = decoding.scope.Refer(fields, "oplock", {Role::kOplock});
  fields.Require("broken", "true or false");
  expect.broken = fields.Bool("broken", false);
  return expect;
}

}  // namespace wfx
