// Systems that get communications devices and NUL wrong, or how a device fails.
#include "runner/mutants/areas.h"
#include "runner/mutants/state.h"

namespace wfx::mutants {
namespace {

bool IsSerial(const Write& write) {
  const auto opened = OpenedAs(write.file);
  return opened && Narrow(opened->path).starts_with(R"(\\.\COM)");
}

BOOL FailNullWrites(const Write& write) {
  return IsSerial(write) && write.length == 0 ? Refuse(ERROR_INVALID_PARAMETER) : Forward(write);
}

bool IsNull(const Write& write) {
  const auto opened = OpenedAs(write.file);
  return opened && Narrow(opened->path) == "NUL";
}

// The offset of a write is one that is not negative, or -1.
template <bool (*is_its)(const Write&)>
BOOL TakeWrongOffsets(const Write& write) {
  const bool wrong = is_its(write) && !write.HasOffset() && !write.Appends();
  return wrong ? IssueAt(write, 0) : Forward(write);
}

BOOL RefuseTheEndOfFile(const Write& write) {
  return IsSerial(write) && write.Appends() ? Refuse(ERROR_INVALID_PARAMETER) : Forward(write);
}

BOOL FailTimeOuts(const Write& write) {
  if (!IsSerial(write)) return Forward(write);
  return Issue(write, [](const Write& ended, DWORD error, DWORD bytes) {
    const bool timed_out = error == 0 && bytes < ended.length;
    Deliver(ended, timed_out ? DWORD{ERROR_SEM_TIMEOUT} : error, timed_out ? 0 : bytes);
  });
}

BOOL CountTimeOutsAsWhole(const Write& write) {
  if (!IsSerial(write)) return Forward(write);
  return Issue(write, [](const Write& ended, DWORD error, DWORD bytes) {
    if (error == 0) ended.overlapped->InternalHigh = bytes = ended.length;
    Deliver(ended, error, bytes);
  });
}

// Whatever is wrong with the medium.
BOOL TellOneCode(const Write& write) {
  return IssueRenaming(write, ERROR_WRITE_PROTECT, ERROR_GEN_FAILURE);
}

constexpr Mutant kDeviceMutants[] = {
    {"media_protection_has_no_code", "media.device_errors_have_their_codes",
     "a write to a medium that is write-protected fails with ERROR_GEN_FAILURE",
     &ReplaceWriteFileEx<&TellOneCode>},
    {"serial_null_write_fails", "device.serial_null_write_completes",
     "a null write to a communications device fails with ERROR_INVALID_PARAMETER",
     &ReplaceWriteFileExWithHandles<&FailNullWrites>},
    {"serial_refuses_minus_one", "device.serial_offset_is_checked",
     "a communications device refuses offset -1",
     &ReplaceWriteFileExWithHandles<&RefuseTheEndOfFile>},
    {"serial_takes_negative_offsets", "device.serial_offset_is_checked",
     "a communications device takes offsets below -1",
     &ReplaceWriteFileExWithHandles<&TakeWrongOffsets<&IsSerial>>},
    {"serial_time_out_fails", "device.serial_time_out_is_a_success",
     "a write that times out on a communications device fails with ERROR_SEM_TIMEOUT",
     &ReplaceWriteFileExWithHandles<&FailTimeOuts>},
    {"serial_time_out_counts_all", "device.serial_time_out_is_a_success",
     "a write that times out on a communications device reports its whole length",
     &ReplaceWriteFileExWithHandles<&CountTimeOutsAsWhole>},
    {"null_device_takes_negative_offsets", "handle.null_device_offset_is_checked",
     "a write to NUL completes with an offset below -1",
     &ReplaceWriteFileExWithHandles<&TakeWrongOffsets<&IsNull>>},
};

}  // namespace

std::span<const Mutant> DeviceMutants() { return kDeviceMutants; }

}  // namespace wfx::mutants
