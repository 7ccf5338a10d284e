#include "runner/engine/target_device.h"

#include "runner/names.h"
#include "runner/scenario/capability.h"
#include "runner/win32/handle.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

// A device is opened as its documentation asks.
std::string WhyNotOpen(const Win32Api& api, const std::string& path, DWORD access, DWORD share) {
  const Handle device(api, api.CreateFileW(Wide(path).c_str(), access, share, nullptr,
                                           OPEN_EXISTING, FILE_FLAG_OVERLAPPED, nullptr));
  if (device.valid()) return "";
  return "opening " + path + " failed with " + DescribeError(api.GetLastError());
}

}  // namespace

std::string WhyNoConsole(const Win32Api& api) {
  return WhyNotOpen(api, "CONOUT$", GENERIC_READ | GENERIC_WRITE,
                    FILE_SHARE_READ | FILE_SHARE_WRITE);
}

void UseSerialPort(const Win32Api& api, const std::string& port, TargetFacts& target) {
  const auto& about = kCapabilities[static_cast<std::size_t>(Capability::kSerialPort)];
  const std::string problem = WhyNotOpen(api, port, GENERIC_WRITE, 0);
  target.capabilities[std::string(about.name)] = problem;
  if (problem.empty()) target.serial_port = port;
}

}  // namespace wfx
