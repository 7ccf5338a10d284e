#include <algorithm>

#include "runner/process/socket_platform.h"
#include "runner/win32/text.h"

namespace wfx::sockets {

void Start() {
  static const bool started = [] {
    WSADATA data;
    return WSAStartup(MAKEWORD(2, 2), &data) == 0;
  }();
  (void)started;
}

void MakeOwnAndNonblocking(Socket socket) {
  SetHandleInformation(reinterpret_cast<HANDLE>(socket), HANDLE_FLAG_INHERIT, 0);
  u_long on = 1;
  ioctlsocket(socket, FIONBIO, &on);
}

void Close(Socket socket) { closesocket(socket); }
int LastError() { return WSAGetLastError(); }

bool WouldWait(int error) { return error == WSAEWOULDBLOCK || error == WSAEINPROGRESS; }

bool HasGone(int error) { return error == WSAECONNRESET || error == WSAECONNABORTED; }

std::string TextOf(int error) {
  wchar_t* text = nullptr;
  const DWORD length = FormatMessageW(
      FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS,
      nullptr, static_cast<DWORD>(error), 0, reinterpret_cast<wchar_t*>(&text), 0, nullptr);
  std::string line = length == 0 ? "" : Narrow(text);
  LocalFree(text);
  std::erase(line, '\r');
  std::replace(line.begin(), line.end(), '\n', ' ');
  while (!line.empty() && (line.back() == ' ' || line.back() == '.')) line.pop_back();
  return line.empty() ? "Winsock's error " + std::to_string(error) : line;
}

// select rather than WSAPoll, which before Windows 10 2004 does not tell that a connection failed.
bool Await(Socket socket, For what, std::chrono::nanoseconds at_most) {
  const auto left =
      std::max<long long>(std::chrono::ceil<std::chrono::microseconds>(at_most).count(), 0);
  timeval bound{static_cast<long>(left / 1000000), static_cast<long>(left % 1000000)};
  fd_set wanted, failed;
  FD_ZERO(&wanted);
  FD_ZERO(&failed);
  FD_SET(socket, &wanted);
  FD_SET(socket, &failed);
  return select(0, what == For::kReading ? &wanted : nullptr,
                what == For::kWriting ? &wanted : nullptr, &failed, &bound) > 0;
}

}  // namespace wfx::sockets
