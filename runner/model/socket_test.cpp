#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

#include "runner/model/pipe_fixture.h"

namespace wfx {
namespace {

class SocketTest : public PipeFixture {
 protected:
  SocketTest() { Connect(8, 8); }
  ~SocketTest() override {
    for (const SOCKET socket : {connected_, accepted_}) api_.closesocket(socket);
  }

  SOCKET New(int send_buffer, int receive_buffer) {
    const SOCKET socket =
        api_.WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, nullptr, 0, WSA_FLAG_OVERLAPPED);
    Set(socket, SO_SNDBUF, send_buffer);
    Set(socket, SO_RCVBUF, receive_buffer);
    return socket;
  }
  template <typename Value>
  void Set(SOCKET socket, int option, const Value& value) {
    EXPECT_EQ(api_.setsockopt(socket, SOL_SOCKET, option, reinterpret_cast<const char*>(&value),
                              sizeof value),
              0);
  }
  void Connect(int send_buffer, int receive_buffer) {
    const SOCKET listener = New(send_buffer, receive_buffer);
    connected_ = New(send_buffer, receive_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = 0x0100007F;
    auto* where = reinterpret_cast<sockaddr*>(&address);
    int length = sizeof address;
    ASSERT_EQ(api_.bind(listener, where, length), 0);
    ASSERT_EQ(api_.listen(listener, 1), 0);
    ASSERT_EQ(api_.getsockname(listener, where, &length), 0);
    EXPECT_NE(address.sin_port, 0);
    ASSERT_EQ(api_.connect(connected_, where, length), 0);
    accepted_ = api_.accept(listener, nullptr, nullptr);
    ASSERT_NE(accepted_, INVALID_SOCKET);
    EXPECT_EQ(api_.closesocket(listener), 0);
    EXPECT_EQ(api_.connect(New(1, 1), where, length), SOCKET_ERROR) << "nobody listens any more";
    EXPECT_EQ(api_.GetLastError(), static_cast<DWORD>(WSAECONNREFUSED));
  }
  void Reset(SOCKET socket) {
    Set(socket, SO_LINGER, linger{1, 0});
    EXPECT_EQ(api_.closesocket(socket), 0);
  }
  static HANDLE Of(SOCKET socket) { return reinterpret_cast<HANDLE>(socket); }
  ULONG Available(SOCKET socket) {
    ULONG available = 99;
    EXPECT_EQ(api_.ioctlsocket(socket, FIONREAD, &available), 0);
    return available;
  }

  SOCKET connected_ = INVALID_SOCKET, accepted_ = INVALID_SOCKET;
};

TEST_F(SocketTest, EitherEndSendsToTheOther) {
  ExpectEnd(Write(Of(connected_), "there"), 0, 5);
  EXPECT_EQ(Available(accepted_), 5u);
  EXPECT_EQ(Available(connected_), 0u);
  EXPECT_EQ(Read(Of(accepted_), 9).bytes, "there");
  ExpectEnd(Write(Of(accepted_), "back"), 0, 4);
  EXPECT_EQ(Read(Of(connected_), 2).bytes, "ba");
  EXPECT_EQ(Read(Of(connected_), 9).bytes, "ck");
  ExpectEnd(Write(Of(accepted_), ""), 0, 0);
  EXPECT_EQ(api_.GetFileType(Of(accepted_)), static_cast<DWORD>(FILE_TYPE_PIPE));
}

TEST_F(SocketTest, WhatIsBeyondBothBuffersPends) {
  const PipeWrite& fits = Write(Of(connected_), 16);
  EXPECT_FALSE(fits.pending());
  const PipeWrite& pends = Write(Of(connected_), 3);
  EXPECT_TRUE(pends.pending());
  EXPECT_EQ(Read(Of(accepted_), 3).bytes, "aaa");
  ExpectEnd(pends, 0, 3);
  const PipeWrite& cancelled = Write(Of(connected_), 3);
  EXPECT_TRUE(api_.CancelIo(Of(connected_)));
  ExpectEnd(cancelled, ERROR_OPERATION_ABORTED, 0);
}

TEST_F(SocketTest, AResetEndsWhatIsUnderWay) {
  const PipeWrite& pends = Write(Of(connected_), 30);
  Reset(accepted_);
  ExpectEnd(pends, ERROR_NETNAME_DELETED, 0);
  const PipeWrite& late = Write(Of(connected_), 1);
  EXPECT_FALSE(late.accepted);
  EXPECT_EQ(late.refused_with, static_cast<DWORD>(ERROR_NETNAME_DELETED));
  EXPECT_EQ(Read(Of(connected_), 1).error, static_cast<DWORD>(ERROR_NETNAME_DELETED));
  EXPECT_EQ(Available(connected_), 0u);
}

TEST_F(SocketTest, ClosingInGoodOrderLeavesWhatWasSent) {
  Write(Of(connected_), "last");
  EXPECT_EQ(api_.closesocket(connected_), 0);
  EXPECT_EQ(Read(Of(accepted_), 9).bytes, "last");
  const PipeRead end = Read(Of(accepted_), 9);
  EXPECT_TRUE(end.returned);
  EXPECT_EQ(end.bytes, "");
  EXPECT_FALSE(Write(Of(accepted_), 1).accepted);
}

TEST_F(SocketTest, ClosingWithBytesUnreadIsAReset) {
  Write(Of(connected_), "unread");
  const PipeWrite& own = Write(Of(accepted_), 30);
  EXPECT_EQ(api_.closesocket(accepted_), 0);
  ExpectEnd(own, ERROR_OPERATION_ABORTED, 0);
  EXPECT_EQ(Read(Of(connected_), 1).error, static_cast<DWORD>(ERROR_NETNAME_DELETED));
}

TEST_F(SocketTest, TheEndOfAThreadCancelsItsWrites) {
  PipeWrite* write = nullptr;
  std::thread([&] { write = &Write(Of(connected_), 30); }).join();
  EXPECT_EQ(static_cast<DWORD>(write->overlapped.Internal), STATUS_CANCELLED);
  EXPECT_EQ(write->runs, 0);
}

TEST_F(SocketTest, OnlyThisMachineIsThere) {
  sockaddr_in elsewhere{};
  elsewhere.sin_family = AF_INET;
  elsewhere.sin_port = 1;
  elsewhere.sin_addr.s_addr = 0x08080808;
  const auto* where = reinterpret_cast<const sockaddr*>(&elsewhere);
  EXPECT_EQ(api_.connect(New(1, 1), where, sizeof elsewhere), SOCKET_ERROR);
  EXPECT_EQ(api_.bind(New(1, 1), where, sizeof elsewhere), SOCKET_ERROR);
  EXPECT_EQ(api_.GetLastError(), static_cast<DWORD>(WSAENETUNREACH));
}

TEST_F(SocketTest, WhatIsNoSocketIsRefused) {
  const Handle event(api_, api_.CreateEventW(nullptr, TRUE, FALSE, nullptr));
  const auto wrong = reinterpret_cast<SOCKET>(event.get());
  ULONG available = 0;
  EXPECT_EQ(api_.ioctlsocket(wrong, FIONREAD, &available), SOCKET_ERROR);
  EXPECT_EQ(api_.closesocket(wrong), SOCKET_ERROR);
  EXPECT_EQ(api_.GetLastError(), static_cast<DWORD>(WSAENOTSOCK));
  const PipeWrite& unconnected = Write(Of(New(1, 1)), 1);
  EXPECT_EQ(unconnected.refused_with, static_cast<DWORD>(ERROR_NETNAME_DELETED));
}

}  // namespace
}  // namespace wfx
