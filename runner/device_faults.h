// Control codes of ours: a device that the harness knows fails the next write through a handle with
// this status. Plain data, without a type of any SDK: drivers include it.
#pragma once

namespace wfx {

struct DeviceFault {
  const char* name;  // as a scenario's `control` spells it
  unsigned code;     // buffered, for a handle with any access, of a device of the vendors' range
  unsigned status;   // the NTSTATUS that the write ends with
  bool late;         // the call succeeds, and the write ends so afterwards
};

constexpr unsigned FaultCode(unsigned number, bool late) {
  return 0x8123U << 16 | (0x900U | number << 1 | (late ? 1U : 0U)) << 2;
}

inline constexpr DeviceFault kFaultCodes[] = {
    {"WFX_FAIL_NO_MEDIA_IN_DEVICE", FaultCode(0, false), 0xC0000013U, false},
    {"WFX_FAIL_NO_MEDIA_IN_DEVICE_LATER", FaultCode(0, true), 0xC0000013U, true},
    {"WFX_FAIL_QUOTA_EXCEEDED", FaultCode(1, false), 0xC0000044U, false},
    {"WFX_FAIL_QUOTA_EXCEEDED_LATER", FaultCode(1, true), 0xC0000044U, true},
    {"WFX_FAIL_FILE_LOCK_CONFLICT", FaultCode(2, false), 0xC0000054U, false},
    {"WFX_FAIL_FILE_LOCK_CONFLICT_LATER", FaultCode(2, true), 0xC0000054U, true},
    {"WFX_FAIL_INSUFFICIENT_RESOURCES", FaultCode(3, false), 0xC000009AU, false},
    {"WFX_FAIL_INSUFFICIENT_RESOURCES_LATER", FaultCode(3, true), 0xC000009AU, true},
    {"WFX_FAIL_DEVICE_DATA_ERROR", FaultCode(4, false), 0xC000009CU, false},
    {"WFX_FAIL_DEVICE_DATA_ERROR_LATER", FaultCode(4, true), 0xC000009CU, true},
    {"WFX_FAIL_MEDIA_WRITE_PROTECTED", FaultCode(5, false), 0xC00000A2U, false},
    {"WFX_FAIL_MEDIA_WRITE_PROTECTED_LATER", FaultCode(5, true), 0xC00000A2U, true},
    {"WFX_FAIL_IO_DEVICE_ERROR", FaultCode(6, false), 0xC0000185U, false},
    {"WFX_FAIL_IO_DEVICE_ERROR_LATER", FaultCode(6, true), 0xC0000185U, true},
};

// Null where it is none of them.
constexpr const DeviceFault* FindDeviceFault(unsigned code) {
  for (const DeviceFault& fault : kFaultCodes)
    if (fault.code == code) return &fault;
  return nullptr;
}

}  // namespace wfx
