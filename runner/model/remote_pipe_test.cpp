// Pipes of two machines.
#include <gtest/gtest.h>

#include "runner/model/pipe_fixture.h"

namespace wfx {
namespace {

class RemotePipeTest : public PipeFixture {
 protected:
  explicit RemotePipeTest(const ModelOptions& options = {})
      : PipeFixture(options), far_(model_.StartProcess(Model::Machine::kOther)) {}

  HANDLE Open(const char* path) {
    return api_.CreateFileW(Wide(path).c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr,
                            OPEN_EXISTING, FILE_FLAG_OVERLAPPED, nullptr);
  }
  HANDLE MakeFar(DWORD mode, DWORD quota = 1 << 20) {
    const Model::InProcess inside(far_);
    return Create(mode, quota);
  }
  // A client here of a pipe made there.
  HANDLE ClientOf(DWORD mode) {
    MakeFar(mode);
    const HANDLE client = Open("\\\\far\\pipe\\channel");
    EXPECT_NE(client, INVALID_HANDLE_VALUE) << api_.GetLastError();
    return client;
  }

  const std::uint32_t far_;
};

TEST_F(RemotePipeTest, NamesAreOfTheirMachine) {
  MakeFar(PIPE_TYPE_BYTE);
  EXPECT_EQ(OpenClient(), INVALID_HANDLE_VALUE) << "not here";
  EXPECT_EQ(api_.GetLastError(), DWORD{ERROR_FILE_NOT_FOUND});
  EXPECT_EQ(Open("\\\\near\\pipe\\channel"), INVALID_HANDLE_VALUE);
  EXPECT_NE(Create(PIPE_TYPE_BYTE, 10), INVALID_HANDLE_VALUE) << "another one of that name";
  const Model::InProcess inside(far_);
  EXPECT_NE(Open("\\\\.\\pipe\\channel"), INVALID_HANDLE_VALUE);
  EXPECT_NE(Open("\\\\NEAR\\pipe\\channel"), INVALID_HANDLE_VALUE);
}

TEST_F(RemotePipeTest, CarriesBytes) {
  const HANDLE server = MakeFar(PIPE_TYPE_BYTE);
  const HANDLE client = Open("\\\\far\\pipe\\channel");
  ExpectEnd(Write(client, 65535), 0, 65535);
  const Model::InProcess inside(far_);
  ExpectRead(server, 65535, std::string(65535, 'a'));
}

TEST_F(RemotePipeTest, MayBeRefused) {
  MakeFar(PIPE_TYPE_BYTE | PIPE_REJECT_REMOTE_CLIENTS);
  EXPECT_EQ(Open("\\\\far\\pipe\\channel"), INVALID_HANDLE_VALUE);
  EXPECT_EQ(api_.GetLastError(), DWORD{ERROR_ACCESS_DENIED});
  const Model::InProcess inside(far_);
  EXPECT_NE(Open("\\\\far\\pipe\\channel"), INVALID_HANDLE_VALUE) << "its own machine's";
}

TEST_F(RemotePipeTest, EndsWithItsClient) {
  const HANDLE server = Create(PIPE_TYPE_BYTE, 10);
  {
    const Model::InProcess inside(far_);
    ASSERT_NE(Open("\\\\near\\pipe\\channel"), INVALID_HANDLE_VALUE);
  }
  PipeWrite& write = Write(server, 100);
  ExpectPending(write);
  model_.EndProcess(far_);
  ExpectEnd(write, ERROR_BROKEN_PIPE, 0);
}

TEST_F(RemotePipeTest, TakesMoreThanItMust) {
  ExpectEnd(Write(ClientOf(PIPE_TYPE_BYTE), 65536), 0, 65536);
}

ModelOptions LongWrites(Choices::LongRemoteWrites are) {
  ModelOptions options;
  options.choices.long_remote_writes = are;
  return options;
}

class RefusedLongWrites : public RemotePipeTest {
 protected:
  RefusedLongWrites() : RemotePipeTest(LongWrites(Choices::LongRemoteWrites::kRefused)) {}
};

TEST_F(RefusedLongWrites, AreOfTheNetworkAlone) {
  const HANDLE client = ClientOf(PIPE_TYPE_BYTE);
  ExpectEnd(Write(client, 65535), 0, 65535);
  ExpectRefused(Write(client, 65536), ERROR_INVALID_PARAMETER);
  const PipePair here = Make(PIPE_TYPE_BYTE, 1 << 20);
  ExpectEnd(Write(here.client.get(), 65536), 0, 65536);
}

class LongWritesWithAWarning : public RemotePipeTest {
 protected:
  LongWritesWithAWarning() : RemotePipeTest(LongWrites(Choices::LongRemoteWrites::kWarning)) {}
};

TEST_F(LongWritesWithAWarning, SucceedAndSendNothing) {
  const HANDLE server = MakeFar(PIPE_TYPE_MESSAGE);
  const HANDLE client = Open("\\\\far\\pipe\\channel");
  PipeWrite& write = Write(client, 65536);
  EXPECT_TRUE(write.accepted);
  EXPECT_EQ(api_.GetLastError(), DWORD{ERROR_MORE_DATA});
  ExpectEnd(write, 0, 0);
  const Model::InProcess inside(far_);
  ExpectRead(server, 65536, "", ERROR_IO_PENDING);
}

}  // namespace
}  // namespace wfx
