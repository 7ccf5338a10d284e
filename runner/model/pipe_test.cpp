// What travels through a pipe: quota, order, types, read modes, cancellation.
#include <gtest/gtest.h>

#include "runner/model/pipe_fixture.h"

namespace wfx {
namespace {

const std::string kSmall = "small";

class PipeFlowTest : public PipeKindTest {};
INSTANTIATE_TEST_SUITE_P(Kinds, PipeFlowTest, testing::ValuesIn(AllPipeKinds()), NameOfKind);

// pipe.fits_quota_completes_at_once
TEST_P(PipeFlowTest, TheQuotaIsTaken) {
  ExpectEnd(Write(writer_, kQuota), 0, kQuota);
  EXPECT_EQ(Available(reader_), kQuota);
  ExpectPending(Write(writer_, 1));
}

// pipe.beyond_quota_pends
TEST_P(PipeFlowTest, OneByteMoreThanTheQuotaPendsUntilOneIsRead) {
  PipeWrite& write = Write(writer_, kQuota + 1);
  EXPECT_TRUE(write.accepted);
  ExpectPending(write);
  EXPECT_EQ(api_.WaitForSingleObject(writer_, 0), static_cast<DWORD>(WAIT_TIMEOUT));
  ExpectRead(reader_, 1, "a", 0);
  EXPECT_EQ(api_.WaitForSingleObject(writer_, 0), WAIT_OBJECT_0);
  EXPECT_EQ(write.runs, 0);
  ExpectEnd(write, 0, kQuota + 1);
}

// pipe.pending_bytes_are_visible, pipe.completes_when_the_rest_fits
TEST_P(PipeFlowTest, CompletesWhenTheRestFits) {
  PipeWrite& write = Write(writer_, 7000);
  EXPECT_EQ(Available(reader_), 7000u);
  EXPECT_EQ(Read(reader_, 1999).bytes.size(), 1999u);
  ExpectPending(write);
  EXPECT_EQ(Read(reader_, 1).bytes.size(), 1u);
  ExpectEnd(write, 0, 7000);
  EXPECT_EQ(Available(reader_), 5000u);
  ExpectRead(reader_, 9000, std::string(5000, 'a'));
}

// pipe.keeps_order
TEST_P(PipeFlowTest, AWriteBehindAPendingOneWaits) {
  PipeWrite& first = Write(writer_, 7000);
  PipeWrite& second = Write(writer_, "b");
  ExpectPending(second);
  EXPECT_EQ(Read(reader_, 2000).bytes.size(), 2000u);
  ExpectEnd(first, 0, 7000);
  ExpectPending(second);
  EXPECT_EQ(Read(reader_, 1).bytes.size(), 1u);
  ExpectEnd(second, 0, 1);
  ExpectRead(reader_, 9000, std::string(4999, 'a') + "b");
}

// pipe.large_write_completes, pipe.message_stays_one_message
TEST_P(PipeFlowTest, AMebibyteArrivesWhole) {
  if (messages()) ReadMessages(reader_);
  std::string bytes(1 << 20, 'x');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 7 + i / 251);
  PipeWrite& write = Write(writer_, bytes);
  ExpectRead(reader_, 2 << 20, bytes);
  ExpectEnd(write, 0, 1 << 20);
}

// completion:WFX-PIPE-032
TEST_P(PipeFlowTest, TheBytesAreThoseOfTheCall) {
  PipeWrite& write = Write(writer_, 7000);
  write.bytes.assign(7000, 'z');
  ExpectRead(reader_, 7000, std::string(7000, 'a'));
  ExpectEnd(write, 0, 7000);
}

// pipe.null_write_of_bytes_is_silent, pipe.null_write_is_an_empty_message
TEST_P(PipeFlowTest, AZeroByteWriteWakesAReaderOfMessagesOnly) {
  char byte = 0;
  OVERLAPPED overlapped{};
  ASSERT_FALSE(api_.ReadFile(reader_, &byte, 1, nullptr, &overlapped));
  ASSERT_EQ(api_.GetLastError(), static_cast<DWORD>(ERROR_IO_PENDING));
  ExpectEnd(Write(writer_, ""), 0, 0);
  DWORD count = 9;
  EXPECT_EQ(api_.GetOverlappedResult(reader_, &overlapped, &count, FALSE), messages());
  if (messages()) {
    EXPECT_EQ(count, 0u);
  } else {
    EXPECT_EQ(api_.GetLastError(), static_cast<DWORD>(ERROR_IO_INCOMPLETE));
    api_.CancelIo(reader_);
  }
}

// pipe.null_write_does_not_pend: the empty message has its place behind the pending one.
TEST_P(PipeFlowTest, AZeroByteWriteNeverPends) {
  if (messages()) ReadMessages(reader_);
  PipeWrite& full = Write(writer_, 7000);
  ExpectEnd(Write(writer_, ""), 0, 0);
  ExpectPending(full);
  ExpectRead(reader_, 7000, full.bytes);
  EXPECT_EQ(Available(reader_), 0u);
  if (messages()) ExpectRead(reader_, 10, "");
  EXPECT_EQ(Read(reader_, 10).error, static_cast<DWORD>(ERROR_IO_PENDING));
}

// cancel.partly_read_write_reports_zero
TEST_P(PipeFlowTest, ACancelledWriteTakesItsRestAway) {
  PipeWrite& write = Write(writer_, 7000);
  EXPECT_EQ(Read(reader_, 10).bytes.size(), 10u);
  ASSERT_TRUE(api_.CancelIo(writer_));
  EXPECT_EQ(write.runs, 0);
  ExpectEnd(write, ERROR_OPERATION_ABORTED, 0);
  EXPECT_EQ(write.overlapped.InternalHigh, 0u);
  EXPECT_EQ(Available(reader_), 0u);
  ExpectEnd(Write(writer_, kSmall), 0, 5);
  ExpectRead(reader_, 100, kSmall);
}

// cancel.second_write_proceeds
TEST_P(PipeFlowTest, TheSecondOfTwoProceeds) {
  PipeWrite& first = Write(writer_, kQuota + 2000);
  PipeWrite& second = Write(writer_, "b");
  ExpectPending(second);
  ASSERT_TRUE(api_.CancelIoEx(writer_, &first.overlapped));
  ExpectEnd(first, ERROR_OPERATION_ABORTED, 0);
  ExpectEnd(second, 0, 1);
  ExpectRead(reader_, 100, "b");
}

// cancel.nothing_to_cancel_is_not_found
TEST_P(PipeFlowTest, AnAcceptedWriteCannotBeCancelled) {
  PipeWrite& write = Write(writer_, kSmall);
  EXPECT_FALSE(api_.CancelIoEx(writer_, &write.overlapped));
  EXPECT_EQ(api_.GetLastError(), static_cast<DWORD>(ERROR_NOT_FOUND));
  ExpectEnd(write, 0, 5);
  ExpectRead(reader_, 5, kSmall);
}

// A read that came first takes the bytes: they need no quota.
TEST_P(PipeFlowTest, AWaitingReadTakesWhatItAskedFor) {
  std::string bytes(2000, '?');
  OVERLAPPED overlapped{};
  ASSERT_FALSE(api_.ReadFile(reader_, bytes.data(), 2000, nullptr, &overlapped));
  ExpectEnd(Write(writer_, 7000), 0, 7000);
  DWORD count = 0;
  EXPECT_TRUE(api_.GetOverlappedResult(reader_, &overlapped, &count, FALSE));
  EXPECT_EQ(count, 2000u);
  EXPECT_EQ(bytes, std::string(2000, 'a'));
  EXPECT_EQ(Available(reader_), 5000u);
}

class PipeTypeTest : public PipeFixture {};

// pipe.partial_read_keeps_the_rest
TEST_F(PipeTypeTest, AReadOfBytesKeepsTheRest) {
  const PipePair pair = Make(PIPE_TYPE_BYTE, 4096);
  PipeWrite& write = Write(pair.server.get(), 70000);
  ExpectRead(pair.client.get(), 65535, std::string(65535, 'a'));
  ExpectPending(write);
  ExpectRead(pair.client.get(), 65535, std::string(4465, 'a'));
  ExpectEnd(write, 0, 70000);
}

// pipe.message_read_says_more_data
TEST_F(PipeTypeTest, AReadOfAMessageSaysMoreData) {
  const PipePair pair = Make(PIPE_TYPE_MESSAGE, 4096);
  ReadMessages(pair.client.get());
  PipeWrite& write = Write(pair.server.get(), 70000);
  Write(pair.server.get(), "next");
  DWORD left = 0, copied = 0;
  char seen[10];
  ASSERT_TRUE(api_.PeekNamedPipe(pair.client.get(), seen, 10, &copied, nullptr, &left));
  EXPECT_EQ(copied, 10u);
  EXPECT_EQ(left, 69990u);
  ExpectRead(pair.client.get(), 65535, std::string(65535, 'a'), ERROR_MORE_DATA);
  ExpectRead(pair.client.get(), 65535, std::string(4465, 'a'));
  ExpectEnd(write, 0, 70000);
  ExpectRead(pair.client.get(), 65535, "next");
}

// The warning of ReadFileEx is no error to its routine.
TEST_F(PipeTypeTest, AWaitingReadOfAMessageSaysMoreDataToo) {
  const PipePair pair = Make(PIPE_TYPE_MESSAGE, 4096);
  ReadMessages(pair.client.get());
  PipeWrite read;
  read.overlapped.hEvent = &read;
  char bytes[3];
  ASSERT_TRUE(api_.ReadFileEx(pair.client.get(), bytes, 3, &read.overlapped, NoteEnd));
  ExpectEnd(Write(pair.server.get(), kSmall), 0, 5);
  EXPECT_EQ(read.runs, 1);
  EXPECT_EQ(read.error, 0u);
  EXPECT_EQ(read.count, 3u);
  DWORD count = 0;
  EXPECT_FALSE(api_.GetOverlappedResult(pair.client.get(), &read.overlapped, &count, FALSE));
  EXPECT_EQ(api_.GetLastError(), static_cast<DWORD>(ERROR_MORE_DATA));
  ExpectRead(pair.client.get(), 9, "ll");
}

// pipe.byte_mode_merges_messages: an empty one among them is gone.
TEST_F(PipeTypeTest, AReadOfBytesMergesMessages) {
  const PipePair pair = Make(PIPE_TYPE_MESSAGE, 4096);
  for (const char* each : {"one", "", "two"}) Write(pair.server.get(), each);
  ExpectRead(pair.client.get(), 100, "onetwo");
  ReadMessages(pair.client.get());
  for (const char* each : {"one", "", "two"}) Write(pair.server.get(), each);
  for (const char* each : {"one", "", "two"}) ExpectRead(pair.client.get(), 100, each);
}

// completion:WFX-PIPE-037
TEST_F(PipeTypeTest, WithoutQuotaEveryByteWaits) {
  for (const DWORD type : {PIPE_TYPE_BYTE, PIPE_TYPE_MESSAGE}) {
    const PipePair pair = Make(type, 0);
    PipeWrite& write = Write(pair.server.get(), "x");
    ExpectPending(write);
    ExpectRead(pair.client.get(), 9, "x");
    ExpectEnd(write, 0, 1);
  }
}

TEST_F(PipeTypeTest, EachDirectionHasItsOwnQuota) {
  const Handle server(
      api_, api_.CreateNamedPipeW(Path().c_str(), PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED,
                                  PIPE_TYPE_BYTE, 1, 10, 20, 0, nullptr));
  const Handle client(api_, OpenClient());
  ExpectEnd(Write(server.get(), 10), 0, 10);
  ExpectPending(Write(server.get(), 1));
  ExpectEnd(Write(client.get(), 20), 0, 20);
  ExpectPending(Write(client.get(), 1));
}

// pipe.offset_is_ignored
TEST_F(PipeTypeTest, OffsetsMeanNothing) {
  const PipePair pair = Make(PIPE_TYPE_BYTE, 4096);
  PipeWrite write;
  write.overlapped.hEvent = &write;
  write.overlapped.Offset = 12345;
  write.overlapped.OffsetHigh = 7;
  ASSERT_TRUE(api_.WriteFileEx(pair.server.get(), "ab", 2, &write.overlapped, NoteEnd));
  ExpectEnd(write, 0, 2);
  ExpectRead(pair.client.get(), 9, "ab");
}

}  // namespace
}  // namespace wfx
