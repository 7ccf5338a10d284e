// DeviceIoControl, as the device hears it.
#pragma once

#include "tools/labs.d/driver/device/open.h"

namespace wfx::lab {

NTSTATUS NTAPI OnControl(DEVICE_OBJECT* device, IRP* irp);

}  // namespace wfx::lab
