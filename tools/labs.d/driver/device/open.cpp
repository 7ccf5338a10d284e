#include "tools/labs.d/driver/device/open.h"

#include "tools/labs.d/driver/device/pending.h"

namespace wfx::lab {

State state;

namespace {

// The body of that identity, with one open more; null = no memory.
Body* Enter(const Long (&identity)[2]) {
  Body* made = New<Body>();
  const Guard guard;
  for (LIST_ENTRY* each = state.bodies.Flink; each != &state.bodies; each = each->Flink) {
    Body* body = CONTAINING_RECORD(each, Body, link);
    if (body->identity[0] != identity[0] || body->identity[1] != identity[1]) continue;
    if (made != nullptr) Delete(made);
    ++body->opens;
    return body;
  }
  if (made == nullptr) return nullptr;
  made->identity[0] = identity[0];
  made->identity[1] = identity[1];
  made->opens = 1;
  InsertTailList(&state.bodies, &made->link);
  return made;
}

void Leave(Open* open) {
  const Guard guard;
  Body* body = open->body;
  open->body = nullptr;
  HeldRange** place = &body->ranges;
  while (HeldRange* held = *place) {
    if (held->owner != open) {
      place = &held->next;
      continue;
    }
    *place = held->next;
    Delete(held);
  }
  if (body->locked_by == open) body->locked_by = nullptr;
  if (body->dismounted_by == open) body->dismounted_by = nullptr;
  if (--body->opens != 0) return;
  RemoveEntryList(&body->link);
  Delete(body);
}

NTSTATUS OwnHandle(const Backing& backing, HANDLE& own) {
  OBJECT_ATTRIBUTES attributes;
  InitializeObjectAttributes(&attributes, nullptr, OBJ_KERNEL_HANDLE, nullptr, nullptr);
  CLIENT_ID client = {};
  client.UniqueProcess = reinterpret_cast<HANDLE>(static_cast<ULONG_PTR>(backing.process));
  HANDLE process = nullptr;
  NTSTATUS status = ZwOpenProcess(&process, PROCESS_DUP_HANDLE, &attributes, &client);
  if (!NT_SUCCESS(status)) return status;
  const auto theirs = reinterpret_cast<HANDLE>(static_cast<ULONG_PTR>(backing.handle));
  status =
      ZwDuplicateObject(process, theirs, ZwCurrentProcess(), &own, 0, 0, DUPLICATE_SAME_ACCESS);
  ZwClose(process);
  return status;
}

bool IsUsed(const Open& open) {
  const Guard guard;
  return open.uses != 0;
}

}  // namespace

NTSTATUS Back(Open* open, const Backing& backing) {
  if (open->file != nullptr || backing.sector == 0) return STATUS_INVALID_DEVICE_REQUEST;
  HANDLE own = nullptr;
  const NTSTATUS status = OwnHandle(backing, own);
  if (!NT_SUCCESS(status)) return status;
  open->body = Enter(backing.identity);
  if (open->body == nullptr) {
    ZwClose(own);
    return STATUS_INSUFFICIENT_RESOURCES;
  }
  open->backing = backing;
  open->file = own;
  const Guard guard;
  open->dismounts = open->body->dismounts;
  if (backing.alone != 0 && open->body->opens == 1) open->body->locked_by = open;
  return STATUS_SUCCESS;
}

void LetGo(Open* open) {
  Long never = 0;
  while (Pending* pending = TakeDue(open, ~0ULL, never)) EndPending(pending);
  // The other thread may have taken one.
  LARGE_INTEGER moment = {};
  moment.QuadPart = -static_cast<LONGLONG>(kMilliseconds);
  while (IsUsed(*open)) KeDelayExecutionThread(KernelMode, FALSE, &moment);
  if (open->file == nullptr) return;
  ZwClose(open->file);
  open->file = nullptr;
  Leave(open);
}

}  // namespace wfx::lab
