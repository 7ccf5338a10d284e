// What differs between BSD sockets and Winsock, as few names as will do. For socket.cpp alone.
#pragma once

#include <chrono>
#include <string>

#ifdef _WIN32
#include <winsock2.h>
#include <ws2tcpip.h>
#else
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#endif

namespace wfx::sockets {

#ifdef _WIN32
using Socket = SOCKET;
inline constexpr Socket kNone = INVALID_SOCKET;
#else
using Socket = int;
inline constexpr Socket kNone = -1;
#endif

// Once before any other call; does nothing after that.
void Start();
// Calls return at once. Children do not inherit it.
void MakeOwnAndNonblocking(Socket socket);
void Close(Socket socket);
// The calling thread's last error of a call on a socket.
int LastError();
// It says that the call would have had to wait, or that a connection is being made.
bool WouldWait(int error);
// It says that a client has gone again before it was taken.
bool HasGone(int error);
std::string TextOf(int error);
// Waits until it can be read from or written to, or has failed. False when `at_most` is over.
enum class For { kReading, kWriting };
bool Await(Socket socket, For what, std::chrono::nanoseconds at_most);

}  // namespace wfx::sockets
