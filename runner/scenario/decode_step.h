// The steps of a case whose decoding has a file of its own. Each function reads what only that kind
// of step has; decode_when.cpp reads the rest.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "runner/scenario/decode.h"

namespace wfx {

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

// Whether a handle is an end of given sockets.
bool IsSocket(const Decoding& decoding, std::string_view handle);

StepAction DecodeWrite(Fields& fields, Sequence& sequence, Step& step);
StepAction DecodeRead(Fields& fields, Sequence& sequence, Step& step);
StepAction DecodeOpen(Fields& fields, Sequence& sequence, Step& step);
StepAction DecodeClose(Fields& fields, Sequence& sequence, Step& step);
StepAction DecodePeek(Fields& fields, Sequence& sequence, Step& step);
StepAction DecodeCancel(Fields& fields, Sequence& sequence, Step& step);
StepAction DecodeOverlappedResult(Fields& fields, Sequence& sequence, Step& step);
StepAction DecodeNotificationModes(Fields& fields, Sequence& sequence, Step& step);
StepAction DecodeFlush(Fields& fields, Sequence& sequence, Step& step);
StepAction DecodeEnds(Fields& fields, Sequence& sequence, Step& step);
// "begins": the calls that may block their thread while others go on. REQUIRES: `step` has its
// action, actor and place.
void DecodeBegins(Fields& fields, Sequence& sequence, Step& step);
// Reports steps that begin and that no step ends.
void CheckBegun(Sequence& sequence);
StepAction DecodeAppends(Fields& fields, Sequence& sequence, Step& step);
StepAction DecodeMarkForDeletion(Fields& fields, Sequence& sequence, Step& step);
StepAction DecodeBurst(Fields& fields, Sequence& sequence, Step& step);
StepAction DecodeCommit(Fields& fields, Sequence& sequence, Step& step);
StepAction DecodeRollback(Fields& fields, Sequence& sequence, Step& step);
StepAction DecodeRace(Fields& fields, Sequence& sequence, Step& step);
StepAction DecodeLook(Fields& fields, Sequence& sequence, Step& step);
StepAction DecodeSetTime(Fields& fields, Sequence& sequence, Step& step);
StepAction DecodeSetAttributes(Fields& fields, Sequence& sequence, Step& step);
StepAction DecodeStore(Fields& fields, Sequence& sequence, Step& step);
StepAction DecodeFetch(Fields& fields, Sequence& sequence, Step& step);
StepAction DecodeWait(Fields& fields, Sequence& sequence, Step& step);

}  // namespace wfx
