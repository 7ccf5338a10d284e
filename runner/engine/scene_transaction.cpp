// Transactions of a scene: made before the handles in them, ended by steps or with the scene.
#include "runner/engine/scene.h"

namespace wfx {

void Stage::Make(const GivenTransaction& given) {
  Handle made(api_, api_.CreateTransaction(nullptr, nullptr, 0, 0, 0, 0, nullptr));
  if (!made.valid()) Fail("CreateTransaction");
  transactions_[given.name] = std::move(made);
}

HANDLE Stage::Create(const GivenHandle& given, const WideString& path) const {
  const DWORD flags = given.flags == 0 ? FILE_ATTRIBUTE_NORMAL : given.flags;
  if (given.in.empty()) {
    return api_.CreateFileW(path.c_str(), given.access, given.share, nullptr, given.disposition,
                            flags, nullptr);
  }
  return api_.CreateFileTransactedW(path.c_str(), given.access, given.share, nullptr,
                                    given.disposition, flags, nullptr, TransactionNamed(given.in),
                                    nullptr, nullptr);
}

}  // namespace wfx
