// Mailslots: one end reads whole messages, any number of others write them.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "runner/model/clock.h"
#include "runner/model/file_object.h"
#include "runner/win32/text.h"

namespace wfx::model {

// It has its name while the reading end is open.
class Mailslot {
 public:
  WideString name;                                 // folded, without \\.\mailslot\ .
  DWORD most_bytes = 0;                            // of one message; 0 = any
  DWORD read_timeout = 0;                          // milliseconds, or MAILSLOT_WAIT_FOREVER
  bool closed = false;                             // the reading end
  std::deque<std::vector<std::uint8_t>> messages;  // unread, in the order of the writes
  std::deque<RequestPtr> reads;                    // that wait; then there is no message
};

// What CreateMailslotW makes.
class MailslotServer : public FileObject {
 public:
  MailslotServer(const OpenOptions& options, std::shared_ptr<Mailslot> of)
      : FileObject(options), slot(std::move(of)) {}
  DWORD Type() const override { return FILE_TYPE_UNKNOWN; }
  Status Read(Kernel& kernel, Request& request) override;
  void Cleanup(Kernel& kernel) override;

  const std::shared_ptr<Mailslot> slot;
};

// What CreateFileW makes.
class MailslotClient : public FileObject {
 public:
  MailslotClient(const OpenOptions& options, std::shared_ptr<Mailslot> of)
      : FileObject(options), slot(std::move(of)) {}
  DWORD Type() const override { return FILE_TYPE_UNKNOWN; }
  Status Write(Kernel& kernel, Request& request) override;
  Status Read(Kernel&, Request&) override { return STATUS_INVALID_PARAMETER; }

  const std::shared_ptr<Mailslot> slot;
};

}  // namespace wfx::model
