// Devices that are no disk: the console and a serial port.
#pragma once

#include <memory>

#include "runner/model/file_object.h"

namespace wfx::model {

// The console's screen buffer: FILE_FLAG_OVERLAPPED means nothing to it
// (device.console_promises_nothing).
class ConsoleDevice : public FileObject {
 public:
  explicit ConsoleDevice(OpenOptions options);
  DWORD Type() const override { return FILE_TYPE_CHAR; }
  Status Write(Kernel& kernel, Request& request) override;
};

// What all opens of the serial port have in common. What is sent comes nowhere.
struct SerialLine {
  bool open = false;
  bool held = false;           // as if XOFF had come: nothing is sent
  DWORD write_constant = 0;    // milliseconds that a write may take; 0 with the next: any time
  DWORD write_multiplier = 0;  // the same, for each byte
};

class SerialDevice : public FileObject {
 public:
  SerialDevice(const OpenOptions& options, std::shared_ptr<SerialLine> of)
      : FileObject(options), line(std::move(of)) {
    line->open = true;
  }
  DWORD Type() const override { return FILE_TYPE_CHAR; }
  Status Write(Kernel& kernel, Request& request) override;
  void Cleanup(Kernel& kernel) override;

  // The writes that wait are over: sent, or with STATUS_CANCELLED.
  void SendHeld(Kernel& kernel);
  void CancelHeld(Kernel& kernel);

  const std::shared_ptr<SerialLine> line;
};

}  // namespace wfx::model
