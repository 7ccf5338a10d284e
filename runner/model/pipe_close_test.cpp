// What becomes of requests and data when an end of a pipe is closed or disconnected.
#include <gtest/gtest.h>

#include <thread>

#include "runner/model/pipe_fixture.h"

namespace wfx {
namespace {

class PipeCloseTest : public PipeKindTest {
 protected:
  void ExpectReadBroken(HANDLE handle, DWORD error) { ExpectRead(handle, 9, "", error); }
};
INSTANTIATE_TEST_SUITE_P(Kinds, PipeCloseTest, testing::ValuesIn(AllPipeKinds()), NameOfKind);

// pipe.closed_peer_is_no_data: also when something is unread.
TEST_P(PipeCloseTest, AWriteAfterThePeerHasClosedIsRefused) {
  ExpectEnd(Write(reader_, "left"), 0, 4);
  reader_owner().Close();
  ExpectRefused(Write(writer_, 10), ERROR_NO_DATA);
  ExpectRead(writer_, 9, "left");
  ExpectRefused(Write(writer_, 10), ERROR_NO_DATA);
  ExpectReadBroken(writer_, ERROR_BROKEN_PIPE);
  EXPECT_FALSE(api_.PeekNamedPipe(writer_, nullptr, 0, nullptr, nullptr, nullptr));
  EXPECT_EQ(api_.GetLastError(), static_cast<DWORD>(ERROR_BROKEN_PIPE));
}

// pipe.peer_closing_breaks_a_pending_write
TEST_P(PipeCloseTest, APendingWriteBreaksWithThePeer) {
  PipeWrite& write = Write(writer_, 7000);
  EXPECT_EQ(Read(reader_, 10).bytes.size(), 10u);
  reader_owner().Close();
  ExpectEnd(write, ERROR_BROKEN_PIPE, 0);
  EXPECT_EQ(static_cast<DWORD>(write.overlapped.Internal), STATUS_PIPE_BROKEN);
}

// pipe.accepted_data_outlives_the_writer
TEST_P(PipeCloseTest, AcceptedDataOutlivesTheWriter) {
  ExpectEnd(Write(writer_, 100), 0, 100);
  writer_owner().Close();
  EXPECT_EQ(Available(reader_), 100u);
  ExpectRead(reader_, 60, std::string(60, 'a'));
  ExpectRead(reader_, 60, std::string(40, 'a'));
  ExpectReadBroken(reader_, ERROR_BROKEN_PIPE);
}

// completion:WFX-PIPE-031
TEST_P(PipeCloseTest, APendingWriteOutlivesItsOwnEnd) {
  PipeWrite& write = Write(writer_, 7000);
  writer_owner().Close();
  ExpectPending(write);
  ExpectRead(reader_, 7000, std::string(7000, 'a'));
  ExpectEnd(write, 0, 7000);
}

// The same, when nobody reads it.
TEST_P(PipeCloseTest, APendingWriteEndsWithBothEnds) {
  PipeWrite& write = Write(writer_, 7000);
  writer_owner().Close();
  reader_owner().Close();
  ExpectEnd(write, ERROR_BROKEN_PIPE, 0);
  EXPECT_EQ(model_.open_handles(), 0u);
}

// completion:WFX-PIPE-030
TEST_P(PipeCloseTest, AWaitingReadBreaksWithEitherEnd) {
  char byte = 0;
  OVERLAPPED own{}, peer{};
  ASSERT_FALSE(api_.ReadFile(writer_, &byte, 1, nullptr, &own));
  ASSERT_FALSE(api_.ReadFile(reader_, &byte, 1, nullptr, &peer));
  writer_owner().Close();
  EXPECT_EQ(static_cast<DWORD>(own.Internal), STATUS_PIPE_BROKEN);
  EXPECT_EQ(static_cast<DWORD>(peer.Internal), STATUS_PIPE_BROKEN);
}

// handle.closing_a_duplicate_cancels_nothing
TEST_P(PipeCloseTest, ADuplicateKeepsItsEndOpen) {
  HANDLE duplicate = nullptr;
  ASSERT_TRUE(api_.DuplicateHandle(CurrentProcess(), writer_, CurrentProcess(), &duplicate, 0,
                                   FALSE, DUPLICATE_SAME_ACCESS));
  const Handle second(api_, duplicate);
  PipeWrite& write = Write(writer_, 7000);
  writer_owner().Close();
  ExpectPending(write);
  EXPECT_TRUE(api_.CancelIo(duplicate));
  ExpectEnd(write, ERROR_OPERATION_ABORTED, 0);
}

// pipe.disconnecting_ends_a_pending_write, pipe.disconnected_is_refused
TEST_P(PipeCloseTest, DisconnectingEndsEverything) {
  const HANDLE server = pair_.server.get(), client = pair_.client.get();
  PipeWrite& there = Write(writer_, 7000);
  PipeWrite& back = Write(reader_, 7000);
  ASSERT_TRUE(api_.DisconnectNamedPipe(server));
  ExpectEnd(there, ERROR_PIPE_NOT_CONNECTED, 0);
  ExpectEnd(back, ERROR_PIPE_NOT_CONNECTED, 0);
  EXPECT_EQ(static_cast<DWORD>(back.overlapped.Internal), STATUS_PIPE_DISCONNECTED);
  for (const HANDLE end : {server, client}) {
    ExpectRefused(Write(end, 1), ERROR_PIPE_NOT_CONNECTED);
    ExpectRefused(Write(end, ""), ERROR_PIPE_NOT_CONNECTED);
    ExpectReadBroken(end, ERROR_PIPE_NOT_CONNECTED);
  }
  EXPECT_FALSE(api_.FlushFileBuffers(client));
  EXPECT_EQ(api_.GetLastError(), static_cast<DWORD>(ERROR_PIPE_NOT_CONNECTED));
  EXPECT_FALSE(api_.DisconnectNamedPipe(server));
  EXPECT_EQ(api_.GetLastError(), static_cast<DWORD>(ERROR_PIPE_NOT_CONNECTED));
}

TEST_P(PipeCloseTest, ADisconnectedPipeServesAnotherClient) {
  ASSERT_TRUE(api_.DisconnectNamedPipe(pair_.server.get()));
  OVERLAPPED overlapped{};
  EXPECT_FALSE(api_.ConnectNamedPipe(pair_.server.get(), &overlapped));
  const Handle another(api_, OpenClient());
  EXPECT_EQ(static_cast<DWORD>(overlapped.Internal), STATUS_SUCCESS);
  ExpectEnd(Write(pair_.server.get(), "new"), 0, 3);
  ExpectRead(another.get(), 9, "new");
  ExpectRefused(Write(pair_.client.get(), 1), ERROR_PIPE_NOT_CONNECTED);
  pair_.client.Close();
  ExpectEnd(Write(another.get(), "yes"), 0, 3);
}

// completion:WFX-PIPE-038
TEST_P(PipeCloseTest, FlushingWaitsForTheReader) {
  EXPECT_TRUE(api_.FlushFileBuffers(writer_));
  ExpectEnd(Write(writer_, 100), 0, 100);
  bool over = false;
  std::thread flushing = WhileBlocked(writer_, [&] {
    EXPECT_TRUE(api_.FlushFileBuffers(writer_));
    over = true;
  });
  ExpectRead(reader_, 60, std::string(60, 'a'));
  EXPECT_EQ(api_.WaitForSingleObject(writer_, 0), static_cast<DWORD>(WAIT_TIMEOUT));
  ExpectRead(reader_, 60, std::string(40, 'a'));
  flushing.join();
  EXPECT_TRUE(over);
}

// completion:WFX-PIPE-022, completion:WFX-PIPE-023
TEST_P(PipeCloseTest, FlushingFailsWithThePipe) {
  const auto flush_fails = [this](DWORD error) {
    return WhileBlocked(writer_, [this, error] {
      EXPECT_FALSE(api_.FlushFileBuffers(writer_));
      EXPECT_EQ(api_.GetLastError(), error);
    });
  };
  ExpectEnd(Write(writer_, 100), 0, 100);
  std::thread flushing = flush_fails(ERROR_PIPE_NOT_CONNECTED);
  api_.DisconnectNamedPipe(pair_.server.get());
  flushing.join();
}

TEST_P(PipeCloseTest, FlushingBreaksWithThePeer) {
  ExpectEnd(Write(writer_, 100), 0, 100);
  std::thread flushing = WhileBlocked(writer_, [this] {
    EXPECT_FALSE(api_.FlushFileBuffers(writer_));
    EXPECT_EQ(api_.GetLastError(), static_cast<DWORD>(ERROR_BROKEN_PIPE));
  });
  reader_owner().Close();
  flushing.join();
}

// completion:WFX-CAN-019
TEST_P(PipeCloseTest, FlushingEndsWhenTheWriteIsCancelled) {
  const Handle event(api_, api_.CreateEventW(nullptr, TRUE, FALSE, nullptr));
  const std::string bytes(7000, 'a');
  OVERLAPPED overlapped{};
  overlapped.hEvent = event.get();
  ASSERT_FALSE(api_.WriteFile(writer_, bytes.data(), 7000, nullptr, &overlapped));
  std::thread flushing =
      WhileBlocked(writer_, [this] { EXPECT_TRUE(api_.FlushFileBuffers(writer_)); });
  EXPECT_TRUE(api_.CancelIoEx(writer_, &overlapped));
  flushing.join();
}

// completion.pending_write_ends_with_its_thread
TEST_P(PipeCloseTest, APendingWriteEndsWithItsThread) {
  PipeWrite* write = nullptr;
  std::thread([&] { write = &Write(writer_, 7000); }).join();
  EXPECT_EQ(static_cast<DWORD>(write->overlapped.Internal), STATUS_CANCELLED);
  EXPECT_EQ(write->runs, 0);
  EXPECT_EQ(Available(reader_), 0u);
}

// completion:WFX-APC-055
TEST_P(PipeCloseTest, APendingWriteEndsWithItsProcess) {
  HANDLE duplicate = nullptr;
  const std::uint32_t process = model_.StartProcess();
  reader_owner().Close();
  writer_owner().Close();
  pair_.server = Handle(api_, Create(PIPE_TYPE_BYTE, kQuota));
  PipeWrite* write = nullptr;
  {
    const Model::InProcess inside(process);
    duplicate = OpenClient();
    write = &Write(duplicate, 7000);
  }
  EXPECT_EQ(Available(pair_.server.get()), 7000u);
  model_.EndProcess(process);
  EXPECT_EQ(static_cast<DWORD>(write->overlapped.Internal), STATUS_CANCELLED);
  EXPECT_FALSE(api_.PeekNamedPipe(pair_.server.get(), nullptr, 0, nullptr, nullptr, nullptr));
  EXPECT_EQ(api_.GetLastError(), static_cast<DWORD>(ERROR_BROKEN_PIPE));
}

class PipeCodesTest : public PipeFixture {
 protected:
  static ModelOptions Options() {
    ModelOptions options;
    options.choices.pipe_codes_by_turns = true;
    return options;
  }
  PipeCodesTest() : PipeFixture(Options()) {}
};

TEST_F(PipeCodesTest, TheCodesTakeTurns) {
  PipePair pair = Make(PIPE_TYPE_BYTE, 64);
  PipeWrite& pending = Write(pair.server.get(), 65);
  pair.client.Close();
  ExpectEnd(pending, ERROR_BROKEN_PIPE, 0);
  ExpectRefused(Write(pair.server.get(), 1), ERROR_NO_DATA);
  ExpectRefused(Write(pair.server.get(), 1), ERROR_PIPE_NOT_CONNECTED);
  ExpectRefused(Write(pair.server.get(), 1), ERROR_BROKEN_PIPE);
}

}  // namespace
}  // namespace wfx
