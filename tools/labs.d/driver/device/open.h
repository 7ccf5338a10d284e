// What the device knows: files and volumes, opens of them, writes under way.
#pragma once

#include "runner/device_faults.h"
#include "tools/labs.d/driver/device/driver_kit.h"
#include "tools/labs.d/driver/device/ranges.h"

namespace wfx::lab {

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
  Backing backing;
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
  KEVENT changed;
  void* thread;
  bool ends;
};
extern State state;

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

inline void Delete(void* thing) { ExFreePoolWithTag(thing, kTag); }

inline NTSTATUS Finish(IRP* irp, NTSTATUS status, ULONG_PTR information = 0) {
  irp->IoStatus.Status = status;
  irp->IoStatus.Information = information;
  IoCompleteRequest(irp, IO_NO_INCREMENT);
  return status;
}

inline Open* OpenOf(IRP* irp) {
  return static_cast<Open*>(IoGetCurrentIrpStackLocation(irp)->FileObject->FsContext);
}

inline bool IsCutOff(const Open& open) { return open.dismounts != open.body->dismounts; }

inline bool IsVolume(const Open& open) { return open.backing.size != 0; }

// Makes an open stand for a file: with a handle of the driver's own, under a body that all opens of
// the file share.
NTSTATUS Back(Open* open, const Backing& backing);
// What is under way is written; then the open stands for nothing.
void LetGo(Open* open);

}  // namespace wfx::lab
