#include "runner/model/transaction.h"

#include <utility>

#include "runner/model/kernel.h"
#include "runner/model/name.h"
#include "runner/model/table.h"
#include "runner/model/view.h"

namespace wfx::model {

std::shared_ptr<Stream> Transaction::StreamFor(const std::shared_ptr<FileNode>& node,
                                               const std::shared_ptr<Stream>& stream, bool writes) {
  const auto found = changes_.find(stream);
  if (found != changes_.end()) return found->second.own;
  if (!writes) return stream;
  auto own = std::make_shared<Stream>();
  own->content = stream->content.Copied();
  own->size = stream->size;
  own->allocated = stream->allocated;
  node->writing_transaction = this;
  changes_[stream] = {node, own};
  return own;
}

void Transaction::End() {
  for (const auto& [seen, change] : changes_) change.node->writing_transaction = nullptr;
  changes_.clear();
  ended_ = true;
}

Status Transaction::Commit(Kernel& kernel) {
  if (ended_) return STATUS_TRANSACTION_NOT_ACTIVE;
  for (auto& [seen, change] : changes_) {
    seen->content = std::move(change.own->content);
    seen->size = change.own->size;
    seen->allocated = change.own->allocated;
    change.node->times.write = change.node->times.change = kernel.clock.Now();
    kernel.views->Show(*seen);
  }
  End();
  return STATUS_SUCCESS;
}

Status Transaction::RollBack(Kernel& kernel) {
  if (ended_) return STATUS_TRANSACTION_NOT_ACTIVE;
  for (const auto& [seen, change] : changes_) {
    kernel.names->free_bytes += change.own->allocated;
    kernel.names->free_bytes -= seen->allocated;
  }
  End();
  return STATUS_SUCCESS;
}

void Transaction::HandleClosed(Kernel& kernel, std::uint32_t, bool last) {
  if (last && !ended_) RollBack(kernel);
}

HANDLE WINAPI CreateTransaction(LPSECURITY_ATTRIBUTES, LPGUID, DWORD, DWORD, DWORD, DWORD, LPWSTR) {
  Call call;
  SetError(ERROR_SUCCESS);
  return call.kernel.Open(call.self.process, std::make_shared<Transaction>(), SYNCHRONIZE);
}

BOOL WINAPI CommitTransaction(HANDLE handle) {
  Call call;
  Status status = 0;
  const auto transaction = call.Get<Transaction>(handle, status);
  return Finish(transaction == nullptr ? status : transaction->Commit(call.kernel));
}

BOOL WINAPI RollbackTransaction(HANDLE handle) {
  Call call;
  Status status = 0;
  const auto transaction = call.Get<Transaction>(handle, status);
  return Finish(transaction == nullptr ? status : transaction->RollBack(call.kernel));
}

}  // namespace wfx::model
