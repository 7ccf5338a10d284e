// Reads and peeks on sockets.
#include "runner/engine/socket_pair.h"
#include "runner/engine/steps.h"

namespace wfx {

void StepDoer::PeekSocket(const PeekStep& peek) {
  std::optional<std::uint64_t> available;
  CallRecord record = Record("ioctlsocket", [&] {
    available = AvailableIn(api_, SocketOf(HandleNamed(peek.handle)));
    return available.has_value();
  });
  record.bytes = available;
  Keep(std::move(record));
}

// A connection hands bytes over in pieces, and the next one may still be on its way: waited for up
// to `at_most`. Gives how many there are by then.
std::uint64_t StepDoer::ReadOnSocket(Performance::PendingRead& read, std::uint64_t bytes,
                                     Duration at_most) {
  constexpr DWORD kGlance = 1;  // millisecond
  const HANDLE handle = stage_.HandleNamed(read.handle).value;
  DWORD left = Milliseconds(at_most);
  while (bytes > 0 && bytes < read.bytes.size()) {
    const auto available = AvailableIn(api_, SocketOf(handle));
    if (!available || (*available == 0 && left == 0)) break;
    if (*available == 0) {
      api_.Sleep(kGlance);
      left -= kGlance;
      continue;
    }
    DWORD more = 0;
    read.overlapped = OVERLAPPED{};
    read.overlapped.hEvent = read.event.get();
    const auto room = static_cast<DWORD>(read.bytes.size() - bytes);
    const BOOL got =
        api_.ReadFile(handle, read.bytes.data() + bytes, room, &more, &read.overlapped);
    const bool late = !got && api_.GetLastError() == ERROR_IO_PENDING;
    // They are there, so it is over at once; the end of the case cancels what is not.
    read.pending = late && api_.WaitForSingleObject(read.event.get(), 1000) != WAIT_OBJECT_0;
    if (late && !read.pending) api_.GetOverlappedResult(handle, &read.overlapped, &more, FALSE);
    if (more == 0) break;
    bytes += more;
  }
  return bytes;
}

}  // namespace wfx
