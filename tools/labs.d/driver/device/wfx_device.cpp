// A device whose writes are what a scenario wants to see and a file below Wine never gives: truly
// under way until they end or are cancelled, refused by a lock with its own code, by a volume's
// rules, or with any NTSTATUS. Each open stands for a file or image of the host, which its bytes go
// to.
//
// A driver of Windows' kind, which Wine loads into a process of its own. Its name, \\.\NAME, is
// that of its service, so that several can stand side by side. Written for Windows' rules too,
// never tried there.
#include "tools/labs.d/driver/device/admission.h"
#include "tools/labs.d/driver/device/controls.h"
#include "tools/labs.d/driver/device/pending.h"

namespace wfx::lab {
namespace {

NTSTATUS NTAPI OnWrite(DEVICE_OBJECT*, IRP* irp) {
  Open* open = OpenOf(irp);
  const auto& asked = IoGetCurrentIrpStackLocation(irp)->Parameters.Write;
  if (open->file == nullptr) return Finish(irp, STATUS_INVALID_DEVICE_REQUEST);
  Range range{static_cast<Long>(asked.ByteOffset.QuadPart), asked.Length};
  if (open->fault != nullptr && range.length != 0) {
    const wfx::DeviceFault& told = *open->fault;
    open->fault = nullptr;
    const auto status = static_cast<NTSTATUS>(told.status);
    if (!told.late) return Finish(irp, status);
    return Pend(irp, open, range, status,
                open->backing.delay != 0 ? open->backing.delay : kLateDelay);
  }
  const NTSTATUS refusal =
      IsVolume(*open) ? RefusalOfVolume(*open, range) : RefusalOfFile(*open, range);
  if (!NT_SUCCESS(refusal)) return Finish(irp, refusal);
  if (open->backing.delay != 0) return Pend(irp, open, range, STATUS_SUCCESS, open->backing.delay);
  if (range.length == 0) return Finish(irp, STATUS_SUCCESS);
  LARGE_INTEGER offset = {};
  offset.QuadPart = static_cast<LONGLONG>(range.offset);
  ULONG stored = 0;
  const NTSTATUS status = Store(*open, irp->AssociatedIrp.SystemBuffer,
                                static_cast<ULONG>(range.length), offset, stored);
  return Finish(irp, status, stored);
}

NTSTATUS NTAPI OnRead(DEVICE_OBJECT*, IRP* irp) {
  Open* open = OpenOf(irp);
  const auto& asked = IoGetCurrentIrpStackLocation(irp)->Parameters.Read;
  if (open->file == nullptr) return Finish(irp, STATUS_INVALID_DEVICE_REQUEST);
  const Range range{static_cast<Long>(asked.ByteOffset.QuadPart), asked.Length};
  if (!IsWhole(*open, range) && (open->unbuffered || IsVolume(*open)))
    return Finish(irp, STATUS_INVALID_PARAMETER);
  if (IsCutOff(*open)) return Finish(irp, STATUS_VOLUME_DISMOUNTED);
  if (IsStopped(*open, range)) return Finish(irp, STATUS_FILE_LOCK_CONFLICT);
  IO_STATUS_BLOCK result = {};
  LARGE_INTEGER offset = asked.ByteOffset;
  const NTSTATUS status =
      ZwReadFile(open->file, nullptr, nullptr, nullptr, &result, irp->AssociatedIrp.SystemBuffer,
                 asked.Length, &offset, nullptr);
  return Finish(irp, Settle(open->file, status, result), result.Information);
}

NTSTATUS NTAPI OnFlush(DEVICE_OBJECT*, IRP* irp) { return Finish(irp, STATUS_SUCCESS); }

NTSTATUS NTAPI OnCreate(DEVICE_OBJECT*, IRP* irp) {
  const IO_STACK_LOCATION* asked = IoGetCurrentIrpStackLocation(irp);
  Open* open = New<Open>();
  if (open == nullptr) return Finish(irp, STATUS_INSUFFICIENT_RESOURCES);
  open->unbuffered = (asked->Parameters.Create.Options & FILE_NO_INTERMEDIATE_BUFFERING) != 0;
  asked->FileObject->FsContext = open;
  return Finish(irp, STATUS_SUCCESS);
}

NTSTATUS NTAPI OnCleanup(DEVICE_OBJECT*, IRP* irp) {
  LetGo(OpenOf(irp));
  return Finish(irp, STATUS_SUCCESS);
}

NTSTATUS NTAPI OnClose(DEVICE_OBJECT*, IRP* irp) {
  Open* open = OpenOf(irp);
  LetGo(open);
  Delete(open);
  return Finish(irp, STATUS_SUCCESS);
}

// `\Device\NAME` or `\??\NAME`, NAME being the service's, the last word of its key.
struct Name {
  WCHAR text[80];
  UNICODE_STRING string;

  void Set(const WCHAR* folder, const UNICODE_STRING& key) {
    USHORT length = 0;
    for (; folder[length] != 0; ++length) text[length] = folder[length];
    USHORT from = static_cast<USHORT>(key.Length / sizeof(WCHAR));
    while (from > 0 && key.Buffer[from - 1] != L'\\') --from;
    for (; from < key.Length / sizeof(WCHAR) && length < 79; ++from)
      text[length++] = key.Buffer[from];
    text[length] = 0;
    RtlInitUnicodeString(&string, text);
  }
};
Name device_name, link_name;

void NTAPI Unload(DRIVER_OBJECT* driver) {
  IoDeleteSymbolicLink(&link_name.string);
  state.ends = true;
  KeSetEvent(&state.changed, IO_NO_INCREMENT, FALSE);
  KeWaitForSingleObject(state.thread, Executive, KernelMode, FALSE, nullptr);
  ObDereferenceObject(state.thread);
  IoDeleteDevice(driver->DeviceObject);
}

NTSTATUS StartThread() {
  HANDLE thread = nullptr;
  NTSTATUS status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, nullptr, nullptr, nullptr,
                                         &WorkThread, nullptr);
  if (!NT_SUCCESS(status)) return status;
  status = ObReferenceObjectByHandle(thread, THREAD_ALL_ACCESS, nullptr, KernelMode, &state.thread,
                                     nullptr);
  ZwClose(thread);
  return status;
}

}  // namespace
}  // namespace wfx::lab

using namespace wfx::lab;  // NOLINT: the system looks for DriverEntry outside of every namespace.

extern "C" NTSTATUS NTAPI DriverEntry(DRIVER_OBJECT* driver, UNICODE_STRING* key) {
  KeInitializeSpinLock(&state.lock);
  InitializeListHead(&state.bodies);
  InitializeListHead(&state.pending);
  KeInitializeEvent(&state.changed, SynchronizationEvent, FALSE);
  device_name.Set(L"\\Device\\", *key);
  link_name.Set(L"\\??\\", *key);
  DEVICE_OBJECT* device = nullptr;
  NTSTATUS status =
      IoCreateDevice(driver, 0, &device_name.string, FILE_DEVICE_DISK, 0, FALSE, &device);
  if (!NT_SUCCESS(status)) return status;
  status = IoCreateSymbolicLink(&link_name.string, &device_name.string);
  if (NT_SUCCESS(status)) {
    status = StartThread();
    if (!NT_SUCCESS(status)) IoDeleteSymbolicLink(&link_name.string);
  }
  if (!NT_SUCCESS(status)) {
    IoDeleteDevice(device);
    return status;
  }
  driver->MajorFunction[IRP_MJ_CREATE] = &OnCreate;
  driver->MajorFunction[IRP_MJ_CLEANUP] = &OnCleanup;
  driver->MajorFunction[IRP_MJ_CLOSE] = &OnClose;
  driver->MajorFunction[IRP_MJ_WRITE] = &OnWrite;
  driver->MajorFunction[IRP_MJ_READ] = &OnRead;
  driver->MajorFunction[IRP_MJ_FLUSH_BUFFERS] = &OnFlush;
  driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = &OnControl;
  driver->DriverUnload = &Unload;
  device->Flags |= DO_BUFFERED_IO;
  device->Flags &= ~static_cast<ULONG>(DO_DEVICE_INITIALIZING);
  return STATUS_SUCCESS;
}
