// One request to an open file, pipe or device, from its call to its end.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "runner/model/object.h"
#include "runner/model/status.h"
#include "runner/model/thread.h"
#include "runner/win32/types.h"

namespace wfx::model {

class FileObject;

// How the caller learns of the end:
//   WriteFileEx, ReadFileEx    `routine` and `overlapped`
//   WriteFile … overlapped     `overlapped`, its event or the handle, and perhaps a packet
//   a synchronous handle       the call waits; `overlapped` may be null
struct Request : std::enable_shared_from_this<Request> {
  enum class Kind { kWrite, kRead, kConnect, kLock, kFlush, kControl };
  Kind kind = Kind::kWrite;
  std::shared_ptr<FileObject> file;
  std::shared_ptr<Thread> thread;  // that issued it
  std::uint32_t process = 0;
  LPOVERLAPPED overlapped = nullptr;
  LPOVERLAPPED_COMPLETION_ROUTINE routine = nullptr;
  std::shared_ptr<Object> event;  // hEvent where the call uses it
  bool waited_for = false;        // by the call that made it: it blocks its thread
  bool told_at_once = false;      // the call itself reports the end, and not as one to come
  bool posts_packet = false;      // where the file is bound to a port
  std::function<void(Status status, DWORD bytes)> told;  // of an I/O ring: hears of its end

  std::uint64_t offset = 0;
  bool append = false;  // at the end of the file, whatever `offset` says
  DWORD length = 0;
  // A write's bytes, copied when it was issued: from then on the buffer is the caller's to change.
  std::vector<std::uint8_t> bytes;
  std::uint8_t* target = nullptr;  // a read's buffer
  // Not STATUS_SUCCESS: the buffer cannot be read, which the file finds out where it would take
  // the bytes (buffer.unreadable_page_fails): after a null write is over, before anything changes.
  Status refused = STATUS_SUCCESS;

  // Of whole sectors; an append's offset is not looked at.
  bool IsWhole(std::uint32_t sector) const {
    return length % sector == 0 && (append || offset % sector == 0);
  }

  bool level_2 = false;  // a request for an oplock: of which kind

  DWORD transferred = 0;
  Status status = STATUS_PENDING;
  bool done = false;  // Kernel::Complete has been called
  // Set by who pends it: takes it out of its queue, as a cancel or a close needs. After that
  // nobody but the canceller completes it. Null: it cannot be cancelled.
  std::function<void()> withdraw;
};

using RequestPtr = std::shared_ptr<Request>;

}  // namespace wfx::model
