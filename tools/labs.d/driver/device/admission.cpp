#include "tools/labs.d/driver/device/admission.h"

namespace wfx::lab {
namespace {

Long EndOf(const Open& open) {
  IO_STATUS_BLOCK result = {};
  FILE_STANDARD_INFORMATION information = {};
  const NTSTATUS status = ZwQueryInformationFile(open.file, &result, &information,
                                                 sizeof information, FileStandardInformation);
  return NT_SUCCESS(status) ? static_cast<Long>(information.EndOfFile.QuadPart) : 0;
}

bool MayWrite(const Open& open, const Range& range) {
  const Guard guard;
  const Body& body = *open.body;
  if (open.backing.file_system == 0 || body.locked_by == &open || body.dismounted_by == &open)
    return true;
  if (range.offset + range.length <= open.backing.boot_area) return true;
  return range.offset >= open.backing.file_system;
}

}  // namespace

bool IsWhole(const Open& open, const Range& range) {
  const Long sector = open.backing.sector;
  return range.offset % sector == 0 && range.length % sector == 0;
}

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

bool IsStopped(const Open& reader, const Range& range) {
  const Guard guard;
  for (const HeldRange* held = reader.body->ranges; held != nullptr; held = held->next)
    if (held->StopsRead(&reader, range.offset, range.length)) return true;
  return false;
}

}  // namespace wfx::lab
