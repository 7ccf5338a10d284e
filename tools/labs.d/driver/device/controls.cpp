#include "tools/labs.d/driver/device/controls.h"

#include "runner/win32/driver_request.h"

namespace wfx::lab {
namespace {

NTSTATUS Lock(Open* open, const RangeAsked& asked) {
  if (!IsRange(asked.offset, asked.length)) return STATUS_INVALID_LOCK_RANGE;
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
NTSTATUS Unlock(Open* open, const RangeAsked& asked) {
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
    case kLockVolume:
      return Finish(irp, LockVolume(open));
    case kUnlockVolume:
      return Finish(irp, UnlockVolume(open));
    case kDismountVolume:
      return Finish(irp, DismountVolume(open));
    case kIsVolumeMounted:
      return Finish(
          irp, open->body->dismounted_by == nullptr ? STATUS_SUCCESS : STATUS_VOLUME_DISMOUNTED);
    case kAllowExtended:
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

}  // namespace

NTSTATUS NTAPI OnControl(DEVICE_OBJECT*, IRP* irp) {
  Open* open = OpenOf(irp);
  const IO_STACK_LOCATION* asked = IoGetCurrentIrpStackLocation(irp);
  const ULONG code = asked->Parameters.DeviceIoControl.IoControlCode;
  if (code == kBack) {
    const auto* backing = Taken<Backing>(irp, asked);
    return Finish(irp, backing == nullptr ? STATUS_BUFFER_TOO_SMALL : Back(open, *backing));
  }
  if (open->file == nullptr) return Finish(irp, STATUS_INVALID_DEVICE_REQUEST);
  if (code == kLetGo) {
    LetGo(open);
    return Finish(irp, STATUS_SUCCESS);
  }
  if (const wfx::DeviceFault* fault = wfx::FindDeviceFault(code)) {
    open->fault = fault;
    return Finish(irp, STATUS_SUCCESS);
  }
  if (IsVolume(*open)) return OnVolumeControl(irp, open, asked);
  if (code != kLock && code != kUnlock) return Finish(irp, STATUS_INVALID_DEVICE_REQUEST);
  const auto* range = Taken<RangeAsked>(irp, asked);
  if (range == nullptr) return Finish(irp, STATUS_BUFFER_TOO_SMALL);
  return Finish(irp, code == kLock ? Lock(open, *range) : Unlock(open, *range));
}

}  // namespace wfx::lab
