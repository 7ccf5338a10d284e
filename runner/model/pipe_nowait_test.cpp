// PIPE_NOWAIT, and reads that give less than there is.
#include <gtest/gtest.h>

#include "runner/model/pipe_fixture.h"

namespace wfx {
namespace {

class PipeNowaitTest : public PipeFixture, public testing::WithParamInterface<bool> {
 protected:
  PipeNowaitTest()
      : pair_(Make((GetParam() ? PIPE_TYPE_MESSAGE : PIPE_TYPE_BYTE) | PIPE_NOWAIT, 512)) {}
  bool messages() const { return GetParam(); }
  // Writes while a read of `asked` waits; gives what it got, or nothing while it still waits.
  std::string WithWaitingRead(DWORD asked, std::size_t length, DWORD written) {
    std::string bytes(asked, '?');
    OVERLAPPED overlapped{};
    EXPECT_FALSE(api_.ReadFile(pair_.client.get(), bytes.data(), asked, nullptr, &overlapped));
    ExpectEnd(Write(pair_.server.get(), length), 0, written);
    DWORD count = 0;
    if (!api_.GetOverlappedResult(pair_.client.get(), &overlapped, &count, FALSE)) {
      EXPECT_TRUE(api_.CancelIo(pair_.client.get()));
    }
    return bytes.substr(0, count);
  }
  PipePair pair_;
};
INSTANTIATE_TEST_SUITE_P(Types, PipeNowaitTest, testing::Bool());

// pipe.nowait_writes_nothing_when_full, pipe.nowait_takes_the_quota
TEST_P(PipeNowaitTest, TakesTheQuotaAndNothingBeyond) {
  ExpectEnd(Write(pair_.server.get(), 513), 0, 0);
  EXPECT_EQ(Available(pair_.client.get()), 0u);
  ExpectEnd(Write(pair_.server.get(), 512), 0, 512);
  ExpectEnd(Write(pair_.server.get(), 1), 0, 0);
  ExpectRead(pair_.client.get(), 999, std::string(512, 'a'));
}

// completion:WFX-PIPE-016, completion:WFX-PIPE-017
TEST_P(PipeNowaitTest, BeyondTheQuotaOnlyAWaitingReadOfBytesIsServed) {
  const std::string got = WithWaitingRead(1, 514, messages() ? 0 : 1);
  EXPECT_EQ(got, messages() ? "" : "a");
  EXPECT_EQ(Available(pair_.client.get()), 0u);
}

// completion:WFX-PIPE-018
TEST_P(PipeNowaitTest, AWaitingReadAddsToTheQuota) {
  EXPECT_EQ(WithWaitingRead(32768, 513, 513).size(), 513u);
  EXPECT_EQ(WithWaitingRead(1, 513, 513).size(), 1u);
  EXPECT_EQ(Available(pair_.client.get()), 512u);
}

TEST_P(PipeNowaitTest, AReadDoesNotWaitEither) {
  ExpectRead(pair_.server.get(), 1, "", ERROR_NO_DATA);
}

class PipePieceTest : public PipeFixture {
 protected:
  static ModelOptions Options() {
    ModelOptions options;
    options.choices.pipe_read_piece = 7;
    return options;
  }
  PipePieceTest() : PipeFixture(Options()) {}
};

TEST_F(PipePieceTest, ReadsOfABytePipeGiveAPiece) {
  const PipePair pair = Make(PIPE_TYPE_BYTE, 4096);
  Write(pair.server.get(), "0123456789");
  ExpectRead(pair.client.get(), 100, "0123456");
  ExpectRead(pair.client.get(), 100, "789");
}

TEST_F(PipePieceTest, MessagesStayWhole) {
  const PipePair pair = Make(PIPE_TYPE_MESSAGE, 4096);
  Write(pair.server.get(), "0123456789");
  ExpectRead(pair.client.get(), 100, "0123456789");
}

}  // namespace
}  // namespace wfx
