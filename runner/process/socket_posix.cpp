#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "runner/process/socket_platform.h"

namespace wfx::sockets {

// A side that is gone is told by what send returns.
void Start() { signal(SIGPIPE, SIG_IGN); }

void MakeOwnAndNonblocking(Socket socket) {
  fcntl(socket, F_SETFD, FD_CLOEXEC);
  fcntl(socket, F_SETFL, O_NONBLOCK);
}

void Close(Socket socket) { close(socket); }
int LastError() { return errno; }

bool WouldWait(int error) {
  return error == EAGAIN || error == EWOULDBLOCK || error == EINPROGRESS || error == EINTR;
}

bool HasGone(int error) { return error == ECONNABORTED; }

std::string TextOf(int error) { return std::strerror(error); }

bool Await(Socket socket, For what, std::chrono::nanoseconds at_most) {
  const auto until = std::chrono::steady_clock::now() + at_most;
  const short events = what == For::kReading ? POLLIN : POLLOUT;
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now())
            .count();
    pollfd entry{socket, events, 0};
    const int ready = poll(&entry, 1, static_cast<int>(std::clamp<long long>(left, 0, 1 << 30)));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

}  // namespace wfx::sockets
