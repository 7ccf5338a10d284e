// Systems whose transactions keep nothing together.
#include "runner/mutants/areas.h"
#include "runner/mutants/state.h"

namespace wfx::mutants {
namespace {

HANDLE WINAPI OpenInNone(LPCWSTR path, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security,
                         DWORD disposition, DWORD flags, HANDLE model, HANDLE, PUSHORT, PVOID) {
  return Base().CreateFileW(path, access, share, security, disposition, flags, model);
}

BOOL WINAPI CommitInstead(HANDLE transaction) { return Base().CommitTransaction(transaction); }

// The handle of a writer that has to stay outside is one that reads.
HANDLE WINAPI LetWritersIn(LPCWSTR path, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security,
                           DWORD disposition, DWORD flags, HANDLE model) {
  const HANDLE opened =
      Base().CreateFileW(path, access, share, security, disposition, flags, model);
  if (opened != INVALID_HANDLE_VALUE || Base().GetLastError() != ERROR_SHARING_VIOLATION)
    return opened;
  return Base().CreateFileW(path, GENERIC_READ, share, security, OPEN_EXISTING, flags, model);
}

constexpr Mutant kTransactionMutants[] = {
    {"rollback_commits", "transaction.is_isolated_until_commit",
     "what was written in a transaction stays when it is rolled back",
     [](Win32Api& table) { table.RollbackTransaction = &CommitInstead; }},
    {"transaction_leaks", "transaction.is_isolated_until_commit",
     "a file is opened in no transaction, whatever was asked for",
     [](Win32Api& table) { table.CreateFileTransactedW = &OpenInNone; }},
    {"transaction_lets_writers_in", "transaction.keeps_writers_out",
     "a file that cannot be shared is opened all the same",
     [](Win32Api& table) { table.CreateFileW = &LetWritersIn; }},
};

}  // namespace

std::span<const Mutant> TransactionMutants() { return kTransactionMutants; }

}  // namespace wfx::mutants
