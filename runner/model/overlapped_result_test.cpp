// Asking the model for the result of a write, waiting for it, and cancelling.
#include "runner/model/model_file_fixture.h"

namespace wfx {
namespace {

ModelOptions AlwaysPending() {
  ModelOptions options;
  options.choices.writes_pend = true;
  return options;
}

std::uint32_t apcs = 0;
void CALLBACK CountApc(ULONG_PTR) { ++apcs; }

// Writes stay pending for 20 ms.
class OverlappedResultTest : public ModelFileTest {
 protected:
  OverlappedResultTest()
      : ModelFileTest(AlwaysPending()), file_(Open(GENERIC_WRITE, FILE_FLAG_OVERLAPPED)) {
    EXPECT_FALSE(api_.WriteFile(file_.get(), "abc", 3, nullptr, &overlapped_));
    EXPECT_EQ(api_.GetLastError(), DWORD{ERROR_IO_PENDING});
  }
  DWORD ErrorWithin(DWORD milliseconds, bool alertable = false) {
    return ErrorOf(api_.GetOverlappedResultEx(file_.get(), &overlapped_, &bytes_, milliseconds,
                                              alertable ? TRUE : FALSE));
  }

  OVERLAPPED overlapped_{};
  DWORD bytes_ = 0;
  const Handle file_;
};

TEST_F(OverlappedResultTest, WhilePendingIsIncomplete) {
  EXPECT_EQ(ErrorOf(api_.GetOverlappedResult(file_.get(), &overlapped_, &bytes_, FALSE)),
            DWORD{ERROR_IO_INCOMPLETE});
  EXPECT_EQ(ErrorWithin(0), DWORD{ERROR_IO_INCOMPLETE});
}

TEST_F(OverlappedResultTest, WaitEndsWithTheWrite) {
  EXPECT_TRUE(api_.GetOverlappedResult(file_.get(), &overlapped_, &bytes_, TRUE));
  EXPECT_EQ(bytes_, 3u);
  EXPECT_GE(model_.Now(), std::chrono::milliseconds(20));
}

TEST_F(OverlappedResultTest, WaitHasABound) {
  EXPECT_EQ(ErrorWithin(5), DWORD{WAIT_TIMEOUT});
  EXPECT_EQ(ErrorWithin(1000), 0u);
  EXPECT_EQ(bytes_, 3u);
}

TEST_F(OverlappedResultTest, AlertableWaitEndsWithAnApc) {
  apcs = 0;
  ASSERT_NE(api_.QueueUserAPC(&CountApc, CurrentThread(), 0), 0u);
  EXPECT_EQ(ErrorWithin(5), DWORD{WAIT_TIMEOUT});
  EXPECT_EQ(apcs, 0u);
  EXPECT_EQ(ErrorWithin(5, true), DWORD{WAIT_IO_COMPLETION});
  EXPECT_EQ(apcs, 1u);
  EXPECT_EQ(ErrorWithin(1000, true), 0u);
}

TEST_F(OverlappedResultTest, WaitIsForTheEventWhereThereIsOne) {
  const Handle event(api_, api_.CreateEventW(nullptr, FALSE, FALSE, nullptr));
  OVERLAPPED other{};
  other.hEvent = event.get();
  EXPECT_FALSE(api_.WriteFile(file_.get(), "defg", 4, nullptr, &other));
  EXPECT_TRUE(api_.GetOverlappedResult(file_.get(), &other, &bytes_, TRUE));
  EXPECT_EQ(bytes_, 4u);
  EXPECT_EQ(api_.WaitForSingleObject(event.get(), 0), DWORD{WAIT_TIMEOUT})
      << "an event that resets itself was left signaled";
}

TEST_F(OverlappedResultTest, NothingToWaitForIsRefused) {
  EXPECT_EQ(ErrorOf(api_.GetOverlappedResult(nullptr, &overlapped_, &bytes_, TRUE)),
            DWORD{ERROR_INVALID_HANDLE});
}

TEST_F(OverlappedResultTest, CancelledWriteSaysSo) {
  EXPECT_TRUE(api_.CancelIo(file_.get()));
  EXPECT_EQ(ErrorWithin(1000), DWORD{ERROR_OPERATION_ABORTED});
  EXPECT_TRUE(api_.CancelIo(file_.get()));
  EXPECT_EQ(ErrorOf(api_.CancelIoEx(file_.get(), nullptr)), DWORD{ERROR_NOT_FOUND});
}

TEST_F(OverlappedResultTest, CancellingNeedsAFileOrAThread) {
  EXPECT_EQ(ErrorOf(api_.CancelIo(nullptr)), DWORD{ERROR_INVALID_HANDLE});
  EXPECT_EQ(ErrorOf(api_.CancelIoEx(nullptr, &overlapped_)), DWORD{ERROR_INVALID_HANDLE});
  EXPECT_EQ(ErrorOf(api_.CancelSynchronousIo(CurrentThread())), DWORD{ERROR_NOT_FOUND});
  EXPECT_EQ(ErrorOf(api_.CancelSynchronousIo(file_.get())), DWORD{ERROR_INVALID_HANDLE});
}

}  // namespace
}  // namespace wfx
