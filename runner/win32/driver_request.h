// What the harness itself asks of a driver that stands behind a file or volume for its sake, with
// DeviceIoControl. The drivers include it too, so it has no type of the SDK.
#pragma once

namespace wfx {

// Buffered, for a handle with any access, of a device of the vendors' range.
constexpr unsigned DriverRequest(unsigned function) { return 0x8123U << 16 | function << 2; }

// Of a volume: gives kDriverWord. Every request for it gets to that driver, and none of them does
// anything to what lies behind, but for the bytes that are written.
inline constexpr unsigned kAskDriver = DriverRequest(0x806);
inline constexpr char kDriverWord[] = "wfx volume 1";

}  // namespace wfx
