// Decodes transactions and the steps that end them.
#include "runner/scenario/decode_step.h"

namespace wfx {

GivenItem DecodeTransaction(Fields&, Decoding& decoding) {
  decoding.Need("transactions");
  return GivenTransaction();
}

StepAction DecodeCommit(Fields& fields, Sequence& sequence, Step&) {
  return EndTransactionStep{sequence.scope().Refer(fields, "commit", {Role::kTransaction}), true};
}

StepAction DecodeRollback(Fields& fields, Sequence& sequence, Step&) {
  return EndTransactionStep{sequence.scope().Refer(fields, "rollback", {Role::kTransaction}),
                            false};
}

}  // namespace wfx
