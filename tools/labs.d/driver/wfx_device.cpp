// A device whose writes are what a scenario wants to see and a file below Wine never gives: truly
// under way until they end or are cancelled, refused by a lock with its own code, by a volume's
// rules, or with any NTSTATUS. Each open stands for a file or image of the host, which its bytes go
// to.
//
// A driver of Windows' kind, which Wine loads into a process of its own. Its name, \\.\NAME, is
// that of its service, so that several can stand side by side. Written for Windows' rules too,
// never tried there.
#include "runner/device_faults.h"
#include "tools/labs.d/driver/driver_kit.h"
#include "tools/labs.d/driver/ranges.h"

namespace {

using wfx::lab::HeldRange;
using wfx::lab::Long;
using wfx::lab::Word;

constexpr ULONG kTag = 0x20786677;  // "wfx "
constexpr Long kAppend = ~0ULL;
constexpr Long kMilliseconds = 10'000;  // in the units of interrupt time, 100 ns
// A write that ends late, where the device has no delay of its own.
constexpr Word kLateDelay = 5;

struct Open;

// A file or volume, as long as somebody has it open.
struct Body {
  LIST_ENTRY link;
  Long identity[2];
  ULONG opens;
  HeldRange* ranges;
  Open* locked_by;      // of a volume
  Open* dismounted_by;  // of a volume: it is mounted again by the next open
  ULONG dismounts;      // so far
};

// What stands behind a FILE_OBJECT.
struct Open {
  wfx::lab::Backing backing;
  HANDLE file;  // the driver's own handle of the file; null = none yet, or no more
  Body* body;
  bool unbuffered;
  bool extended;                  // FSCTL_ALLOW_EXTENDED_DASD_IO
  ULONG dismounts;                // of the body, as this open knows them; more = it is cut off
  ULONG uses;                     // of `file`, which are under way
  const wfx::DeviceFault* fault;  // how the next write ends; null = as it does
};

// A write under way.
struct Pending {
  LIST_ENTRY link;
  IRP* irp;
  Open* open;
  LARGE_INTEGER offset;
  ULONG length;     // what of it is stored
  NTSTATUS status;  // an error: nothing is
  Long due;         // interrupt time
};

// What all opens share; under `lock`, but for the thread.
struct State {
  KSPIN_LOCK lock;
  LIST_ENTRY bodies;
  LIST_ENTRY pending;  // in the order in which they were issued
  ULONG pending_count;
  KEVENT changed;
  void* thread;
  bool ends;
};
State state;

class Guard {
 public:
  Guard() { KeAcquireSpinLock(&state.lock, &level_); }
  ~Guard() { KeReleaseSpinLock(&state.lock, level_); }
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;

 private:
  KIRQL level_ = 0;
};

template <typename Thing>
Thing* New() {
  void* memory = ExAllocatePoolWithTag(NonPagedPool, sizeof(Thing), kTag);
  if (memory != nullptr) RtlZeroMemory(memory, sizeof(Thing));
  return static_cast<Thing*>(memory);
}

void Delete(void* thing) { ExFreePoolWithTag(thing, kTag); }

NTSTATUS Finish(IRP* irp, NTSTATUS status, ULONG_PTR information = 0) {
  irp->IoStatus.Status = status;
  irp->IoStatus.Information = information;
  IoCompleteRequest(irp, IO_NO_INCREMENT);
  return status;
}

Open* OpenOf(IRP* irp) {
  return static_cast<Open*>(IoGetCurrentIrpStackLocation(irp)->FileObject->FsContext);
}

bool IsCutOff(const Open& open) { return open.dismounts != open.body->dismounts; }

bool IsVolume(const Open& open) { return open.backing.size != 0; }

// ---- The file below

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

Long EndOf(const Open& open) {
  IO_STATUS_BLOCK result = {};
  FILE_STANDARD_INFORMATION information = {};
  const NTSTATUS status = ZwQueryInformationFile(open.file, &result, &information,
                                                 sizeof information, FileStandardInformation);
  return NT_SUCCESS(status) ? static_cast<Long>(information.EndOfFile.QuadPart) : 0;
}

// ---- Whether a write may be

struct Range {
  Long offset, length;
};

bool IsWhole(const Open& open, const Range& range) {
  const Long sector = open.backing.sector;
  return range.offset % sector == 0 && range.length % sector == 0;
}

// Unbuffered or not, length and offset come first; then the locks.
NTSTATUS RefusalOfFile(const Open& open, Range range) {
  const bool appends = range.offset == kAppend;
  if (!appends && (range.offset >> 63) != 0) return STATUS_INVALID_PARAMETER;
  const bool lies_well = appends ? range.length % open.backing.sector == 0 : IsWhole(open, range);
  if (open.unbuffered && !lies_well) return STATUS_INVALID_PARAMETER;
  if (range.length == 0) return STATUS_SUCCESS;
  if (appends) range.offset = EndOf(open);
  const Guard guard;
  for (const HeldRange* held = open.body->ranges; held != nullptr; held = held->next)
    if (held->StopsWrite(&open, range.offset, range.length)) return STATUS_FILE_LOCK_CONFLICT;
  return STATUS_SUCCESS;
}

bool MayWrite(const Open& open, const Range& range) {
  const Guard guard;
  const Body& body = *open.body;
  if (open.backing.file_system == 0 || body.locked_by == &open || body.dismounted_by == &open)
    return true;
  if (range.offset + range.length <= open.backing.boot_area) return true;
  return range.offset >= open.backing.file_system;
}

// Without FSCTL_ALLOW_EXTENDED_DASD_IO nothing reaches beyond the file system; FAT then writes what
// fits, or nothing, and says that it succeeded.
NTSTATUS RefusalOfVolume(const Open& open, Range& range) {
  if (range.length == 0) return STATUS_SUCCESS;
  const bool appends = range.offset == kAppend;
  const bool lies_well = appends ? range.length % open.backing.sector == 0 : IsWhole(open, range);
  if (!lies_well) return STATUS_INVALID_PARAMETER;
  if (IsCutOff(open)) return STATUS_VOLUME_DISMOUNTED;
  const bool all = open.extended || open.backing.file_system == 0;
  const Long end = all ? open.backing.size : open.backing.file_system;
  const bool begins_inside = !appends && range.offset < end;
  if (!begins_inside || range.length > end - range.offset) {
    if (all || open.backing.is_fat == 0) return STATUS_INVALID_PARAMETER;
    range.length = begins_inside ? end - range.offset : 0;
    if (range.length == 0) return STATUS_SUCCESS;
  }
  return MayWrite(open, range) ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;
}

// ---- Writes under way

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

// Takes it from those under way, unless it is being cancelled: then it is the cancelling one's.
// REQUIRES: the lock is held.
bool Take(Pending* pending) {
  if (IoSetCancelRoutine(pending->irp, nullptr) == nullptr) return false;
  RemoveEntryList(&pending->link);
  --state.pending_count;
  return true;
}

// Of `open`, or of all (null), the first that is due at `now`; null = none is. Sets `next` to when
// the next one is, where none is yet.
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

void NTAPI OnCancel(DEVICE_OBJECT*, IRP* irp) {
  IoReleaseCancelSpinLock(irp->CancelIrql);
  auto* pending = static_cast<Pending*>(irp->Tail.Overlay.DriverContext[0]);
  {
    const Guard guard;
    RemoveEntryList(&pending->link);
    --state.pending_count;
  }
  Delete(pending);
  Finish(irp, STATUS_CANCELLED);
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
  bool too_many = false, cancelled = false;
  {
    const Guard guard;
    too_many = open->backing.most_pending != 0 && state.pending_count >= open->backing.most_pending;
    if (!too_many) {
      IoMarkIrpPending(irp);
      irp->Tail.Overlay.DriverContext[0] = pending;
      InsertTailList(&state.pending, &pending->link);
      ++state.pending_count;
      IoSetCancelRoutine(irp, &OnCancel);
      cancelled = irp->Cancel && Take(pending);
    }
  }
  if (too_many || cancelled) Delete(pending);
  if (too_many) return Finish(irp, STATUS_INSUFFICIENT_RESOURCES);
  if (cancelled) {
    Finish(irp, STATUS_CANCELLED);
  } else {
    KeSetEvent(&state.changed, IO_NO_INCREMENT, FALSE);
  }
  return STATUS_PENDING;
}

// ---- What it is asked

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

bool IsStopped(const Open& reader, const Range& range) {
  const Guard guard;
  for (const HeldRange* held = reader.body->ranges; held != nullptr; held = held->next)
    if (held->StopsRead(&reader, range.offset, range.length)) return true;
  return false;
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

// ---- Opens

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

NTSTATUS OwnHandle(const wfx::lab::Backing& backing, HANDLE& own) {
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

NTSTATUS Back(Open* open, const wfx::lab::Backing& backing) {
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

bool IsUsed(const Open& open) {
  const Guard guard;
  return open.uses != 0;
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

// ---- Controls

NTSTATUS Lock(Open* open, const wfx::lab::RangeAsked& asked) {
  if (!wfx::lab::IsRange(asked.offset, asked.length)) return STATUS_INVALID_LOCK_RANGE;
  HeldRange* made = New<HeldRange>();
  if (made == nullptr) return STATUS_INSUFFICIENT_RESOURCES;
  *made = {nullptr, open, asked.offset, asked.length, asked.exclusive != 0};
  const Guard guard;
  for (const HeldRange* held = open->body->ranges; held != nullptr; held = held->next) {
    if (!held->StopsLock(open, asked)) continue;
    Delete(made);
    return STATUS_LOCK_NOT_GRANTED;
  }
  made->next = open->body->ranges;
  open->body->ranges = made;
  return STATUS_SUCCESS;
}

// Of two locks the exclusive one goes first.
NTSTATUS Unlock(Open* open, const wfx::lab::RangeAsked& asked) {
  const Guard guard;
  for (int shared = 0; shared < 2; ++shared) {
    for (HeldRange** place = &open->body->ranges; *place != nullptr; place = &(*place)->next) {
      HeldRange* held = *place;
      if (held->owner != open || held->offset != asked.offset || held->length != asked.length ||
          held->exclusive == (shared != 0))
        continue;
      *place = held->next;
      Delete(held);
      return STATUS_SUCCESS;
    }
  }
  return STATUS_RANGE_NOT_LOCKED;
}

// An open of it that a process left behind when it ended counts no more than it does on Windows.
NTSTATUS LockVolume(Open* open) {
  const Guard guard;
  if (IsCutOff(*open)) return STATUS_VOLUME_DISMOUNTED;
  if (open->body->opens != 1 || open->body->locked_by != nullptr) return STATUS_ACCESS_DENIED;
  open->body->locked_by = open;
  return STATUS_SUCCESS;
}

NTSTATUS UnlockVolume(Open* open) {
  const Guard guard;
  if (open->body->locked_by != open) return STATUS_NOT_LOCKED;
  open->body->locked_by = nullptr;
  return STATUS_SUCCESS;
}

NTSTATUS DismountVolume(Open* open) {
  const Guard guard;
  if (IsCutOff(*open)) return STATUS_VOLUME_DISMOUNTED;
  open->body->dismounted_by = open;
  open->dismounts = ++open->body->dismounts;
  return STATUS_SUCCESS;
}

// Asks for `In` bytes; nothing where there are fewer.
template <typename In>
const In* Taken(const IRP* irp, const IO_STACK_LOCATION* asked) {
  if (asked->Parameters.DeviceIoControl.InputBufferLength < sizeof(In)) return nullptr;
  return static_cast<const In*>(irp->AssociatedIrp.SystemBuffer);
}

template <typename Out>
NTSTATUS Give(IRP* irp, const IO_STACK_LOCATION* asked, const Out& out) {
  if (asked->Parameters.DeviceIoControl.OutputBufferLength < sizeof(Out))
    return Finish(irp, STATUS_BUFFER_TOO_SMALL);
  RtlCopyMemory(irp->AssociatedIrp.SystemBuffer, &out, sizeof out);
  return Finish(irp, STATUS_SUCCESS, sizeof out);
}

NTSTATUS OnVolumeControl(IRP* irp, Open* open, const IO_STACK_LOCATION* asked) {
  switch (asked->Parameters.DeviceIoControl.IoControlCode) {
    case wfx::lab::kLockVolume:
      return Finish(irp, LockVolume(open));
    case wfx::lab::kUnlockVolume:
      return Finish(irp, UnlockVolume(open));
    case wfx::lab::kDismountVolume:
      return Finish(irp, DismountVolume(open));
    case wfx::lab::kIsVolumeMounted:
      return Finish(
          irp, open->body->dismounted_by == nullptr ? STATUS_SUCCESS : STATUS_VOLUME_DISMOUNTED);
    case wfx::lab::kAllowExtended:
      open->extended = true;
      return Finish(irp, STATUS_SUCCESS);
    case wfx::kAskDriver:
      return Give(irp, asked, wfx::kDriverWord);
    case IOCTL_DISK_IS_WRITABLE:
      return Finish(irp, STATUS_SUCCESS);
    case IOCTL_DISK_GET_LENGTH_INFO: {
      GET_LENGTH_INFORMATION length = {};
      length.Length.QuadPart = static_cast<LONGLONG>(open->backing.size);
      return Give(irp, asked, length);
    }
    case IOCTL_DISK_GET_DRIVE_GEOMETRY: {
      DISK_GEOMETRY geometry = {};
      geometry.MediaType = FixedMedia;
      geometry.TracksPerCylinder = 1;
      geometry.SectorsPerTrack = 1;
      geometry.BytesPerSector = open->backing.sector;
      geometry.Cylinders.QuadPart =
          static_cast<LONGLONG>(open->backing.size / open->backing.sector);
      return Give(irp, asked, geometry);
    }
  }
  return Finish(irp, STATUS_INVALID_DEVICE_REQUEST);
}

NTSTATUS NTAPI OnControl(DEVICE_OBJECT*, IRP* irp) {
  Open* open = OpenOf(irp);
  const IO_STACK_LOCATION* asked = IoGetCurrentIrpStackLocation(irp);
  const ULONG code = asked->Parameters.DeviceIoControl.IoControlCode;
  if (code == wfx::lab::kBack) {
    const auto* backing = Taken<wfx::lab::Backing>(irp, asked);
    return Finish(irp, backing == nullptr ? STATUS_BUFFER_TOO_SMALL : Back(open, *backing));
  }
  if (open->file == nullptr) return Finish(irp, STATUS_INVALID_DEVICE_REQUEST);
  if (code == wfx::lab::kLetGo) {
    LetGo(open);
    return Finish(irp, STATUS_SUCCESS);
  }
  if (const wfx::DeviceFault* fault = wfx::FindDeviceFault(code)) {
    open->fault = fault;
    return Finish(irp, STATUS_SUCCESS);
  }
  if (IsVolume(*open)) return OnVolumeControl(irp, open, asked);
  if (code != wfx::lab::kLock && code != wfx::lab::kUnlock)
    return Finish(irp, STATUS_INVALID_DEVICE_REQUEST);
  const auto* range = Taken<wfx::lab::RangeAsked>(irp, asked);
  if (range == nullptr) return Finish(irp, STATUS_BUFFER_TOO_SMALL);
  return Finish(irp, code == wfx::lab::kLock ? Lock(open, *range) : Unlock(open, *range));
}

// ---- The driver

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
