// The ends of a pipe: opening, connecting, closing, disconnecting, flushing, synchronous ends.
#include <gtest/gtest.h>

#include <thread>

#include "runner/model/pipe_fixture.h"

namespace wfx {
namespace {

class PipeEndTest : public PipeFixture {
 protected:
  void ExpectInvalid(HANDLE made, DWORD error) {
    EXPECT_EQ(made, INVALID_HANDLE_VALUE);
    EXPECT_EQ(api_.GetLastError(), error);
  }
  void ExpectFailed(BOOL returned, DWORD error) {
    EXPECT_FALSE(returned);
    EXPECT_EQ(api_.GetLastError(), error);
  }
};

// completion:WFX-PIPE-028
TEST_F(PipeEndTest, OpensOnlyWhatIsThere) {
  ExpectInvalid(OpenClient(), ERROR_FILE_NOT_FOUND);
  {
    const Handle outbound(api_, Create(PIPE_TYPE_BYTE, 64, PIPE_ACCESS_OUTBOUND));
    ExpectInvalid(OpenClient(GENERIC_WRITE), ERROR_ACCESS_DENIED);
    EXPECT_TRUE(Handle(api_, OpenClient(GENERIC_READ)).valid());
  }
  ExpectInvalid(OpenClient(), ERROR_FILE_NOT_FOUND);
  const Handle inbound(api_, Create(PIPE_TYPE_BYTE, 64, PIPE_ACCESS_INBOUND));
  ExpectInvalid(OpenClient(GENERIC_READ), ERROR_ACCESS_DENIED);
  const Handle client(api_, OpenClient(GENERIC_WRITE));
  EXPECT_TRUE(client.valid());
  EXPECT_EQ(api_.GetFileType(client.get()), static_cast<DWORD>(FILE_TYPE_PIPE));
  ExpectInvalid(OpenClient(GENERIC_WRITE), ERROR_PIPE_BUSY);
}

// pipe.direction_is_refused
TEST_F(PipeEndTest, WritesInItsDirectionOnly) {
  {
    const Handle server(api_, Create(PIPE_TYPE_BYTE, 64, PIPE_ACCESS_INBOUND));
    const Handle client(api_, OpenClient(GENERIC_WRITE));
    ExpectRefused(Write(server.get(), 1), ERROR_ACCESS_DENIED);
    ExpectEnd(Write(client.get(), 1), 0, 1);
    ExpectRead(server.get(), 9, "a");
  }
  const Handle server(api_, Create(PIPE_TYPE_BYTE, 64, PIPE_ACCESS_OUTBOUND));
  const Handle client(api_, OpenClient(GENERIC_READ));
  ExpectRefused(Write(client.get(), 1), ERROR_ACCESS_DENIED);
  ExpectEnd(Write(server.get(), 1), 0, 1);
  ExpectRead(client.get(), 9, "a");
  ExpectFailed(api_.PeekNamedPipe(server.get(), nullptr, 0, nullptr, nullptr, nullptr),
               ERROR_ACCESS_DENIED);
}

TEST_F(PipeEndTest, RefusesWhatCannotBeMade) {
  const auto made = [&](const char* path, DWORD open_mode, DWORD mode, DWORD instances) {
    return api_.CreateNamedPipeW(Wide(path).c_str(), open_mode, mode, instances, 1, 1, 0, nullptr);
  };
  ExpectInvalid(made("C:\\pipe", PIPE_ACCESS_DUPLEX, 0, 1), ERROR_INVALID_NAME);
  const char* path = "\\\\.\\pipe\\channel";
  ExpectInvalid(made(path, 0, 0, 1), ERROR_INVALID_PARAMETER);
  ExpectInvalid(made(path, PIPE_ACCESS_DUPLEX, 0, 0), ERROR_INVALID_PARAMETER);
  ExpectInvalid(made(path, PIPE_ACCESS_DUPLEX, 0, 256), ERROR_INVALID_PARAMETER);
  ExpectInvalid(made(path, PIPE_ACCESS_DUPLEX, PIPE_READMODE_MESSAGE, 1), ERROR_INVALID_PARAMETER);
  const Handle two(api_, made(path, PIPE_ACCESS_DUPLEX, 0, 2));
  ExpectInvalid(made(path, PIPE_ACCESS_DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE, 0, 2),
                ERROR_ACCESS_DENIED);
  ExpectInvalid(made(path, PIPE_ACCESS_INBOUND, 0, 2), ERROR_ACCESS_DENIED);
  const Handle second(api_, made("\\\\.\\PIPE\\Channel", PIPE_ACCESS_DUPLEX, 0, 2));
  EXPECT_TRUE(second.valid());
  ExpectInvalid(made(path, PIPE_ACCESS_DUPLEX, 0, 2), ERROR_PIPE_BUSY);
}

// completion:WFX-PIPE-034
TEST_F(PipeEndTest, InstancesAreIndependent) {
  const PipePair one = Make(PIPE_TYPE_BYTE, 64), other = Make(PIPE_TYPE_BYTE, 64);
  Write(one.server.get(), "one");
  Write(other.server.get(), "other");
  ExpectRead(other.client.get(), 9, "other");
  ExpectRead(one.client.get(), 9, "one");
}

// pipe.listening_is_refused; completion:WFX-PIPE-026
TEST_F(PipeEndTest, AClientMakesItWritableWithoutConnecting) {
  const Handle server(api_, Create(PIPE_TYPE_MESSAGE, 64));
  ExpectRefused(Write(server.get(), 1), ERROR_PIPE_LISTENING);
  ExpectRefused(Write(server.get(), ""), ERROR_PIPE_LISTENING);
  ExpectRead(server.get(), 1, "", ERROR_PIPE_LISTENING);
  ExpectFailed(api_.PeekNamedPipe(server.get(), nullptr, 0, nullptr, nullptr, nullptr),
               ERROR_BAD_PIPE);
  const Handle client(api_, OpenClient());
  ExpectEnd(Write(server.get(), "a"), 0, 1);
  ExpectRead(client.get(), 9, "a");
}

TEST_F(PipeEndTest, ConnectingWaitsForAClient) {
  const Handle server(api_, Create(PIPE_TYPE_BYTE, 64));
  const Handle event(api_, api_.CreateEventW(nullptr, TRUE, FALSE, nullptr));
  OVERLAPPED overlapped{};
  overlapped.hEvent = event.get();
  ExpectFailed(api_.ConnectNamedPipe(server.get(), &overlapped), ERROR_IO_PENDING);
  EXPECT_EQ(api_.WaitForSingleObject(event.get(), 0), static_cast<DWORD>(WAIT_TIMEOUT));
  Handle client(api_, OpenClient());
  EXPECT_EQ(api_.WaitForSingleObject(event.get(), 0), WAIT_OBJECT_0);
  DWORD count = 0;
  EXPECT_TRUE(api_.GetOverlappedResult(server.get(), &overlapped, &count, FALSE));
  ExpectFailed(api_.ConnectNamedPipe(server.get(), &overlapped), ERROR_PIPE_CONNECTED);
  ExpectFailed(api_.ConnectNamedPipe(client.get(), &overlapped), ERROR_INVALID_FUNCTION);
  client.Close();
  ExpectFailed(api_.ConnectNamedPipe(server.get(), &overlapped), ERROR_NO_DATA);
}

TEST_F(PipeEndTest, ConnectingEndsWithTheServer) {
  Handle server(api_, Create(PIPE_TYPE_BYTE, 64));
  OVERLAPPED first{}, second{}, third{};
  ExpectFailed(api_.ConnectNamedPipe(server.get(), &first), ERROR_IO_PENDING);
  EXPECT_TRUE(api_.CancelIoEx(server.get(), &first));
  EXPECT_EQ(first.Internal, STATUS_CANCELLED);
  ExpectFailed(api_.ConnectNamedPipe(server.get(), &second), ERROR_IO_PENDING);
  EXPECT_TRUE(api_.DisconnectNamedPipe(server.get()));
  EXPECT_EQ(second.Internal, STATUS_PIPE_DISCONNECTED);
  ExpectFailed(api_.ConnectNamedPipe(server.get(), &third), ERROR_IO_PENDING);
  server.Close();
  EXPECT_EQ(third.Internal, STATUS_PIPE_BROKEN);
}

TEST_F(PipeEndTest, WithoutWaitingConnectingTellsWhetherAClientIsThere) {
  const Handle server(api_, Create(PIPE_TYPE_BYTE | PIPE_NOWAIT, 64));
  ExpectFailed(api_.ConnectNamedPipe(server.get(), nullptr), ERROR_PIPE_LISTENING);
  const Handle client(api_, OpenClient());
  ExpectFailed(api_.ConnectNamedPipe(server.get(), nullptr), ERROR_PIPE_CONNECTED);
  EXPECT_TRUE(api_.DisconnectNamedPipe(server.get()));
  ExpectInvalid(OpenClient(), ERROR_PIPE_BUSY);
  EXPECT_TRUE(api_.ConnectNamedPipe(server.get(), nullptr));
  ExpectFailed(api_.ConnectNamedPipe(server.get(), nullptr), ERROR_PIPE_LISTENING);
  EXPECT_TRUE(Handle(api_, OpenClient()).valid());
}

TEST_F(PipeEndTest, StatesThatCannotBeAreRefused) {
  const PipePair pair = Make(PIPE_TYPE_BYTE, 64);
  DWORD mode = PIPE_READMODE_MESSAGE;
  ExpectFailed(api_.SetNamedPipeHandleState(pair.client.get(), &mode, nullptr, nullptr),
               ERROR_INVALID_PARAMETER);
  PipeWrite& write = Write(pair.client.get(), 65);
  mode = PIPE_NOWAIT;
  ExpectFailed(api_.SetNamedPipeHandleState(pair.client.get(), &mode, nullptr, nullptr),
               ERROR_PIPE_BUSY);
  ExpectRead(pair.server.get(), 99, std::string(65, 'a'));
  ExpectEnd(write, 0, 65);
  EXPECT_TRUE(api_.SetNamedPipeHandleState(pair.client.get(), &mode, nullptr, nullptr));
  ExpectEnd(Write(pair.client.get(), 65), 0, 0);
  ExpectFailed(api_.DisconnectNamedPipe(pair.client.get()), ERROR_INVALID_FUNCTION);
  const Handle event(api_, api_.CreateEventW(nullptr, TRUE, FALSE, nullptr));
  ExpectFailed(api_.DisconnectNamedPipe(event.get()), ERROR_INVALID_HANDLE);
}

// A server end without FILE_FLAG_OVERLAPPED: the call lasts until its write is over.
TEST_F(PipeEndTest, ASynchronousEndWaits) {
  const Handle server(api_, Create(PIPE_TYPE_BYTE, 10, PIPE_ACCESS_DUPLEX, 1, 0));
  std::thread connecting = WhileBlocked(
      server.get(), [&] { EXPECT_TRUE(api_.ConnectNamedPipe(server.get(), nullptr)); });
  const Handle client(api_, OpenClient());
  connecting.join();
  DWORD written = 0;
  std::thread writing = WhileBlocked(server.get(), [&] {
    EXPECT_TRUE(api_.WriteFile(server.get(), "0123456789+", 11, &written, nullptr));
  });
  ExpectRead(client.get(), 99, "0123456789+");
  writing.join();
  EXPECT_EQ(written, 11u);
  std::string bytes(4, '?');
  DWORD read = 0;
  std::thread reading = WhileBlocked(server.get(), [&] {
    EXPECT_TRUE(api_.ReadFile(server.get(), bytes.data(), 4, &read, nullptr));
  });
  ExpectEnd(Write(client.get(), "abcdef"), 0, 6);
  reading.join();
  EXPECT_EQ(bytes, "abcd");
}

}  // namespace
}  // namespace wfx
