// Decodes mapped views, and what goes into and comes out of them.
#include "runner/scenario/decode_step.h"

namespace wfx {

GivenItem DecodeView(Fields& fields, Decoding& decoding) {
  decoding.Need("mapped_views");
  GivenView view;
  view.of = decoding.scope.Refer(fields, "of", {Role::kFile});
  view.length = fields.Size("length", 0, kMostBytes, 0);
  return view;
}

StepAction DecodeStore(Fields& fields, Sequence& sequence, Step&) {
  StoreStep store;
  store.view = sequence.scope().Refer(fields, "view", {Role::kView});
  store.offset = fields.Size("offset", 0, kMostBytes, 0);
  store.length = fields.Size("length", 0, kMostDword);
  return store;
}

StepAction DecodeFetch(Fields& fields, Sequence& sequence, Step&) {
  FetchStep fetch;
  fetch.view = sequence.scope().Refer(fields, "view", {Role::kView});
  fetch.offset = fields.Size("offset", 0, kMostBytes, 0);
  fetch.length = fields.Size("length", 0, kMostDword);
  return fetch;
}

}  // namespace wfx
