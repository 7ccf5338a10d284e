// Two sockets that are connected to each other within this machine.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runner/engine/scene.h"
#include "runner/win32/api.h"

namespace wfx {

inline HANDLE HandleOf(SOCKET socket) { return reinterpret_cast<HANDLE>(socket); }
inline SOCKET SocketOf(HANDLE handle) { return reinterpret_cast<SOCKET>(handle); }

// What sockets need of the table.
extern const std::vector<std::string_view> kSocketFunctions;

struct SocketPair {
  SOCKET connected = INVALID_SOCKET, accepted = INVALID_SOCKET;
  std::string_view failed;  // the function that did, "" for none: then both are there
  std::uint32_t error = 0;  // of it
};

// A TCP connection over 127.0.0.1, through a port the system picks, between two sockets made with
// WSA_FLAG_OVERLAPPED. The buffers, in bytes, are those of both ends; nothing = the system's
// choice. WSAStartup is called each time and never undone: what is outstanding may need the library
// until the process ends. REQUIRES: the functions of ws2_32.
SocketPair ConnectSockets(const Win32Api& api, std::optional<std::uint64_t> send_buffer,
                          std::optional<std::uint64_t> receive_buffer);

// `reset`: the connection is not ended in good order but torn down, which its peer sees.
CallOutcome CloseSocket(const Win32Api& api, SOCKET socket, bool reset);

// How many bytes can be read at once; nothing where the system does not say.
std::optional<std::uint64_t> AvailableIn(const Win32Api& api, SOCKET socket);

// Why there are none, or "".
std::string WhyNoSockets(const Win32Api& api);

}  // namespace wfx
