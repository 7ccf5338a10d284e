// Off Windows: what the functions of ws2_32 and of communications devices take.
#pragma once

#include "runner/win32/base_types.h"

// NOLINTBEGIN(readability-identifier-naming, modernize-use-using): the SDK's names.

using SOCKET = ULONG_PTR;
using GROUP = ULONG;

inline constexpr SOCKET INVALID_SOCKET = ~SOCKET{0};
inline constexpr int SOCKET_ERROR = -1;
inline constexpr int AF_INET = 2;
inline constexpr int SOCK_STREAM = 1;
inline constexpr int IPPROTO_TCP = 6;
inline constexpr int SOL_SOCKET = 0xFFFF;
inline constexpr int SO_LINGER = 0x0080;
inline constexpr int SO_SNDBUF = 0x1001;
inline constexpr int SO_RCVBUF = 0x1002;
inline constexpr LONG FIONREAD = 0x4004667F;
inline constexpr DWORD WSA_FLAG_OVERLAPPED = 1;

struct in_addr {
  ULONG s_addr;  // in the network's order
};

struct sockaddr {
  USHORT sa_family;
  char sa_data[14];
};

struct sockaddr_in {
  USHORT sin_family;
  USHORT sin_port;  // in the network's order
  in_addr sin_addr;
  char sin_zero[8];
};

struct linger {
  USHORT l_onoff;
  USHORT l_linger;
};

struct WSADATA {
  WORD wVersion;
  WORD wHighVersion;
  USHORT iMaxSockets;
  USHORT iMaxUdpDg;
  char* lpVendorInfo;
  char szDescription[257];
  char szSystemStatus[129];
};
using LPWSADATA = WSADATA*;

struct WSAPROTOCOL_INFOW;  // never given
using LPWSAPROTOCOL_INFOW = WSAPROTOCOL_INFOW*;

struct COMMTIMEOUTS {
  DWORD ReadIntervalTimeout;
  DWORD ReadTotalTimeoutMultiplier;
  DWORD ReadTotalTimeoutConstant;
  DWORD WriteTotalTimeoutMultiplier;
  DWORD WriteTotalTimeoutConstant;
};
using LPCOMMTIMEOUTS = COMMTIMEOUTS*;

inline constexpr DWORD SETXOFF = 1;
inline constexpr DWORD SETXON = 2;
inline constexpr DWORD PURGE_TXABORT = 1;
inline constexpr DWORD PURGE_TXCLEAR = 4;

// NOLINTEND(readability-identifier-naming, modernize-use-using)
