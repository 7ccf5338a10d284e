#include "tools/labs.d/driver/device/pending.h"

namespace wfx::lab {
namespace {

// Takes it from those under way, unless it is being cancelled: then it is the cancelling one's.
// REQUIRES: the lock is held.
bool Take(Pending* pending) {
  if (IoSetCancelRoutine(pending->irp, nullptr) == nullptr) return false;
  RemoveEntryList(&pending->link);
  return true;
}

void NTAPI OnCancel(DEVICE_OBJECT*, IRP* irp) {
  IoReleaseCancelSpinLock(irp->CancelIrql);
  auto* pending = static_cast<Pending*>(irp->Tail.Overlay.DriverContext[0]);
  {
    const Guard guard;
    RemoveEntryList(&pending->link);
  }
  Delete(pending);
  Finish(irp, STATUS_CANCELLED);
}

}  // namespace

// On a handle of overlapped I/O the call may be over before the transfer is.
NTSTATUS Settle(HANDLE file, NTSTATUS status, IO_STATUS_BLOCK& result) {
  if (status != STATUS_PENDING) return status;
  ZwWaitForSingleObject(file, FALSE, nullptr);
  return result.Status;
}

NTSTATUS Store(const Open& open, void* bytes, ULONG length, LARGE_INTEGER offset, ULONG& stored) {
  IO_STATUS_BLOCK result = {};
  const NTSTATUS status =
      ZwWriteFile(open.file, nullptr, nullptr, nullptr, &result, bytes, length, &offset, nullptr);
  const NTSTATUS settled = Settle(open.file, status, result);
  stored = NT_SUCCESS(settled) ? static_cast<ULONG>(result.Information) : 0;
  return settled;
}

void EndPending(Pending* pending) {
  ULONG stored = 0;
  NTSTATUS status = pending->status;
  if (NT_SUCCESS(status) && pending->length != 0)
    status = Store(*pending->open, pending->irp->AssociatedIrp.SystemBuffer, pending->length,
                   pending->offset, stored);
  IRP* irp = pending->irp;
  {
    const Guard guard;
    --pending->open->uses;
  }
  Delete(pending);
  Finish(irp, status, stored);
}

Pending* TakeDue(const Open* open, Long now, Long& next) {
  const Guard guard;
  for (LIST_ENTRY* each = state.pending.Flink; each != &state.pending; each = each->Flink) {
    Pending* pending = CONTAINING_RECORD(each, Pending, link);
    if (open != nullptr && pending->open != open) continue;
    if (pending->due <= now && Take(pending)) {
      ++pending->open->uses;
      return pending;
    }
    if (pending->due > now && pending->due < next) next = pending->due;
  }
  return nullptr;
}

void NTAPI WorkThread(void*) {
  while (!state.ends) {
    Long next = ~0ULL;
    const Long now = KeQueryInterruptTime();
    if (Pending* pending = TakeDue(nullptr, now, next)) {
      EndPending(pending);
      continue;
    }
    LARGE_INTEGER bound = {};
    bound.QuadPart = next == ~0ULL ? 0 : -static_cast<LONGLONG>(next - now);
    KeWaitForSingleObject(&state.changed, Executive, KernelMode, FALSE,
                          next == ~0ULL ? nullptr : &bound);
  }
  PsTerminateSystemThread(STATUS_SUCCESS);
}

NTSTATUS Pend(IRP* irp, Open* open, const Range& range, NTSTATUS status, Word delay) {
  Pending* pending = New<Pending>();
  if (pending == nullptr) return Finish(irp, STATUS_INSUFFICIENT_RESOURCES);
  pending->irp = irp;
  pending->open = open;
  pending->offset.QuadPart = static_cast<LONGLONG>(range.offset);
  pending->length = static_cast<ULONG>(range.length);
  pending->status = status;
  pending->due = KeQueryInterruptTime() + delay * kMilliseconds;
  bool cancelled = false;
  {
    const Guard guard;
    IoMarkIrpPending(irp);
    irp->Tail.Overlay.DriverContext[0] = pending;
    InsertTailList(&state.pending, &pending->link);
    IoSetCancelRoutine(irp, &OnCancel);
    cancelled = irp->Cancel && Take(pending);
  }
  if (cancelled) {
    Delete(pending);
    Finish(irp, STATUS_CANCELLED);
  } else {
    KeSetEvent(&state.changed, IO_NO_INCREMENT, FALSE);
  }
  return STATUS_PENDING;
}

}  // namespace wfx::lab
