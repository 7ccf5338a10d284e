#include "runner/model/device.h"

#include <utility>

#include "runner/model/kernel.h"
#include "runner/model/name.h"
#include "runner/model/table.h"

namespace wfx::model {
namespace {

OpenOptions Synchronous(OpenOptions options) {
  options.flags &= ~static_cast<DWORD>(FILE_FLAG_OVERLAPPED);
  return options;
}

std::shared_ptr<SerialDevice> PortOf(const Call& call, HANDLE handle, Status& status) {
  const auto file = call.Get<FileObject>(handle, status);
  if (file == nullptr) return nullptr;
  auto port = std::dynamic_pointer_cast<SerialDevice>(file);
  if (port == nullptr) status = STATUS_INVALID_DEVICE_REQUEST;
  return port;
}

std::vector<RequestPtr> HeldBy(const Kernel& kernel, const SerialDevice& port) {
  return kernel.PendingWhere([&](const Request& each) { return each.file.get() == &port; });
}

}  // namespace

ConsoleDevice::ConsoleDevice(OpenOptions options) : FileObject(Synchronous(std::move(options))) {}

Status ConsoleDevice::Write(Kernel&, Request& request) {
  if (request.refused != STATUS_SUCCESS) return request.refused;
  request.transferred = request.length;
  return STATUS_SUCCESS;
}

// device.serial_null_write_completes, also while the line is held.
Status SerialDevice::Write(Kernel& kernel, Request& request) {
  if (request.refused != STATUS_SUCCESS) return request.refused;
  request.transferred = request.length;
  if (!line->held || request.length == 0) return STATUS_SUCCESS;
  request.transferred = 0;
  request.withdraw = [] {};
  const std::uint64_t most =
      line->write_constant + std::uint64_t{line->write_multiplier} * request.length;
  // device.serial_time_out_is_a_success
  if (most > 0) {
    const Time due = kernel.clock.Now() + std::chrono::milliseconds(most);
    kernel.clock.At(due, [&kernel, weak = request.weak_from_this()] {
      if (const RequestPtr write = weak.lock()) kernel.Cancel(write, STATUS_TIMEOUT);
    });
  }
  return STATUS_PENDING;
}

void SerialDevice::SendHeld(Kernel& kernel) {
  for (const RequestPtr& write : HeldBy(kernel, *this)) {
    kernel.Complete(write, STATUS_SUCCESS, write->length);
  }
}

void SerialDevice::CancelHeld(Kernel& kernel) { kernel.CancelAll(HeldBy(kernel, *this)); }

void SerialDevice::Cleanup(Kernel& kernel) {
  CancelHeld(kernel);
  line->open = line->held = false;
}

Status OpenSerialPort(Kernel& kernel, const OpenOptions& options,
                      std::shared_ptr<FileObject>& opened) {
  std::shared_ptr<SerialLine>& line = kernel.names->serial;
  if (line == nullptr) line = std::make_shared<SerialLine>();
  if (line->open) return STATUS_ACCESS_DENIED;
  opened = std::make_shared<SerialDevice>(options, line);
  return STATUS_SUCCESS;
}

BOOL WINAPI SetCommTimeouts(HANDLE handle, LPCOMMTIMEOUTS timeouts) {
  Call call;
  Status status = 0;
  const auto port = PortOf(call, handle, status);
  if (port == nullptr) return Finish(status);
  port->line->write_constant = timeouts->WriteTotalTimeoutConstant;
  port->line->write_multiplier = timeouts->WriteTotalTimeoutMultiplier;
  return TRUE;
}

BOOL WINAPI EscapeCommFunction(HANDLE handle, DWORD function) {
  Call call;
  Status status = 0;
  const auto port = PortOf(call, handle, status);
  if (port == nullptr) return Finish(status);
  if (function != SETXOFF && function != SETXON) return Fail(ERROR_INVALID_PARAMETER);
  port->line->held = function == SETXOFF;
  if (!port->line->held) port->SendHeld(call.kernel);
  return TRUE;
}

BOOL WINAPI PurgeComm(HANDLE handle, DWORD what) {
  Call call;
  Status status = 0;
  const auto port = PortOf(call, handle, status);
  if (port == nullptr) return Finish(status);
  if ((what & PURGE_TXABORT) != 0) port->CancelHeld(call.kernel);
  return TRUE;
}

}  // namespace wfx::model
